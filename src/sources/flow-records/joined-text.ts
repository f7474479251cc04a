// Flow records in text → connections: the joiner behind a format that is read as text.
import { canonicalAddress } from '../../model/address.ts';
import { newEvidence } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import { OK, type Reason } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { FlowJoiner } from './flow-joiner.ts';
import type { FlowRecord } from './flow-record.ts';

const NO_ENDS: Reason = 'flow record without addresses of both ends';
const NO_TIME: Reason = 'flow record without a time that can be read';
export const SHORTENED: Reason = 'flow record with shortened addresses (nfdump -6 writes them out)';

/** One record as its words have it; NaN and undefined stand for what is not told. */
export interface LooseRecord extends Partial<Omit<FlowRecord, 'at' | 'until' | 'back'>> {
  readonly at: number;
  readonly until: number;
  readonly backBytes?: number;
  readonly backPackets?: number;
  readonly backFlags?: number;
  /** Set where the record tells of both directions. */
  readonly twoWay?: boolean;
}

export class JoinedText {
  readonly #joiner: FlowJoiner;
  #now = 0;

  constructor({ emit }: TextContext) {
    this.#joiner = new FlowJoiner(newEvidence(0, '', ''), (observation) => {
      emit(draftOf(observation), observation.origin.line);
    });
  }

  add(loose: LooseRecord, line: number): Outcome {
    const source = canonicalAddress(loose.source ?? '');
    const destination = canonicalAddress(loose.destination ?? '');
    if (source === null || destination === null)
      return /\.\.[0-9a-f:]/i.test(`${loose.source} ${loose.destination}`) ? SHORTENED : NO_ENDS;
    if (!Number.isFinite(loose.at)) return NO_TIME;
    const until = loose.until >= loose.at ? loose.until : loose.at;
    this.#now = Math.max(this.#now, until);
    const { backBytes, backPackets, backFlags = 0, twoWay, bytes, packets, ...rest } = loose;
    const record: FlowRecord = {
      sensor: '',
      domain: 0,
      protocol: 59,
      sourcePort: 0,
      destinationPort: 0,
      flags: 0,
      icmpType: -1,
      sampled: false,
      side: -1,
      ...rest,
      source,
      destination,
      until,
      ...counted(bytes, packets),
      ...(twoWay && { back: { ...counted(backBytes, backPackets), flags: backFlags } }),
    };
    this.#joiner.add(record, '', { evidence: 0, line }, this.#now);
    return OK;
  }

  close(): void {
    this.#joiner.close();
  }
}

const counted = (
  bytes: number | undefined,
  packets: number | undefined,
): { bytes?: number; packets?: number } => ({
  ...(bytes !== undefined && bytes >= 0 && { bytes }),
  ...(packets !== undefined && packets >= 0 && { packets }),
});

/** The joiner makes connections and verdicts; finishing them cleans their texts. */
const draftOf = (observation: Observation): Draft =>
  observation as Extract<Observation, { kind: 'connection' | 'verdict' }>;

/** Name or number of an IP protocol → number. */
export const protocolOf = (text: string): number => {
  const name = text.trim().toLowerCase();
  if (/^\d{1,3}$/.test(name)) return Number(name);
  return PROTOCOLS[name] ?? 59;
};

const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  icmp6: 58,
  icmpv6: 58,
  'ipv6-icmp': 58,
  sctp: 132,
  'udp-lite': 136,
};

/** `...AP.SF`, `.AP.SF`, `SA`, `27`, `0x1b` → bits; 0 for nothing. */
export const flagsOf = (text: string): number => {
  const flags = text.trim();
  if (/^0x[0-9a-f]{1,4}$/i.test(flags)) return Number.parseInt(flags, 16) & 0xff;
  if (/^\d{1,5}$/.test(flags)) return Number(flags) & 0xff;
  if (!/^[.CEUAPRSFNW]{1,12}$/.test(flags)) return 0;
  let bits = 0;
  for (const letter of flags) bits |= FLAG_BITS[letter] ?? 0;
  return bits;
};

const FLAG_BITS: Readonly<Record<string, number>> = {
  F: 1,
  S: 2,
  R: 4,
  P: 8,
  A: 16,
  U: 32,
  E: 64,
  C: 128,
};
