// What the fields of NetFlow v9 (RFC 3954 §8) and IPFIX (www.iana.org/assignments/ipfix) mean; both count alike. Of some 500
// fields those are read that say who talked to whom, when, how much, and under which name.
import { addressText, ipv4Text, V4_MARK } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import { u16, u32 } from '../../protocols/recogniser.ts';
import { plain } from '../interner.ts';
import { ntpAt } from './export-clock.ts';

/** Fields of the opposite direction (RFC 5103 §6.1) have the number of the forward one, and this enterprise. */
const REVERSE_ENTERPRISE = 29_305;
/** CERT: YAF writes TCP flags as first packet and union (https://tools.netsa.cert.org/yaf). */
const CERT_ENTERPRISE = 6871;
const REVERSE = 0x10000;
/** ntop: the name that nDPI gives (nProbe, L7_PROTO_NAME). */
const NTOP_ENTERPRISE = 35_632;
const NTOP_NAME = 119;
/** Set by CERT in numbers of the opposite direction. */
const CERT_REVERSE = 0x4000;
const UNREAD = -1;
const APPLICATION_NAME = 96;
/** Any field of ntop's: in NetFlow v9 they are 57472 and the number. */
const NTOP = 57_472;
const isNtop = (id: number): boolean => id >= NTOP && id < NTOP + 1000 && id !== NTOP + NTOP_NAME;

/** A number for a field that is told from all others; -1 for what nobody reads. */
export const fieldCode = (id: number, enterprise: number): number => {
  if (enterprise === 0) return isNtop(id) ? NTOP : id;
  if (enterprise === REVERSE_ENTERPRISE) return REVERSE + id;
  if (enterprise === CERT_ENTERPRISE && (id & ~CERT_REVERSE) <= 15 && (id & ~CERT_REVERSE) >= 14)
    return id & CERT_REVERSE ? REVERSE + 6 : 6;
  if (enterprise !== NTOP_ENTERPRISE) return UNREAD;
  return id === NTOP_NAME ? APPLICATION_NAME : NTOP;
};

/** The fields of one record; one object is refilled for all. NaN, -1 and '' stand for what the record does not tell. */
export class FieldValues {
  source = '';
  destination = '';
  sourcePort = -1;
  destinationPort = -1;
  protocol = -1;
  bytes = Number.NaN;
  packets = Number.NaN;
  flags = 0;
  backBytes = Number.NaN;
  backPackets = Number.NaN;
  backFlags = 0;
  /** Cisco's count of what goes out, ntop's of the opposite direction. */
  outBytes = Number.NaN;
  outPackets = Number.NaN;
  fromNtop = false;
  /** True when the record has fields of the opposite direction, or of initiator and responder. */
  twoWay = false;
  biflowDirection = -1;
  side = -1;
  icmpType = -1;
  firewallEvent = -1;
  natEvent = -1;
  /** Epoch ms. */
  start = Number.NaN;
  end = Number.NaN;
  seenAt = Number.NaN;
  /** Milliseconds of uptime; microseconds before the export; duration in ms. */
  startUptime = Number.NaN;
  endUptime = Number.NaN;
  startBefore = Number.NaN;
  endBefore = Number.NaN;
  duration = Number.NaN;
  bootedAt = Number.NaN;
  natSource = '';
  natDestination = '';
  natSourcePort = -1;
  natDestinationPort = -1;
  user = '';
  application = '';
  applicationId = '';
  samplerId = -1;
  samplingInterval = Number.NaN;
  samplingPackets = Number.NaN;
  samplingSpace = Number.NaN;
  samplingSize = Number.NaN;
  samplingPopulation = Number.NaN;

  clear(): void {
    Object.assign(this, EMPTY);
  }

  /** Takes one field in. */
  read(code: number, bytes: Uint8Array, at: number, length: number): void {
    if (code === NTOP) this.fromNtop = true;
    else if (code >= REVERSE) this.#back(code - REVERSE, unsigned(bytes, at, length));
    else if (ADDRESS_FIELDS.has(code)) this.#address(code, addressOf(bytes, at, length));
    else if (TEXT_FIELDS.has(code)) this.#text(code, bytes, at, length);
    else if (TIME_FIELDS.has(code)) this.#time(code, bytes, at, length);
    else this.#number(code, unsigned(bytes, at, length));
  }

  #back(id: number, value: number): void {
    this.twoWay = true;
    if (id === 1 || id === 85) this.backBytes = value;
    else if (id === 2 || id === 86) this.backPackets = value;
    else if (id === 6) this.backFlags |= value & 0xff;
  }

  #address(code: number, address: string): void {
    if (address === '') return;
    if (code === 8 || code === 27) this.source = address;
    else if (code === 12 || code === 28) this.destination = address;
    else if (code === 225 || code === 281 || code === 40_001) this.natSource = address;
    else this.natDestination = address;
  }

  #text(code: number, bytes: Uint8Array, at: number, length: number): void {
    if (code === 95) this.applicationId = hex(bytes, at, length);
    else if (USER_FIELDS.has(code)) this.user = text(bytes, at, length);
    else this.application = text(bytes, at, length);
  }

  #time(code: number, bytes: Uint8Array, at: number, length: number): void {
    if (code >= 154 && code <= 157 && length === 8) {
      const moment = ntpAt(u32(bytes, at), u32(bytes, at + 4));
      if (code % 2 === 0) this.start = moment;
      else this.end = moment;
      return;
    }
    const value = unsigned(bytes, at, length);
    if (code === 150) this.start = value * 1000;
    else if (code === 151) this.end = value * 1000;
    else if (code === 152) this.start = value;
    else if (code === 153) this.end = value;
    else if (code === 158) this.startBefore = value;
    else if (code === 159) this.endBefore = value;
    else if (code === 160) this.bootedAt = value;
    else if (code === 161) this.duration = value;
    else if (code === 162) this.duration = value / 1000;
    else if (code === 322) this.seenAt = value * 1000;
    else if (code === 323) this.seenAt = value;
    else if (code === 22) this.startUptime = value;
    else if (code === 21) this.endUptime = value;
  }

  #number(code: number, value: number): void {
    switch (code) {
      case 1:
      case 85:
        this.bytes = value;
        return;
      case 2:
      case 86:
        this.packets = value;
        return;
      case 4:
        this.protocol = value;
        return;
      case 6:
        this.flags |= value & 0xff;
        return;
      case 7:
      case 180: // udpSourcePort
      case 182: // tcpSourcePort
        this.sourcePort = value;
        return;
      case 11:
      case 181:
      case 183:
        this.destinationPort = value;
        return;
      case 32: // type and code of ICMP
      case 139: // and of ICMPv6
        this.icmpType = value >> 8;
        return;
      case 176:
      case 178:
        this.icmpType = value;
        return;
      case 61:
        this.side = value;
        return;
      case 23:
        this.outBytes = value;
        return;
      case 24:
        this.outPackets = value;
        return;
      default:
        this.#rarer(code, value);
    }
  }

  #rarer(code: number, value: number): void {
    switch (code) {
      case 231: // initiatorOctets
        this.bytes = value;
        this.twoWay = true;
        if (this.biflowDirection < 0) this.biflowDirection = 1;
        return;
      case 232:
        this.backBytes = value;
        this.twoWay = true;
        return;
      case 298:
        this.packets = value;
        return;
      case 299:
        this.backPackets = value;
        return;
      case 239:
        this.biflowDirection = value;
        return;
      case 233:
      case 40_005: // ASA before 8.4
        this.firewallEvent = value;
        return;
      case 230:
        this.natEvent = value;
        return;
      case 227:
      case 40_003:
        this.natSourcePort = value;
        return;
      case 228:
      case 40_004:
        this.natDestinationPort = value;
        return;
      default:
        this.#sampling(code, value);
    }
  }

  #sampling(code: number, value: number): void {
    if (code === 34 || code === 50) this.samplingInterval = value;
    else if (code === 48 || code === 302) this.samplerId = value;
    else if (code === 305) this.samplingPackets = value;
    else if (code === 306) this.samplingSpace = value;
    else if (code === 309) this.samplingSize = value;
    else if (code === 310) this.samplingPopulation = value;
  }

  /** The record is whole: what its outgoing counters mean is known. */
  settle(): void {
    if (this.fromNtop && this.outPackets >= 0) {
      this.backBytes = this.outBytes;
      this.backPackets = this.outPackets;
      this.twoWay = true;
    } else {
      // Exporters that count at the way out have no others.
      if (Number.isNaN(this.bytes)) this.bytes = this.outBytes;
      if (Number.isNaN(this.packets)) this.packets = this.outPackets;
    }
  }

  /** How many packets one stands for, as options tell it (RFC 5477 §8.2); NaN when they do not. */
  samplingRate(): number {
    if (this.samplingInterval >= 1) return this.samplingInterval;
    if (this.samplingPackets >= 1 && this.samplingSpace >= 0)
      return (this.samplingPackets + this.samplingSpace) / this.samplingPackets;
    if (this.samplingSize >= 1 && this.samplingPopulation >= this.samplingSize)
      return this.samplingPopulation / this.samplingSize;
    return Number.NaN;
  }
}

const EMPTY = { ...new FieldValues() };

const ADDRESS_FIELDS: ReadonlySet<number> = new Set([
  8, 12, 27, 28, 225, 226, 281, 282, 40_001, 40_002,
]);
const TIME_FIELDS: ReadonlySet<number> = new Set([
  21, 22, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 322, 323,
]);
/** userName; ASA's of 20 or 65 bytes; User-ID of Palo Alto. */
const USER_FIELDS: ReadonlySet<number> = new Set([371, 40_000, 56_702]);
/** applicationId and applicationName; App-ID of Palo Alto; nProbe's name in NetFlow v9. */
const TEXT_FIELDS: ReadonlySet<number> = new Set([
  95,
  APPLICATION_NAME,
  56_701,
  57_591,
  ...USER_FIELDS,
]);

/** Big-endian, of up to eight bytes (RFC 7011 §6.2 lets exporters shorten any number). */
const unsigned = (bytes: Uint8Array, at: number, length: number): number => {
  if (length === 4) return u32(bytes, at);
  if (length === 2) return u16(bytes, at);
  if (length > 8) return Number.NaN;
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + bytes[at + i]!;
  return value;
};

const WORDS = [0, 0, V4_MARK, 0];

const addressOf = (bytes: Uint8Array, at: number, length: number): string => {
  if (length === 4) {
    const word = u32(bytes, at);
    return word === 0 ? '' : ipv4Text(word);
  }
  if (length !== 16) return '';
  for (let i = 0; i < 4; i++) WORDS[i] = u32(bytes, at + 4 * i);
  const text = addressText(WORDS);
  return text === '::' ? '' : text;
};

const decoder = new TextDecoder();

/** Up to the first NUL: fields of fixed length are filled with them. */
const text = (bytes: Uint8Array, at: number, length: number): string => {
  const end = at + Math.min(length, LIMITS.textCharsMax);
  let stop = at;
  while (stop < end && bytes[stop] !== 0) stop++;
  return plain(decoder.decode(bytes.subarray(at, stop)).trim());
};

const hex = (bytes: Uint8Array, at: number, length: number): string => {
  let out = '';
  for (let i = at; i < at + Math.min(length, 16); i++)
    out += bytes[i]!.toString(16).padStart(2, '0');
  return out;
};
