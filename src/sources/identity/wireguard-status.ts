// `wg show` and `wg show all dump` (wg(8)): a snapshot of the peers of a WireGuard interface.
//
//   peer: 3sQ…=                                   wg0<tab>3sQ…=<tab>(none)<tab>203.0.113.7:51820<tab>10.20.9.2/32<tab>…
//     endpoint: 203.0.113.7:51820
//     allowed ips: 10.20.9.2/32, 2001:db8:20:9::2/128
//     latest handshake: 1 minute, 5 seconds ago
//     transfer: 1.05 MiB received, 2.10 MiB sent
//
// A peer is known by its public key; the addresses that it alone may use are its own. Sound because: `peer: ` with a key of
// 32 bytes in base64, or the dump's eight or nine fields with such a key. Looks alike: nothing known. Does not see: names of
// people or devices, unless comments of the configuration are kept elsewhere. Keys that are secret are not kept.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import { OK, type Source } from '../source.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a line of wg show';

export const wireguardStatus: Source = textSource({
  id: 'wireguard-status',
  title: 'WireGuard (wg show)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    const peers = new Peers(context);
    return { line: (text, number) => peers.line(text, number), close: () => peers.end() };
  },
});

interface Peer {
  readonly key: string;
  readonly line: number;
  allowed: string;
  /** Epoch ms of the latest handshake; NaN when there was none. */
  at: number;
  bytesIn: number;
  bytesOut: number;
}

class Peers {
  readonly #context: TextContext;
  #peer: Peer | null = null;
  #inside = false;

  constructor(context: TextContext) {
    this.#context = context;
  }

  line(text: string, number: number): Outcome {
    const dumped = this.#dumped(text, number);
    if (dumped !== undefined) return dumped;
    if (/^interface: [\w.=-]{1,15}$/.test(text)) {
      this.end();
      this.#inside = true;
      return OK;
    }
    const key = PEER.exec(text)?.[1];
    if (key !== undefined) {
      this.end();
      this.#inside = true;
      this.#peer = { key, line: number, allowed: '', at: Number.NaN, bytesIn: 0, bytesOut: 0 };
      return OK;
    }
    const said = SAID.exec(text);
    if (!said || !this.#inside) return OTHERWISE;
    if (this.#peer) this.#take(this.#peer, said[1]!, said[2]!);
    return OK;
  }

  #take(peer: Peer, name: string, value: string): void {
    if (name === 'allowed ips') peer.allowed = value;
    if (name === 'latest handshake') peer.at = this.#context.undated() - ago(value);
    if (name !== 'transfer') return;
    const [, bytesIn, inUnit, bytesOut, outUnit] = TRANSFER.exec(value) ?? [];
    peer.bytesIn = Number(bytesIn) * (UNITS[inUnit ?? ''] ?? 1) || 0;
    peer.bytesOut = Number(bytesOut) * (UNITS[outUnit ?? ''] ?? 1) || 0;
  }

  /** One line of a dump, with or without the interface in front. */
  #dumped(text: string, number: number): Outcome | undefined {
    const cells = text.split('\t');
    const first = KEY.test(cells[0] ?? '') || cells[0] === '(none)' ? 0 : 1;
    if (cells.length === first + 4 && KEY.test(cells[first + 1] ?? '')) return OK;
    if (cells.length !== first + 8 || !KEY.test(cells[first] ?? '')) return undefined;
    const [key = '', , , allowed = '', handshake = '', bytesIn, bytesOut] = cells.slice(first);
    const at = handshake === '0' ? Number.NaN : this.#context.stamps.any(handshake);
    this.#peer = {
      key,
      line: number,
      allowed,
      at,
      bytesIn: Number(bytesIn) || 0,
      bytesOut: Number(bytesOut) || 0,
    };
    return this.end();
  }

  end(): Outcome {
    const peer = this.#peer;
    this.#peer = null;
    if (!peer) return OK;
    if (Number.isNaN(peer.at)) return 'not kept: peer that has never been seen';
    const { key, at, line } = peer;
    for (const range of peer.allowed.split(/, ?/).slice(0, RANGES_MAX)) {
      const [, v4, v6] = ONE.exec(range) ?? [];
      const source = v4 ?? v6;
      if (source === undefined) continue;
      this.#context.emit({ kind: 'assignment', event: 'seen', at, source, device: key }, line);
    }
    const { bytesIn, bytesOut } = peer;
    return this.#context.emit({ kind: 'volume', at, device: key, bytesIn, bytesOut }, line);
  }
}

/** `1 hour, 2 minutes, 3 seconds ago` → ms. */
const ago = (text: string): number => {
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d{1,9}) (second|minute|hour|day|year)/g))
    total += Number(count) * (SPANS[unit!] ?? 0);
  return total;
};

const SPANS: Readonly<Record<string, number>> = {
  second: SECOND_MS,
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  year: 365 * DAY_MS,
};
const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1 << 10,
  MiB: 1 << 20,
  GiB: 1 << 30,
  TiB: 2 ** 40,
};

/** Ranges of one peer that are read. */
const RANGES_MAX = 64;
const KEY = /^[A-Za-z0-9+/]{43}=$/;
const PEER = /^peer: ([A-Za-z0-9+/]{43}=)$/;
const SAID =
  /^ {2}(public key|private key|listening port|fwmark|preshared key|endpoint|allowed ips|latest handshake|transfer|persistent keepalive): (.{1,4096})$/;
const TRANSFER = /^([\d.]{1,16}) ([KMGT]?i?B) received, ([\d.]{1,16}) ([KMGT]?i?B) sent$/;
const ONE = /^([\d.]{7,15})\/32$|^([\da-fA-F:]{2,39})\/128$/;
