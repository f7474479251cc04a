// Packets that iptables, nftables or ulogd2 logged (Linux net/netfilter/nf_log_syslog.c; ulogd2's LOGEMU output writes
// the same fields):
//
//   Nov 22 05:52:09 gate kernel: [ 123.4] FW-DENY: IN=br0 OUT=eth0 MAC=… SRC=10.20.1.13 DST=198.51.100.12 LEN=60 … PROTO=TCP SPT=39546 DPT=1883 …
//   prefix of a relay, journal or dmesg  ► rule's prefix ► IN= … and then fields in the kernel's order
//
// Why the signature is sound: IN= or OUT=, then SRC=, DST= as addresses, LEN= and PROTO=, in this order.
// Looks alike: messages of other programs that quote such a line; they carry a tag with a process id and are counted as
// another program's. ARP records and TRACE records (one packet, many lines) are counted apart.
// Does not see: what was not logged. An ICMP error quotes the packet it answers in brackets: that part is not read.
//
// The action is in the words of the rule's prefix. Without one: a forwarded or outgoing packet counts as allowed (a LOG
// rule stops nothing), a packet to the machine itself as denied (what is logged there without a word is what falls
// through to the policy).
import type { Transport, VerdictObservation } from '../../model/observation.ts';
import { Clock } from '../clock.ts';
import { addressInterner, hasControls, isBlank, skipBlanks, textInterner } from '../fields.ts';
import { Interner } from '../interner.ts';
import { lineShare } from '../recognise.ts';
import { type LineParser, OK, type Reason, type Source, type SourceContext } from '../source.ts';
import { prefixLimit, SyslogPrefix } from '../syslog.ts';
import { NetfilterRecord } from './netfilter-record.ts';

export const netfilterLog: Source = Object.freeze<Source>({
  id: 'netfilter-log',
  title: 'Linux firewall log (iptables, nftables, ulogd2)',
  recognise: (sample, lines) => {
    const parser = new NetfilterParser(undefined);
    const share = lineShare(sample, lines, (bytes, start, end) =>
      parser.recognises(bytes, start, end),
    );
    // A kernel log holds other lines as well: one full record among them is proof enough.
    return share === 0 ? 0 : 0.5 + share / 2;
  },
  open: (context) => new NetfilterParser(context),
});

const NO_RECORD = 'no netfilter record';
const INCOMPLETE = 'netfilter record without addresses or protocol';
const OTHER_PROGRAM = 'message of another program';
const TRACE = 'TRACE record';
const CONTROLS = 'control characters in a field';

class NetfilterParser implements LineParser {
  readonly #context: SourceContext | undefined;
  readonly #prefix: SyslogPrefix;
  readonly #record = new NetfilterRecord();
  readonly #addresses = addressInterner();
  readonly #macs = new Interner(sourceMac);
  readonly #sensors = textInterner();
  readonly #rules = new Interner(ruleOf, 128, 1024);
  #warned = false;

  constructor(context: SourceContext | undefined) {
    this.#context = context;
    this.#prefix = new SyslogPrefix(new Clock(context ?? { writtenUntil: 0 }));
  }

  recognises(bytes: Uint8Array, start: number, end: number): boolean {
    const record = this.#record;
    const at = record.find(bytes, start, prefixLimit(start, end), end);
    if (at < 0 || !record.read(bytes, at, end)) return false;
    this.#prefix.read(bytes, start, at);
    return !this.#isOtherProgram(bytes) && this.#address(bytes, 'source') !== null;
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): Reason | typeof OK {
    const from = skipBlanks(bytes, start, end);
    if (from === end || this.#context === undefined) return OK;
    const record = this.#record;
    const at = record.find(bytes, from, prefixLimit(from, end), end);
    if (at < 0) return NO_RECORD;
    if (!record.read(bytes, at, end)) return INCOMPLETE;
    if (hasControls(bytes, from, end)) return CONTROLS;
    const prefix = this.#prefix;
    prefix.read(bytes, from, at);
    if (this.#isOtherProgram(bytes)) return OTHER_PROGRAM;
    const source = this.#address(bytes, 'source');
    const destination = this.#address(bytes, 'destination');
    if (source === null || destination === null) return INCOMPLETE;
    const rule = this.#rule(bytes, at);
    if (rule.trace) return TRACE;
    const out: VerdictObservation = {
      kind: 'verdict',
      at: this.#time(this.#context, rule.at),
      format: 'netfilter-log',
      origin: { evidence: this.#context.evidence.index, line: lineNumber },
      action: rule.action ?? (record.toSelf ? 'denied' : 'allowed'),
      transport: transportOf(record.protocol),
      source,
      destination,
      packets: 1,
    };
    if (record.sourcePort >= 0) out.sourcePort = record.sourcePort;
    if (record.destinationPort >= 0) out.destinationPort = record.destinationPort;
    if (record.length >= 0) out.bytesOut = record.length;
    if (rule.text !== '') out.rule = rule.text;
    const mac = this.#macs.get(bytes, record.macStart, record.macEnd);
    if (mac !== '') out.mac = mac;
    if (this.#hostEnd(at) > prefix.hostStart)
      out.sensor = this.#sensors.get(bytes, prefix.hostStart, prefix.hostEnd);
    this.#context.emit(out);
    return OK;
  }

  #isOtherProgram(bytes: Uint8Array): boolean {
    const { process, tagStart, tagEnd } = this.#prefix;
    if (!process) return false;
    // ulogd, and rsyslog relays that tag the kernel's lines with an id.
    return !'ulogd kernel'.includes(ascii(bytes, tagStart, tagEnd));
  }

  #address(bytes: Uint8Array, which: 'source' | 'destination'): string | null {
    const record = this.#record;
    return which === 'source'
      ? this.#addresses.get(bytes, record.sourceStart, record.sourceEnd)
      : this.#addresses.get(bytes, record.destinationStart, record.destinationEnd);
  }

  /** In `Nov 22 05:52:09 FW-DENY IN=` the only word is the rule: a host would be no word of action. */
  #hostEnd(recordStart: number): number {
    return this.#prefix.end >= recordStart && this.#hostIsRule ? 0 : this.#prefix.hostEnd;
  }

  #hostIsRule = false;

  #rule(bytes: Uint8Array, recordStart: number): Rule {
    const prefix = this.#prefix;
    let end = recordStart;
    while (end > prefix.end && isBlank(bytes[end - 1])) end--;
    this.#hostIsRule = false;
    if (end > prefix.end) return this.#rules.get(bytes, prefix.end, end);
    const host = this.#rules.get(bytes, prefix.hostStart, prefix.hostEnd);
    this.#hostIsRule = host.action !== null;
    return this.#hostIsRule ? host : NO_RULE;
  }

  /** Epoch ms: the prefix's stamp, the one inside the rule's prefix (Proxmox), since boot, or the file's own time. */
  #time(context: SourceContext, inRule: number): number {
    const prefix = this.#prefix;
    if (!Number.isNaN(prefix.at)) return prefix.at;
    if (!Number.isNaN(inRule)) return inRule;
    if (!Number.isNaN(prefix.uptime) && context.bootedAt !== undefined)
      return context.bootedAt + prefix.uptime * 1000;
    if (!this.#warned) {
      this.#warned = true;
      context.evidence.warnings.push(
        'Lines without a date: the time at which the file was last written is used.',
      );
    }
    return context.writtenUntil;
  }
}

interface Rule {
  readonly text: string;
  readonly action: VerdictObservation['action'] | null;
  readonly trace: boolean;
  /** Epoch ms that the prefix itself names (Proxmox), or NaN. */
  readonly at: number;
}

const NO_RULE: Rule = { text: '', action: null, trace: false, at: Number.NaN };

/** Proxmox: `101 1 tap101i0-IN 20/Jun/2022:13:12:46 +0200 policy DROP:` (VM, level, chain, time, action). */
const PROXMOX = /^\d+ \d+ (\S+) (\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}) ?(.*)$/;
const DENIED =
  /(?:^|[^A-Z])(?:DENY|DENIED|DROP|DROPPED|REJECT|REJECTED|BLOCK|BLOCKED|BLK|INVALID|BAN|BANNED)(?:[^A-Z]|$)/;
const ALLOWED =
  /(?:^|[^A-Z])(?:ALLOW|ALLOWED|ACCEPT|ACCEPTED|ACC|PASS|PASSED|PERMIT|PERMITTED)(?:[^A-Z]|$)/;

/** `[LAN_IN-2000-D]`, `[WAN_LOCAL-D-2147483647] DESCR="…"`: how Vyatta's descendants (EdgeOS, UniFi, VyOS) write it. */
const VYATTA = /^\[[^\]]*-([ADR])(?:-\d+)?\]/;

/** Denied wins: `DROP-not-ALLOWED`. */
const ruleOf = (raw: string): Rule => {
  const proxmox = PROXMOX.exec(raw);
  const text = (proxmox ? `${proxmox[1]} ${proxmox[3]}` : raw).replace(/:?\s*$/, '');
  const upper = text.toUpperCase();
  return {
    text,
    action: actionOf(upper),
    trace: upper.startsWith('TRACE: '),
    at: proxmox ? commonTime(proxmox[2]!) : Number.NaN,
  };
};

const actionOf = (rule: string): Rule['action'] => {
  const letter = VYATTA.exec(rule)?.[1];
  if (letter !== undefined) return letter === 'A' ? 'allowed' : 'denied';
  if (DENIED.test(rule)) return 'denied';
  return ALLOWED.test(rule) ? 'allowed' : null;
};

const commonTime = (text: string): number => {
  const clock = new Clock({ writtenUntil: 0 });
  const bytes = new TextEncoder().encode(text);
  return clock.common(bytes, 0, bytes.length) ? clock.stamp.at : Number.NaN;
};

/** MAC= is destination, source and type of an Ethernet frame; other lengths are other link layers. */
const sourceMac = (text: string): string =>
  /^(?:[0-9a-fA-F]{2}:){13}[0-9a-fA-F]{2}$/.test(text) ? text.slice(18, 35).toLowerCase() : '';

const ascii = (bytes: Uint8Array, start: number, end: number): string => {
  let text = '';
  for (let i = start; i < end && i < start + 16; i++) text += String.fromCharCode(bytes[i]!);
  return text;
};

const transportOf = (protocol: number): Transport => TRANSPORTS[protocol] ?? 'other';

/** By IP protocol number. */
const TRANSPORTS: Record<number, Transport> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  58: 'icmp',
  132: 'sctp',
};
