// Host and port of a URL or of CONNECT's `host:port`, as positions; RFC 3986 §3.2.

import { canonicalAddress } from '../model/address.ts';
import { portNumber, standsAt } from './fields.ts';
import { Interner } from './interner.ts';

/** A host as it stands in a URL. */
export interface HostName {
  /** Lower case, IPv6 without brackets in RFC 5952 form. */
  readonly name: string;
  /** The address, when the host is one. */
  readonly address: string | null;
}

export const hostInterner = (): Interner<HostName> =>
  new Interner((text) => {
    const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
    const address = canonicalAddress(bare);
    return { name: address ?? bare.toLowerCase().replace(/\.$/, ''), address };
  });

/** Reused from line to line. */
export class Authority {
  hostStart = 0;
  hostEnd = 0;
  /** -1 when neither the URL nor its scheme names one. */
  port = -1;

  /** `http://host[:port]/…`; false when it is not in absolute form. */
  absolute(bytes: Uint8Array, start: number, end: number): boolean {
    const schemeEnd = bytes.indexOf(58, start);
    if (schemeEnd <= start || schemeEnd > start + 16 || !standsAt(bytes, schemeEnd, end, '://'))
      return false;
    for (let i = start; i < schemeEnd; i++) if (!isSchemeByte(bytes[i]!)) return false;
    let stop = schemeEnd + 3;
    let hostStart = stop;
    for (; stop < end; stop++) {
      const byte = bytes[stop]!;
      if (byte === 47 || byte === 63 || byte === 35) break;
      if (byte === 64) hostStart = stop + 1;
    }
    if (!this.hostAndPort(bytes, hostStart, stop)) return false;
    if (this.port < 0) this.port = schemePort(bytes, start, schemeEnd);
    return true;
  }

  /** `host:port` or `host`; false when there is no host. */
  hostAndPort(bytes: Uint8Array, start: number, end: number): boolean {
    let colon = end;
    for (let i = end - 1; i >= start && i >= end - 6; i--) {
      if (bytes[i] === 93) break;
      if (bytes[i] === 58) {
        colon = i;
        break;
      }
    }
    this.port = colon < end ? portNumber(bytes, colon + 1, end) : -1;
    if (colon < end && this.port < 0 && colon + 1 < end) return false;
    this.hostStart = start;
    this.hostEnd = colon;
    return colon > start;
  }
}

const isSchemeByte = (byte: number): boolean =>
  (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 43 && byte <= 57);

const schemePort = (bytes: Uint8Array, start: number, end: number): number => {
  const length = end - start;
  if (length === 4 && standsAt(bytes, start, end, 'http')) return 80;
  if (length === 5 && standsAt(bytes, start, end, 'https')) return 443;
  if (length === 3 && standsAt(bytes, start, end, 'ftp')) return 21;
  return -1;
};
