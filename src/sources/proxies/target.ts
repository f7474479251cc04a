// What a request went to, out of the URL as a product writes it, for formats that are read as text: the twin of ../url.ts.
import { canonicalAddress } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import { type Loose, said, saidUrl } from '../text/draft.ts';

export interface Target {
  readonly url?: string;
  readonly host?: string;
  /** When the host is an address. */
  readonly destination?: string;
  readonly destinationPort?: number;
}

/**
 * `http://h:8080/x`, `h:443` (CONNECT), `h/x` (products that leave the scheme out); what is in none of these forms (`/x`)
 * names no host. The URL itself is kept as it is written.
 */
export const targetOf = (written: Loose): Target => {
  const url = saidUrl(written);
  if (url === undefined) return {};
  const found = ABSOLUTE.exec(url) ?? BARE.exec(url);
  if (!found?.[2]) return { url };
  const [, scheme = '', host, number] = found;
  const port = number === undefined ? PORTS[scheme.toLowerCase()] : Number(number);
  return { url, ...hostOf(host), ...(port && port <= 65_535 ? { destinationPort: port } : {}) };
};

/** Host name in lower case without its last dot, or the address that it is. */
export const hostOf = (written: Loose): Pick<Target, 'host' | 'destination'> => {
  const name = said(written)?.replace(/^\[([0-9A-Fa-f:.]{2,45})\]$/, '$1');
  if (name === undefined) return {};
  const address = canonicalAddress(name);
  if (address !== null) return { host: address, destination: address };
  return { host: name.toLowerCase().replace(/\.$/, '') };
};

/** The URL that a log spells in parts; undefined for tunnels (CONNECT, `tcp`, `ssl`), which ask for no URL. */
export const joinedUrl = (parts: {
  readonly scheme: Loose;
  readonly host: Loose;
  readonly port?: Loose;
  readonly path: Loose;
  readonly query?: Loose;
}): string | undefined => {
  const scheme = said(parts.scheme)?.toLowerCase();
  const host = said(parts.host);
  if (scheme === undefined || host === undefined || !/^(?:https?|ftp|rtsp|mms|wss?)$/.test(scheme))
    return undefined;
  const port = said(parts.port);
  const colon = port === undefined || Number(port) === PORTS[scheme] ? '' : `:${port}`;
  const query = said(parts.query)?.replace(/^\??/, '?') ?? '';
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const url = `${scheme}://${bracketed}${colon}${said(parts.path) ?? '/'}${query}`;
  return url.slice(0, LIMITS.urlCharsMax);
};

/** Private or otherwise not routed in the Internet: an address that can only be one inside (RFC 1918, 6598, 4193, 3927). */
export const isInner = (address: Loose): boolean =>
  typeof address === 'string' &&
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|f[cd][0-9a-f]{2}:|fe80:)/i.test(
    address.trim(),
  );

const PORTS: Readonly<Record<string, number>> = {
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  ftp: 21,
};

/** A user's name and password before `@` belong to nobody here. */
const ABSOLUTE =
  /^([A-Za-z][A-Za-z0-9+.-]{0,15}):\/\/(?:[^/?#@]{0,255}@)?(\[[0-9A-Fa-f:.]{2,45}\]|[^/?#:@[\]]{0,255})(?::(\d{1,5}))?(?=[/?#]|$)/;
/** One word alone (`error`) is no host. */
const BARE =
  /^()(\[[0-9A-Fa-f:.]{2,45}\]|[\w-]{1,63}(?=:\d)|[\w-]{0,63}\.[\w.-]{0,253})(?::(\d{1,5}))?(?=[/?#]|$)/;
