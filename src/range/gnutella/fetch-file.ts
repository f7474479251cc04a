// Fetching a file over a conversation that is open already, in one request or in ranges one after another.
import { type Conversation, readHead } from './conversation.ts';
import { sha1Urn } from './urn.ts';

export interface Wanted {
  readonly index: number;
  readonly name: string;
  readonly size: number;
  /** Asked for by hash when given, and checked against it. */
  readonly urn: string | null;
  readonly byHash: boolean;
  readonly agent: string;
  readonly version: '0.4' | '0.6';
  /** Ranges to cut it into; 1 asks for the whole. */
  readonly parts: number;
}

/** Largest file fetched: the range makes its own files, and they are small. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/** Rejects when the sharer refuses, sends less, or sends bytes with another hash. */
export const fetchFile = async (
  conversation: Conversation,
  wanted: Wanted,
): Promise<Uint8Array> => {
  if (wanted.size > FILE_BYTES_MAX) throw new Error(`${wanted.name} is too large`);
  const bytes = new Uint8Array(wanted.size);
  const step = Math.max(1, Math.ceil(wanted.size / wanted.parts));
  for (let at = 0; at < wanted.size; at += step) {
    const to = Math.min(wanted.size, at + step);
    conversation.write(requestText(wanted, at, to, conversation));
    bytes.set(await bodyOf(conversation, wanted, at, to), at);
  }
  if (wanted.urn && sha1Urn(bytes) !== wanted.urn)
    throw new Error(`${wanted.name} is not what its hash says`);
  return bytes;
};

const requestText = (
  { index, name, urn, byHash, agent, version, size, parts }: Wanted,
  from: number,
  to: number,
  { socket }: Conversation,
): string => {
  const path = byHash && urn ? `/uri-res/N2R?${urn}` : `/get/${index}/${pathName(name, version)}`;
  const range = `Range: bytes=${from}-${parts === 1 ? '' : to - 1}`;
  // v0.4 "File Downloads" gives these very lines, with a slash after the name.
  if (version === '0.4')
    return `GET ${path}/ HTTP/1.0\r\nConnection: Keep-Alive\r\n${range}\r\nUser-Agent: ${agent}\r\n\r\n`;
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`,
    `User-Agent: ${agent}`,
    range,
    ...(urn ? [`X-Gnutella-Content-URN: ${urn}`] : []),
    ...(to === size ? ['Connection: close'] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
};

/** 0.4 clients wrote names as they were; later ones escaped them. */
const pathName = (name: string, version: '0.4' | '0.6'): string =>
  version === '0.4' ? name.replace(/[\r\n/]/g, '_') : encodeURIComponent(name);

const bodyOf = async (
  conversation: Conversation,
  { name }: Wanted,
  from: number,
  to: number,
): Promise<Uint8Array> => {
  const { first, headers } = readHead(await conversation.head());
  const status = Number(/^HTTP(?:\/1\.[01])? (\d{3})/.exec(first)?.[1] ?? 0);
  if (status !== 200 && status !== 206) throw new Error(`${name}: ${first.slice(0, 80)}`);
  const length = Number(headers.get('content-length') ?? -1);
  if (length !== to - from) throw new Error(`${name}: ${length} bytes instead of ${to - from}`);
  return await conversation.body(length);
};
