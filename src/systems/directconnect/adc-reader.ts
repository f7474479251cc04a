// Facts of an ADC connection: hub or client, who logs in, what is shared, sought and fetched, who is told where.
// Passwords, private ids and chat are not kept.
import { LIMITS } from '../../model/limits.ts';
import { textOf } from '../../wire/codec/ascii.ts';
import type { Direction, FlowSink, StreamReader } from '../../wire/dissector.ts';
import { type AdcLine, adcLine, named } from './adc-line.ts';
import { readResult, readSearch } from './adc-search.ts';
import { describeHub, describeUser } from './adc-users.ts';
import { LineReader } from './lines.ts';
import { isFileList, ListedFiles } from './listed-files.ts';
import { countOf, placeOf, portOf, requested } from './text.ts';

export const openAdc = (flow: FlowSink): StreamReader => {
  const state: AdcState = {
    ...{ flow, hub: null, sid: '', addresses: new Map(), told: new Set() },
    list: null,
  };
  const readers: LineReader[] = ([0, 1] as const).map(
    (direction) =>
      new LineReader(0x0a, (bytes, start, end) => {
        if (end === start) return 0;
        const line = adcLine(textOf(bytes, start, end));
        if (!line) {
          flow.anomaly('adc-line');
          return 0;
        }
        const follow = readLine(state, direction, line);
        readers[direction]!.data = state.list;
        state.list = null;
        return follow;
      }),
  );
  return {
    push: (direction, bytes, start, end) => readers[direction]!.push(bytes, start, end),
    gap: (direction, lost) => readers[direction]!.gap(lost),
  };
};

interface AdcState {
  readonly flow: FlowSink;
  /** Direction in which the hub speaks; null between clients. */
  hub: Direction | null;
  /** Session id of the user at the other end of the hub connection. */
  sid: string;
  /** Addresses of users by session id, as the hub tells them; bounded. */
  readonly addresses: Map<string, string>;
  /** Contents told, so that every segment of a file is not told again. */
  readonly told: Set<string>;
  /** A file list that follows the line that was read. */
  list: ListedFiles | null;
}

/** `CSND file files.xml.bz2 0 416`: file data follow, of a length that only compression hides. */
const readSend = (state: AdcState, direction: Direction, { parameters }: AdcLine): number => {
  const bytes = countOf(parameters[3]);
  if (parameters.includes('ZL1') || bytes === undefined) return -1;
  if (isFileList(parameters[1] ?? '') && bytes > 0)
    state.list = new ListedFiles(state.flow, direction, bytes);
  return bytes;
};

const readLine = (state: AdcState, direction: Direction, line: AdcLine): number => {
  if (line.type === 'H') setHub(state, direction === 0 ? 1 : 0);
  else if (line.type === 'I') setHub(state, direction);
  else if (state.hub === null && line.type !== 'C') setHub(state, direction);
  const { flow } = state;
  const fromHub = state.hub === direction;
  switch (line.command) {
    case 'SID':
      state.sid = line.parameters[0] ?? '';
      return 0;
    case 'INF':
      readInf(state, direction, line);
      return 0;
    case 'GPA':
      flow.end(direction).role = 'password hub';
      return 0;
    case 'SCH':
      if (!fromHub) readSearch(flow, line);
      return 0;
    case 'RES':
      readResult(flow, direction, line, fromHub);
      return 0;
    case 'CTM':
      readConnect(state, direction, line);
      return 0;
    case 'STA':
      readReferrer(flow, direction, line);
      return 0;
    case 'GET':
      flow.end(direction).role ??= 'downloader';
      tellContent(state, line);
      return 0;
    case 'SND':
      flow.end(direction).role ??= 'uploader';
      tellContent(state, line);
      return readSend(state, direction, line);
    case 'ZON':
      return -1;
    default:
      return 0;
  }
};

const readInf = (state: AdcState, direction: Direction, line: AdcLine): void => {
  const { flow } = state;
  if (state.hub !== direction) {
    describeUser(flow, direction, line);
    return;
  }
  if (line.type === 'I') {
    describeHub(flow, direction, line);
    return;
  }
  const user: Direction = direction === 0 ? 1 : 0;
  if (line.from === state.sid) {
    // The hub completes what the user said: bit 2 of CT marks operators.
    const marks = countOf(named(line, 'CT')) ?? 0;
    if ((marks & 0x0c) !== 0) flow.end(user).role = 'operator';
  }
  for (const [address, port] of [
    ['I4', 'U4'],
    ['I6', 'U6'],
  ] as const) {
    const place = placeOf(`[${named(line, address) ?? ''}]:${named(line, port) ?? ''}`);
    if (place)
      flow.endpoint(place.address, place.port, 'udp', 'directconnect', direction, 'a user list');
  }
  const address = named(line, 'I4') || named(line, 'I6');
  if (address && state.addresses.size < LIMITS.peersMax) state.addresses.set(line.from, address);
};

/** `CTM <protocol> <port> <token>`: the sender listens there. A hub passes it on without the address. */
const readConnect = (state: AdcState, direction: Direction, line: AdcLine): void => {
  const port = portOf(line.parameters[1]);
  if (port === null) return;
  const { flow } = state;
  const own = state.hub !== direction;
  if (own) flow.end(direction).listens = port;
  const sender = direction === 0 ? flow.clientAddress : flow.serverAddress;
  const address = own ? sender : state.addresses.get(line.from);
  if (address !== undefined)
    flow.endpoint(address, port, 'tcp', 'directconnect', direction, 'a request to connect (CTM)');
};

/** `STA 000 referrer RFadc://<hub>`: through which hub two clients met. */
const readReferrer = (flow: FlowSink, direction: Direction, line: AdcLine): void => {
  const hub = named(line, 'RF');
  const place = hub ? placeOf(hub.replace(/^[a-z]+:\/\//, '')) : null;
  if (!place) return;
  const how = 'hub named by a client';
  flow.endpoint(place.address, place.port, 'tcp', 'directconnect', direction, how);
};

/** `GET <type> <name> <start> <bytes>`, the same for SND. */
const tellContent = (state: AdcState, line: AdcLine): void => {
  const name = line.parameters[1];
  if (!name || state.told.has(name) || state.told.size >= LIMITS.contentsMax) return;
  state.told.add(name);
  state.flow.content(requested(name));
};

const setHub = (state: AdcState, direction: Direction): void => {
  if (state.hub !== null) return;
  state.hub = direction;
  state.flow.end(direction).role = 'hub';
  state.flow.end(direction === 0 ? 1 : 0).role ??= 'user';
};
