// What an OpenNap client and its server tell each other: who signs in with what program and port, what is shared, looked
// for and fetched, where others listen. Types: napster.txt §3.
import type { Direction, FlowSink, StreamReader } from '../../wire/dissector.ts';
import { addressWord, contentOf, fieldsOf, isPort, numberOf } from './fields.ts';
import { Messages } from './messages.ts';

const LOGIN = 2;
const NEW_USER_LOGIN = 6;
const SHARE = 100;
const SHARE_FOLDER = 870;
const SEARCH = 200;
const DOWNLOAD_REQUEST = 203;
const DOWNLOAD_ACK = 204;
const BROWSE_ENTRY = 212;
const RESUME_ENTRY = 216;
const PUSH_REQUEST = 500;
const PUSH_ACK = 501;
const UPLOAD_REQUEST = 607;
const DIRECT_BROWSE = 640;
const DIRECT_BROWSE_ACCEPT = 641;
const CHANGE_PORT = 703;

export class ServerReader implements StreamReader {
  private readonly flow: FlowSink;
  private readonly ends: readonly [Messages, Messages];

  constructor(flow: FlowSink) {
    this.flow = flow;
    this.ends = [
      new Messages((type, text) => fromClient(flow, type, text)),
      new Messages((type, text) => fromServer(flow, type, fieldsOf(text))),
    ];
    flow.end(1).role = 'server';
  }

  push(direction: Direction, bytes: Uint8Array, start: number, end: number): boolean {
    const messages = this.ends[direction];
    if (messages.push(bytes, start, end)) return true;
    if (direction === 1 && messages.count === 0) this.flow.takesPart?.(1, false);
    this.flow.anomaly('napster-message');
    return false;
  }
}

const fromClient = (flow: FlowSink, type: number, text: string): void => {
  const fields = fieldsOf(text);
  switch (type) {
    case LOGIN:
    case NEW_USER_LOGIN:
      noteLogin(flow, fields);
      break;
    case CHANGE_PORT:
      noteListening(flow, numberOf(fields[0]));
      break;
    case SHARE:
      if (fields.length >= 3) flow.offer(contentOf(fields[0]!, fields[1], numberOf(fields[2])), 0);
      break;
    case SHARE_FOLDER:
      noteFolder(flow, fields);
      break;
    case SEARCH:
      noteSearch(flow, text);
      break;
    case DOWNLOAD_REQUEST:
    case PUSH_REQUEST:
      if (fields.length >= 2) flow.content(contentOf(fields[1]!));
      break;
  }
};

const noteLogin = (flow: FlowSink, [nick, , port, program]: readonly string[]): void => {
  const end = flow.end(0);
  if (nick !== undefined) end.nick = nick;
  if (program) noteProgram(end, program);
  noteListening(flow, numberOf(port));
};

/** `nap v0.8`, `v2.0 BETA 9.6` (the client of the company), `WinMX v2.6`. */
const noteProgram = (end: { client?: string; version?: string }, program: string): void => {
  const match = /^(.*?)[ /-]*v?(\d[\w. ]*)$/i.exec(program);
  end.client = match ? match[1]! || 'Napster' : program;
  if (match) end.version = match[2]!;
};

/** Port 0 is said by clients that cannot be reached. */
const noteListening = (flow: FlowSink, port: number): void => {
  if (!isPort(port)) return;
  flow.end(0).listens = port;
  const how = 'was announced to an OpenNap server';
  flow.endpoint(flow.clientAddress, port, 'tcp', 'napster', 0, how);
};

/** `"folder" "file" md5 size bitrate frequency seconds`, of which all behind the folder may be repeated. */
const noteFolder = (flow: FlowSink, [folder, ...files]: readonly string[]): void => {
  for (let i = 0; i + 2 < files.length; i += FILE_FIELDS)
    flow.offer(contentOf(`${folder}${files[i]}`, files[i + 1], numberOf(files[i + 2])), 0);
};

const FILE_FIELDS = 6;

/** `FILENAME CONTAINS "words" MAX_RESULTS 100 …`, also twice. */
const noteSearch = (flow: FlowSink, text: string): void => {
  const words = [...text.matchAll(/FILENAME CONTAINS "([^"]*)"/g)].map((match) => match[1]!);
  flow.search(words.join(' ').trim());
};

const fromServer = (flow: FlowSink, type: number, fields: readonly string[]): void => {
  switch (type) {
    case DOWNLOAD_ACK:
    case PUSH_ACK:
      if (fields.length < 4) break;
      flow.content(contentOf(fields[3]!, fields[4]));
      tell(flow, fields[1], fields[2]);
      break;
    case RESUME_ENTRY:
    case DIRECT_BROWSE:
    case DIRECT_BROWSE_ACCEPT:
      tell(flow, fields[1], fields[2]);
      break;
    case BROWSE_ENTRY:
      if (fields.length >= 4) flow.content(contentOf(fields[1]!, fields[2], numberOf(fields[3])));
      break;
    case UPLOAD_REQUEST:
      if (fields.length >= 2) flow.content(contentOf(fields[1]!));
      break;
  }
};

const tell = (flow: FlowSink, address: string | undefined, port: string | undefined): void => {
  const word = addressWord(address);
  const number = numberOf(port);
  if (word === null || !isPort(number)) return;
  flow.endpointV4(word, number, 'tcp', 'napster', 1, 'was told by an OpenNap server');
};
