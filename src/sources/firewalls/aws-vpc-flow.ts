// Amazon VPC and transit gateway flow logs (docs.aws.amazon.com, "Flow log records"): fields separated by blanks, in the
// order of versions 2 to 8 or in one that the owner chose; then the file begins with the fields' names:
//
//   version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
//   2 123456789012 eni-0a1b2c3d 10.20.1.5 198.51.100.7 49152 6881 6 20 4249 1763787129 1763787189 ACCEPT OK
//
// Sound because: a version, an account, an interface `eni-…`, and the status `OK`; or a heading of its names before it.
// Looks alike: nothing known. A record counts one direction. Where its TCP flags hold SYN and ACK together, which only the
// one who was asked sends, the ends are turned round. Does not see: who began, where no such flags are logged (UDP,
// version 2); users; names. `pkt-srcaddr` and `pkt-dstaddr`, the ends behind a gateway, become `translated`.
import { OK, type Source } from '../source.ts';
import type { Draft, Loose } from '../text/draft.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';

const NOT_FLOW = 'not a record of a VPC flow log';
const NO_DATA = 'not kept: no traffic in the interval';

export const awsVpcFlow: Source = textSource({
  id: 'aws-vpc-flow',
  title: 'Amazon VPC and transit gateway flow logs',
  looks: /^\S+ \S+ \S/,
  otherwise: NOT_FLOW,
  open: (context) => {
    let heading: Columns | null = null;
    return (text) => {
      const line = text.trimEnd().replace(DELIVERED, '');
      const named = columnsOf(line);
      if (named) {
        heading = named;
        return OK;
      }
      const cells = line.split(' ');
      const columns = heading && cells.length === heading.size ? heading : unnamed(line);
      return columns ? record(cells, columns, context) : NOT_FLOW;
    };
  },
});

/** Position by name. */
type Columns = ReadonlyMap<string, number>;

const columnsOf = (line: string): Columns | null => {
  if (!line.includes('addr') && !line.includes('log-status')) return null;
  const names = line.split(/[ ,]/).map((name) => name.replace(/^\$\{|\}$/g, '').replace(/_/g, '-'));
  return names.length >= 3 && names.every((name) => NAMES.has(name)) ? positions(names) : null;
};

const positions = (names: readonly string[]): Columns =>
  new Map(names.map((name, at) => [name, at]));

const unnamed = (line: string): Columns | null => {
  if (VPC.test(line)) return VPC_COLUMNS;
  return TRANSIT.test(line) ? TRANSIT_COLUMNS : null;
};

const record = (
  cells: readonly string[],
  columns: Columns,
  { stamps, emit }: TextContext,
): Outcome => {
  const cell = (name: string): string => cells[columns.get(name) ?? -1] ?? '';
  const status = cell('log-status');
  if (status === 'NODATA' || status === 'SKIPDATA') return NO_DATA;
  if (status !== 'OK' && columns.has('log-status')) return NOT_FLOW;
  const action = ACTIONS[cell('action')];
  if (action === undefined && cell('action') !== '' && cell('action') !== '-') return NOT_FLOW;
  const ends: Ends = {
    source: known(cell('srcaddr')) ?? cell('pkt-srcaddr'),
    sourcePort: cell('srcport'),
    destination: known(cell('dstaddr')) ?? cell('pkt-dstaddr'),
    destinationPort: cell('dstport'),
    behindSource: cell('pkt-srcaddr'),
    behindDestination: cell('pkt-dstaddr'),
  };
  const answered = (Number(cell('tcp-flags')) & SYN_ACK) === SYN_ACK;
  return emit({
    kind: action === undefined ? 'connection' : 'verdict',
    at: stamps.any(cell('start')),
    until: stamps.any(cell('end')),
    sensor: cell('interface-id') || cell('tgw-attachment-id'),
    action,
    transport: cell('protocol'),
    ...(answered ? turned(ends) : straight(ends)),
    ...counted(cell('bytes'), cell('packets'), answered, action !== undefined),
    rule: cell('reject-reason'),
    application: answered ? cell('pkt-src-aws-service') : cell('pkt-dst-aws-service'),
  });
};

interface Ends {
  readonly source: string;
  readonly sourcePort: string;
  readonly destination: string;
  readonly destinationPort: string;
  readonly behindSource: string;
  readonly behindDestination: string;
}

type EndsOfDraft = Pick<
  Draft,
  'source' | 'sourcePort' | 'destination' | 'destinationPort' | 'translated'
>;

const straight = (ends: Ends): EndsOfDraft => ({
  source: ends.source,
  sourcePort: ends.sourcePort,
  destination: ends.destination,
  destinationPort: ends.destinationPort,
  translated: { source: ends.behindSource, destination: ends.behindDestination },
});

/** What the server sent, told as the client's connection. */
const turned = (ends: Ends): EndsOfDraft => ({
  source: ends.destination,
  sourcePort: ends.destinationPort,
  destination: ends.source,
  destinationPort: ends.sourcePort,
  translated: { source: ends.behindDestination, destination: ends.behindSource },
});

const counted = (bytes: Loose, packets: Loose, answered: boolean, decided: boolean) => ({
  ...(answered ? { bytesIn: bytes } : { bytesOut: bytes }),
  ...(decided ? { packets } : answered ? { packetsIn: packets } : { packetsOut: packets }),
});

const known = (cell: string): string | null => (cell === '' || cell === '-' ? null : cell);

const ACTIONS: Readonly<Record<string, 'allowed' | 'denied'>> = {
  ACCEPT: 'allowed',
  REJECT: 'denied',
};
const SYN_ACK = 0x12;
/** CloudWatch's stamp, where it was exported with it. */
const DELIVERED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z /;
const VPC =
  /^[2-9] (?:\d{6,12}|unknown) eni-\S{1,40} [\da-fA-F:.-]{1,45} [\da-fA-F:.-]{1,45} [\d-]{1,5} [\d-]{1,5} [\d-]{1,3} [\d-]{1,16} [\d-]{1,18} \d{9,11} \d{9,11} (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)(?: |$)/;
const TRANSIT = /^[6-9] TransitGateway \d{6,12} tgw-\S{1,40} \S{1,64} (?:\S{1,64} ){19}/;

const VPC_COLUMNS = positions(
  (
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status ' +
    'vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id ' +
    'pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path'
  ).split(' '),
);
const TRANSIT_COLUMNS = positions(
  (
    'version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id ' +
    'tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id ' +
    'tgw-dst-az-id tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status ' +
    'type packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags ' +
    'region flow-direction pkt-src-aws-service pkt-dst-aws-service'
  ).split(' '),
);
/** All that a heading may hold. */
const NAMES: ReadonlySet<string> = new Set([
  ...VPC_COLUMNS.keys(),
  ...TRANSIT_COLUMNS.keys(),
  'ecs-cluster-arn',
  'ecs-cluster-name',
  'ecs-container-instance-arn',
  'ecs-container-instance-id',
  'ecs-container-id',
  'ecs-second-container-id',
  'ecs-service-name',
  'ecs-task-definition-arn',
  'ecs-task-arn',
  'ecs-task-id',
  'reject-reason',
  'resource-id',
  'encryption-status',
]);
