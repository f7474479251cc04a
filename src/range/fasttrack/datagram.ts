// FastTrack's datagrams: a client pings supernodes (0x27) and connects to one that answers 0x28; 0x29 has no room.
// As giFT-FastTrack and mldonkey write and read them; what they call unknown is zero here.

export const NETWORK = 'KaZaA';
/** Least cipher that is taken, as clients of 2003 asked for. */
const ENC_TYPE = 0x29;

export interface Datagram {
  readonly kind: 'ping' | 'pong' | 'full';
  /** Percent; of a pong. */
  readonly load: number;
  readonly network: string;
}

export const ping = (): Uint8Array => Buffer.concat([head(0x27), Buffer.from([0x80]), name()]);

export const pong = (load: number): Uint8Array =>
  Buffer.concat([head(0x28), Buffer.from([0, 0, 0, 0, load & 0xff, 0]), name()]);

export const full = (): Uint8Array => head(0x29);

/** Null when it is none of the three. */
export const parseDatagram = (bytes: Uint8Array): Datagram | null => {
  if (bytes.length < 5 || bytes.length > 64) return null;
  const text = (from: number): string | null => {
    const end = bytes.indexOf(0, from);
    return end < from ? null : Buffer.from(bytes.subarray(from, end)).toString('latin1');
  };
  if (bytes[0] === 0x29) return { kind: 'full', load: 100, network: '' };
  const network = bytes[0] === 0x27 ? text(6) : bytes[0] === 0x28 ? text(11) : null;
  if (network === null) return null;
  return { kind: bytes[0] === 0x27 ? 'ping' : 'pong', load: bytes[9] ?? 0, network };
};

/** Type and cipher. */
const head = (type: number): Buffer => {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(type, 0);
  bytes.writeUInt32BE(ENC_TYPE, 1);
  return bytes;
};

const name = (): Buffer => Buffer.from(`${NETWORK}\0`, 'latin1');
