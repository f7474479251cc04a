// Messages between an OpenNap client and server: <length u16le> <type u16le> <text>, fields divided by single spaces.
// Specification: "napster messages" by drscholl (opennap.sourceforge.net), sections 2 and 3.

export interface Message {
  readonly type: number;
  /** One character a byte. */
  readonly text: string;
}

/** Types by what the specification calls them. */
export const TYPE = {
  ERROR: 0,
  LOGIN: 2,
  LOGIN_ACK: 3,
  NEW_USER: 6,
  NICK_CHECK: 7,
  NICK_FREE: 8,
  NICK_TAKEN: 9,
  NICK_INVALID: 10,
  SHARE: 100,
  UNSHARE: 102,
  UNSHARE_ALL: 110,
  SEARCH: 200,
  SEARCH_RESULT: 201,
  SEARCH_END: 202,
  DOWNLOAD: 203,
  DOWNLOAD_ACK: 204,
  GET_ERROR: 206,
  SIGNOFF: 210,
  BROWSE: 211,
  BROWSE_RESULT: 212,
  BROWSE_END: 213,
  STATS: 214,
  DOWNLOADING: 218,
  DOWNLOADED: 219,
  UPLOADING: 220,
  UPLOADED: 221,
  NOTICE: 404,
  PUSH: 500,
  PUSH_ACK: 501,
  WHOIS: 603,
  WHOIS_RESULT: 604,
  UPLOAD_REQUEST: 607,
  UPLOAD_ACCEPT: 608,
  ACCEPT_FAILED: 609,
  MOTD: 621,
  DATA_PORT_ERROR: 626,
  LOGIN_ATTEMPT: 748,
} as const;

/** Most servers take no command longer than this (section 3, message 870). */
export const TEXT_BYTES_MAX = 2048;
/** Fields of one message; the longest of the specification, 604, has 17. */
const FIELDS_MAX = 32;

export const encode = (type: number, text = ''): Uint8Array => {
  const cut = text.slice(0, TEXT_BYTES_MAX);
  const bytes = Buffer.alloc(4 + cut.length);
  bytes.writeUInt16LE(cut.length, 0);
  bytes.writeUInt16LE(type, 2);
  bytes.write(cut, 4, 'latin1');
  return bytes;
};

/** Puts messages together from what a socket gives. It holds one message at most. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The messages that are whole now; null when the stream is none of this protocol: it is not read further then. */
  feed(bytes: Uint8Array): Message[] | null {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : Buffer.from(bytes);
    const messages: Message[] = [];
    let at = 0;
    while (at + 4 <= all.length) {
      const length = all.readUInt16LE(at);
      if (length > TEXT_BYTES_MAX) return null;
      if (at + 4 + length > all.length) break;
      messages.push({
        type: all.readUInt16LE(at + 2),
        text: all.toString('latin1', at + 4, at + 4 + length),
      });
      at += 4 + length;
    }
    this.#rest = Buffer.from(all.subarray(at));
    return messages;
  }
}

/** The fields of a text; a quoted one is given without its quotes. There is no escape for a quote (section 2). */
export const fields = (text: string): string[] => {
  const found: string[] = [];
  let at = 0;
  while (at < text.length && found.length < FIELDS_MAX) {
    if (text[at] === ' ') {
      at += 1;
      continue;
    }
    const quoted = text[at] === '"';
    const from = quoted ? at + 1 : at;
    const end = text.indexOf(quoted ? '"' : ' ', from);
    const to = end < 0 ? text.length : end;
    found.push(text.slice(from, to));
    at = to + 1;
  }
  return found;
};

/** A name between quotes; what would end it early is taken out. */
export const quoted = (name: string): string => `"${name.replaceAll('"', "'")}"`;

/** A whole number of the protocol; null when it is none or over `max`. */
export const number = (text: string | undefined, max = 0xffff_ffff): number | null => {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const value = Number(text);
  return value <= max ? value : null;
};

/** An IPv4 address as the number of messages 201, 204 and 501: an in_addr as x86 reads it, the first octet lowest. */
export const addressNumber = (address: string): number => {
  const octets = address.split('.').map(Number);
  return octets.length === 4
    ? octets.reduceRight((sum, octet) => sum * 256 + (octet & 0xff), 0)
    : 0;
};

export const numberAddress = (value: number): string =>
  [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff).join('.');
