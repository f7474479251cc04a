// From the fields of a NetFlow v9 or IPFIX record to the record: times of any kind, the meaning of two directions, the
// addresses after translation.
import type { Translation } from '../../model/observation.ts';
import { ICMP, ICMP6 } from '../../wire/packet.ts';
import { uptimeAt } from './export-clock.ts';
import type { FlowRecord } from './flow-record.ts';
import type { FieldValues } from './information-elements.ts';

export const NO_ADDRESSES = 'flow record without addresses of both ends';

/** When and from whom a datagram came. */
export interface ExportMoment {
  /** Epoch ms of the export, mended by `skew`. */
  readonly exported: number;
  /** Added to all absolute times of the exporter. */
  readonly skew: number;
  /** Milliseconds since the exporter's start; NaN where the header does not say (IPFIX). */
  readonly uptime: number;
  readonly sensor: string;
  readonly domain: number;
}

/** `rate`: how many packets one stands for. Null when an end is missing. */
export const recordOf = (
  values: FieldValues,
  moment: ExportMoment,
  rate: number,
): FlowRecord | null => {
  if (values.source === '' || values.destination === '') return null;
  const { at, until } = timesOf(values, moment);
  const protocol = values.protocol < 0 ? NO_PROTOCOL : values.protocol;
  const icmp = protocol === ICMP || protocol === ICMP6;
  const client = clientOf(values);
  const translated = translationOf(values);
  return {
    at,
    until,
    sensor: moment.sensor,
    domain: moment.domain,
    protocol,
    source: values.source,
    sourcePort: Math.max(0, values.sourcePort),
    destination: values.destination,
    destinationPort: Math.max(0, values.destinationPort),
    ...counted(values.bytes, values.packets, rate),
    flags: values.flags,
    ...(values.twoWay && {
      back: { ...counted(values.backBytes, values.backPackets, rate), flags: values.backFlags },
    }),
    ...(client && { client }),
    // NetFlow v9 of Cisco puts type and code into the destination port.
    icmpType: icmp && values.icmpType < 0 ? values.destinationPort >> 8 : values.icmpType,
    sampled: rate > 1,
    side: values.side,
    ...(values.firewallEvent === DENIED && { denied: true }),
    ...(translated && { translated }),
    ...(values.application !== '' && { application: values.application }),
    ...(values.user !== '' && { user: values.user }),
  };
};

/** firewallEvent: 1 created, 2 deleted, 3 denied, 4 alert, 5 update. */
const DENIED = 3;
/** IPv6 "no next header": no protocol is told. */
const NO_PROTOCOL = 59;

const counted = (
  bytes: number,
  packets: number,
  rate: number,
): { bytes?: number; packets?: number } => ({
  ...(bytes >= 0 && { bytes: Math.round(bytes * rate) }),
  ...(packets >= 0 && { packets: Math.round(packets * rate) }),
});

/** biflowDirection (RFC 5103 §6.3): 1 the initiator is the source, 2 the destination; without it, the source by custom. */
const clientOf = ({ biflowDirection, twoWay }: FieldValues): FlowRecord['client'] | null => {
  if (biflowDirection === 2) return 'destination';
  return biflowDirection === 1 || (twoWay && biflowDirection < 0) ? 'source' : null;
};

const timesOf = (values: FieldValues, moment: ExportMoment): { at: number; until: number } => {
  let at = momentOf(values.start, values.startUptime, values.startBefore, values, moment);
  let until = momentOf(values.end, values.endUptime, values.endBefore, values, moment);
  if (Number.isNaN(until) && values.seenAt > 0) until = values.seenAt + moment.skew;
  if (Number.isNaN(until)) until = at + (values.duration >= 0 ? values.duration : 0);
  if (Number.isNaN(until)) until = moment.exported;
  if (Number.isNaN(at)) at = until - startedBefore(values);
  return { at: Math.min(at, until), until };
};

/** Milliseconds from start to end, where only the difference is told. */
const startedBefore = ({ duration, startUptime, endUptime }: FieldValues): number => {
  if (duration >= 0) return duration;
  return endUptime >= startUptime ? endUptime - startUptime : 0;
};

const momentOf = (
  absolute: number,
  uptime: number,
  beforeMicroseconds: number,
  { bootedAt }: FieldValues,
  { exported, skew, uptime: uptimeNow }: ExportMoment,
): number => {
  if (absolute > 0) return absolute + skew;
  if (beforeMicroseconds >= 0) return exported - beforeMicroseconds / 1000;
  if (!(uptime >= 0)) return Number.NaN;
  if (uptimeNow >= 0) return uptimeAt(exported, uptimeNow, uptime);
  return bootedAt > 0 ? bootedAt + skew + uptime : Number.NaN;
};

const translationOf = (values: FieldValues): Translation | null => {
  const { source, destination, natSource, natDestination } = values;
  const ports = [Math.max(0, values.sourcePort), Math.max(0, values.destinationPort)] as const;
  const translated: Translation = {
    source: natSource || source,
    sourcePort: values.natSourcePort > 0 ? values.natSourcePort : ports[0],
    destination: natDestination || destination,
    destinationPort: values.natDestinationPort > 0 ? values.natDestinationPort : ports[1],
  };
  const same =
    translated.source === source &&
    translated.destination === destination &&
    translated.sourcePort === ports[0] &&
    translated.destinationPort === ports[1];
  return same ? null : translated;
};
