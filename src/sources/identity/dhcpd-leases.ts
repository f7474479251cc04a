// The lease database of ISC dhcpd (dhcpd.leases, dhcpd6.leases; dhcpd.leases(5)) and of OpenBSD's dhcpd: a journal, in which
// a later block about an address replaces the earlier one. Times are UTC unless they are seconds since 1970.
//
//   lease 10.20.1.5 {
//     starts 0 2026/11/22 05:52:09;        or: starts epoch 1795326729; # Sun Nov 22 05:52:09 2026
//     ends 0 2026/11/22 17:52:09;
//     binding state active;
//     hardware ethernet aa:bb:cc:dd:ee:ff;
//     client-hostname "laptop-12";
//   }
//   ia-na "…DUID…" { cltt 0 2026/11/22 05:52:09; iaaddr 2001:db8::5 { binding state active; ends 0 …; } }
//
// Each block is given out as it stands: who has the address from when until when, and the end where the block says that it
// is over. Sound because: nested blocks with a fixed first word and an address. Looks alike: dhclient.leases, whose
// `lease {` names no address. Does not see: who took an address without asking.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Source } from '../source.ts';
import { said } from '../text/draft.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { macOfDuid } from './duid.ts';

const OTHERWISE = 'not a line of dhcpd.leases';
const CUT = 'a block that is cut off';

export const dhcpdLeases: Source = textSource({
  id: 'dhcpd-leases',
  title: 'ISC and OpenBSD dhcpd (dhcpd.leases)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    const blocks = new Blocks(context);
    return (text) => blocks.line(text);
  },
});

interface Block {
  /** Words before the brace: `lease 10.20.1.5`. */
  readonly words: readonly string[];
  /** Statements by their first word, two for `binding state`. */
  readonly said: Map<string, readonly string[]>;
}

class Blocks {
  readonly #context: TextContext;
  readonly #open: Block[] = [];

  constructor(context: TextContext) {
    this.#context = context;
  }

  line(text: string): Outcome {
    if (/^\s*#/.test(text)) return OK;
    if (this.#open.length === 0 && !TOP.test(text)) return OTHERWISE;
    const tokens = text.match(TOKENS) ?? [];
    if (tokens.length > LIMITS.logFieldsMax || !ENDS.test(text)) return this.#lose();
    let words: string[] = [];
    let outcome: Outcome = OK;
    for (const token of tokens) {
      if (token.startsWith('#')) break;
      if (token === ';') this.#statement(words);
      else if (token === '{') {
        if (!this.#begin(words)) return this.#lose();
      } else if (token === '}') outcome = this.#end() ?? outcome;
      else {
        words.push(token);
        continue;
      }
      words = [];
    }
    return words.length > 0 ? this.#lose() : outcome;
  }

  #lose(): Outcome {
    const inside = this.#open.length > 0;
    this.#open.length = 0;
    return inside ? CUT : OTHERWISE;
  }

  #begin(words: readonly string[]): boolean {
    if (this.#open.length >= DEPTH_MAX) return false;
    this.#open.push({ words, said: new Map() });
    return true;
  }

  #statement(words: readonly string[]): void {
    const block = this.#open.at(-1);
    const [first = '', second] = words;
    if (block && block.said.size < LIMITS.logFieldsMax)
      block.said.set(second === 'state' ? `${first} state` : first, words);
  }

  #end(): Outcome {
    const block = this.#open.pop();
    if (!block) return OTHERWISE;
    const [kind, name] = block.words;
    if (kind === 'lease') return this.#lease(name, block, undefined);
    if (kind === 'iaaddr') return this.#lease(name, block, this.#open.at(-1));
    if (kind === 'host') return this.#fixed(block, name);
    return OK;
  }

  /** One lease: from `starts` (IPv6: the client's last word) until `ends`, and its end if it is over. */
  #lease(address: string | undefined, block: Block, outer: Block | undefined): Outcome {
    const lease = new Map([...(outer?.said ?? []), ...block.said]);
    const state =
      lease.get('binding state')?.[2] ?? (lease.has('abandoned') ? 'abandoned' : 'active');
    if (state === 'abandoned' || state === 'backup' || state === 'reset')
      return 'not kept: address that nobody holds';
    const mac = lease.get('hardware')?.[2] ?? macOfDuid(duidOf(outer?.words[1]));
    // A lease that was never given out has no holder.
    if (mac === undefined && !lease.has('uid') && outer === undefined)
      return 'not kept: address that nobody holds';
    const at = this.#time(lease.get('starts') ?? lease.get('cltt'));
    const until = this.#time(lease.get('ends'));
    const held = { source: address, mac, device: unquoted(lease.get('client-hostname')?.[1]) };
    const outcome = this.#context.emit({
      kind: 'assignment',
      event: 'granted',
      at,
      until: Number.isNaN(until) ? undefined : until,
      ...held,
    });
    if (outcome !== OK || state === 'active' || Number.isNaN(until)) return outcome;
    const event = state === 'released' ? 'released' : 'expired';
    return this.#context.emit({ kind: 'assignment', event, at: until, ...held });
  }

  /** `host laptop-12 { hardware ethernet …; fixed-address 10.20.1.9; }` of a configuration or of OMAPI. */
  #fixed(block: Block, name: string | undefined): Outcome {
    const mac = block.said.get('hardware')?.[2];
    const addresses = block.said.get('fixed-address') ?? block.said.get('fixed-address6') ?? [];
    for (const address of addresses.slice(1))
      this.#context.emit({
        kind: 'assignment',
        event: 'fixed',
        at: EVER,
        source: address.replace(/,$/, ''),
        mac,
        device: unquoted(name),
      });
    return OK;
  }

  #time(words: readonly string[] | undefined): number {
    const [, first, second, third] = words ?? [];
    if (first === undefined || first === 'never') return Number.NaN;
    if (first === 'epoch') return this.#context.stamps.any(second ?? '');
    return this.#context.stamps.any(`${second} ${third} UTC`);
  }
}

const unquoted = (text: string | undefined): string | undefined =>
  said(text?.replace(/^"(.*)"$/s, '$1').replace(/\\(["\\])/g, '$1'));

/** The identifier as dhcpd quotes it, `"\001\000\000\000abc"`: four bytes of the association, then the DUID; → hex. */
const duidOf = (quoted: string | undefined): string => {
  const bytes: number[] = [];
  const text = (quoted ?? '').replace(/^"(.*)"$/s, '$1');
  for (const [, octal, escaped, plain] of text.matchAll(/\\([0-7]{3})|\\(.)|(.)/gs))
    bytes.push(octal ? Number.parseInt(octal, 8) : (escaped ?? plain ?? '').charCodeAt(0) & 0xff);
  return bytes
    .slice(4)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
};

/** A fixed address holds, as far as anybody knows, since ever. */
const EVER = 0;
/** `ia-na { iaaddr { on expiry { if … } } }` nests five deep. */
const DEPTH_MAX = 8;
const TOKENS = /#.*|"(?:[^"\\]|\\.)*"|[^\s;{}"#]+|[;{}]/g;
/** How what stands outside of all blocks begins. */
const TOP =
  /^\s*(?:(?:lease [\da-f.:]{2,45}|host [^\s{]{1,255}|ia-(?:na|ta|pd) ".{0,1000}"|(?:failover peer|class|subclass|pool|subnet|shared-network|group)\b[^{]{0,300}) \{|authoring-byte-order |server-duid |(?:server-identifier|option|default-lease-time|max-lease-time|authoritative)\b[^{]{0,1000};)/;
/** Statements end on the line on which they stand. */
const ENDS = /[;{}]\s*(?:#.*)?$/;
