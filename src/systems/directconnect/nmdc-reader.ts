// Facts of an NMDC connection: hub or client, who logs in, what is shared, sought and fetched, who is told where.
// Passwords ($MyPass) and chat are not kept.
import { LIMITS } from '../../model/limits.ts';
import type { Content } from '../../model/observation.ts';
import { textOf } from '../../wire/codec/ascii.ts';
import type { Direction, FlowSink, StreamReader } from '../../wire/dissector.ts';
import { LineReader } from './lines.ts';
import { isFileList, ListedFiles } from './listed-files.ts';
import { readNmdcResult, readSearch } from './nmdc-search.ts';
import { readMyInfo, readProgram } from './nmdc-users.ts';
import { countOf, placeOf, requested } from './text.ts';

export const openNmdc = (flow: FlowSink): StreamReader => {
  const state: NmdcState = { flow, hub: null, nicks: ['', ''], told: new Set(), list: null };
  const readers: LineReader[] = ([0, 1] as const).map(
    (direction) =>
      new LineReader(0x7c, (bytes, start, end) => {
        if (bytes[start] !== 0x24) return 0;
        const follow = readCommand(state, direction, textOf(bytes, start + 1, end));
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

export interface NmdcState {
  readonly flow: FlowSink;
  /** Direction in which the hub speaks; null between clients and as long as it is not known. */
  hub: Direction | null;
  readonly nicks: [string, string];
  /** Contents told, so that every segment of a file is not told again. */
  readonly told: Set<string>;
  /** A file list that follows the line that was read. */
  list: ListedFiles | null;
}

/** Returns how many bytes of file data follow, -1 to read no further. */
const readCommand = (state: NmdcState, direction: Direction, line: string): number => {
  const space = line.indexOf(' ');
  const command = space < 0 ? line : line.slice(0, space);
  const rest = space < 0 ? '' : line.slice(space + 1);
  if (command === 'ADCSND') return readSend(state, direction, rest);
  if (command === 'FileLength' || command === 'ZOn') return -1;
  if (HUB_COMMANDS.has(command)) setHub(state, direction);
  else if (CLIENT_COMMANDS.has(command)) setHub(state, direction === 0 ? 1 : 0);
  COMMANDS[command]?.(state, direction, rest);
  return 0;
};

type Command = (state: NmdcState, direction: Direction, rest: string) => void;

const COMMANDS: Readonly<Record<string, Command>> = {
  __proto__: null as never,
  Lock(state, direction, rest) {
    if (state.nicks[direction] === '') setHub(state, direction);
    readProgram(state, direction, rest);
  },
  HubName: ({ flow }, _, rest) => flow.carrier('hub', rest),
  ValidateNick: (state, direction, rest) => setNick(state, direction, rest),
  MyNick: (state, direction, rest) => setNick(state, direction, rest),
  MyINFO: (state, direction, rest) => readMyInfo(state, direction, rest),
  GetPass: ({ flow }, direction) => {
    flow.end(direction).role = 'password hub';
  },
  LogedIn: ({ flow }, direction) => {
    flow.end(direction === 0 ? 1 : 0).role = 'operator';
  },
  OpList(state, direction, rest) {
    const user = direction === 0 ? 1 : 0;
    const nick = state.nicks[user];
    if (nick !== '' && rest.split('$$').includes(nick)) state.flow.end(user).role = 'operator';
  },
  Search: (state, direction, rest) => readSearch(state, direction, rest),
  // Short forms of a search for a Tiger tree root: active `$SA <root> <address:port>`, passive `$SP <root> <nick>`.
  SA: (state, direction, rest) => readSearch(state, direction, longForm(rest)),
  SP: (state, direction, rest) => readSearch(state, direction, longForm(rest)),
  SR: (state, direction, rest) =>
    readNmdcResult(state.flow, direction, rest, state.hub === direction),
  ConnectToMe(state, direction, rest) {
    const place = placeOf(rest.slice(rest.indexOf(' ') + 1));
    if (!place) return;
    if (state.hub !== direction) state.flow.end(direction).listens = place.port;
    const { address, port } = place;
    state.flow.endpoint(address, port, 'tcp', 'directconnect', direction, '$ConnectToMe');
  },
  RevConnectToMe(state, direction) {
    if (state.hub !== direction) state.flow.end(direction).role ??= 'passive';
  },
  Direction({ flow }, direction, rest) {
    flow.end(direction).role = rest.startsWith('Download') ? 'downloader' : 'uploader';
  },
  Get: (state, _, rest) => tellContent(state, requested(rest.replace(/\$\d*$/, ''))),
  ADCGET(state, _, rest) {
    const parts = adcRequest(rest);
    if (parts) tellContent(state, requested(parts.name));
  },
};

/** `$ADCSND file <name> <start> <bytes>[ ZL1]`: so many bytes of the file follow. */
const readSend = (state: NmdcState, direction: Direction, rest: string): number => {
  const parts = adcRequest(rest);
  if (!parts) return -1;
  tellContent(state, requested(parts.name));
  if (isFileList(parts.name) && parts.bytes)
    state.list = new ListedFiles(state.flow, direction, parts.bytes);
  return parts.bytes ?? -1;
};

/** Names may hold spaces (escaped or not), so the numbers are taken from the end. */
const adcRequest = (rest: string): { name: string; bytes: number | undefined } | null => {
  const match = /^\S+ (.+) \d+ (-?\d+)((?: [A-Z]{2}\S*)*)$/.exec(rest);
  if (!match) return null;
  return {
    name: match[1]!.replaceAll('\\ ', ' '),
    bytes: match[3]!.includes('ZL1') ? undefined : countOf(match[2]),
  };
};

const longForm = (rest: string): string => {
  const [root = '', searcher = ''] = rest.split(' ');
  return `${searcher} F?T?0?9?TTH:${root}`;
};

const tellContent = (state: NmdcState, content: Content): void => {
  const key = content.id || content.name || '';
  if (state.told.has(key) || state.told.size >= LIMITS.contentsMax) return;
  state.told.add(key);
  state.flow.content(content);
};

const setHub = (state: NmdcState, direction: Direction): void => {
  if (state.hub !== null) return;
  state.hub = direction;
  state.flow.end(direction).role = 'hub';
  state.flow.end(direction === 0 ? 1 : 0).role ??= 'user';
};

const setNick = (state: NmdcState, direction: Direction, nick: string): void => {
  state.nicks[direction] = nick.slice(0, LIMITS.textCharsMax);
  if (nick !== '') state.flow.end(direction).nick = nick;
};

/** Commands that only one side of a hub connection sends. */
const HUB_COMMANDS = new Set([
  'HubName',
  'Hello',
  'NickList',
  'OpList',
  'Quit',
  'HubTopic',
  'GetPass',
]);
const CLIENT_COMMANDS = new Set(['ValidateNick', 'GetNickList', 'Version', 'MyPass', 'GetINFO']);
