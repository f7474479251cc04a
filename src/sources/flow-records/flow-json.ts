// Flow records as collectors write them in JSON, one object a line or a list: nfdump -o json (1.6, 1.7), goflow2, pmacct,
// nProbe, Logstash's netflow codec, Filebeat's netflow input, python-netflow, and what else keeps the names of IPFIX or NetFlow v9:
//
//   {"flowStartMilliseconds":1795326729163,"sourceIPv4Address":"10.20.1.12","destinationTransportPort":443,…}
//   {"IPV4_SRC_ADDR":"10.20.1.12","L4_DST_PORT":443,"IN_BYTES":3260,"FIRST_SWITCHED":1096510,…}
//   {"type":"NETFLOW_V9","sampler_address":"10.20.0.1","src_addr":"10.20.1.12","time_flow_start_ns":1795326729163000000,…}
//   {"event_type":"purge","ip_src":"10.20.1.12","ip_dst":"192.0.2.7","ip_proto":"tcp","timestamp_start":"2026-…",…}
//
// Names are compared without case and punctuation (`source_ipv4_address` is sourceIPv4Address). Records of both directions
// become one connection. Sound because: two addresses under names that one of these programs uses, and its protocol and
// counters. Looks alike: cloud flow logs and sensors, which have other names. Does not see: times that are only milliseconds
// since the exporter's start, when no other time stands beside them.
import { OK, type Reason } from '../source.ts';
import { isObject, type JsonObject } from '../text/fields.ts';
import { type TextContext, textSource } from '../text/text-source.ts';
import { flagsOf, JoinedText, type LooseRecord, protocolOf } from './joined-text.ts';
import { JsonObjects } from './json-objects.ts';

const NOT_FLOW: Reason = 'not a flow record in JSON';
const NO_FLOW: Reason = 'not kept: flow record that is no connection';

const text = textSource({
  id: 'flow-json',
  title: 'NetFlow and IPFIX records in JSON (nfdump, goflow2, pmacct, nProbe, Filebeat, Logstash)',
  looks: /[{}[\],"]/,
  otherwise: NOT_FLOW,
  severalLines: true,
  open: (context) => {
    const objects = new JsonObjects(context.alone);
    const joined = new JoinedText(context);
    return {
      line: (text, number) => {
        const outcome = objects.line(text, number, (object, line) => {
          const record = flowOf(object, context);
          return typeof record === 'string' ? record : joined.add(record, line);
        });
        return outcome === OK || outcome.startsWith('not kept') ? outcome : NOT_FLOW;
      },
      close: () => {
        objects.drop();
        joined.close();
      },
    };
  },
});

export const flowJson = Object.freeze({
  ...text,
  /** Alone, it holds no lines. */
  severalLines: false,
});

/** Cells by their names without case and punctuation. */
type Cells = ReadonlyMap<string, unknown>;

const flowOf = (object: JsonObject, context: TextContext): LooseRecord | Reason => {
  const cells = cellsOf(object);
  const source = textOf(cells, SOURCES);
  const destination = textOf(cells, DESTINATIONS);
  const protocol = textOf(cells, PROTOCOL_NAMES);
  const counted = textOf(cells, [...BYTES, ...PACKETS]);
  if (source === '' || destination === '')
    return protocol !== '' && counted !== '' && isExport(cells) ? NO_FLOW : NOT_FLOW;
  if (protocol === '' || counted === '' || !isExport(cells)) return NOT_FLOW;
  const rate = Math.max(1, numberOf(cells, ['samplingrate', 'samplinginterval']) || 1);
  const icmpType = numberOf(cells, ['icmptype', 'icmptypeipv4', 'icmptypeipv6']);
  return {
    ...timesOf(cells, context),
    ...countedOf(cells, rate),
    ...named(cells),
    ...translatedOf(cells, source, destination),
    sensor: textOf(cells, EXPORTERS),
    protocol: protocolOf(protocol),
    source,
    sourcePort: portOf(cells, ['srcport', 'sourcetransportport', 'l4srcport', 'portsrc']),
    destination,
    destinationPort: portOf(cells, ['dstport', 'destinationtransportport', 'l4dstport', 'portdst']),
    icmpType: icmpType >= 0 ? icmpType : -1,
    sampled: rate > 1 || numberOf(cells, ['sampled']) > 0,
  };
};

const countedOf = (cells: Cells, rate: number): Partial<LooseRecord> => {
  const backBytes = numberOf(cells, BACK_BYTES) * rate;
  const backPackets = numberOf(cells, BACK_PACKETS) * rate;
  return {
    bytes: numberOf(cells, BYTES) * rate,
    packets: numberOf(cells, PACKETS) * rate,
    flags: flagsOf(textOf(cells, ['tcpflags', 'tcpcontrolbits'])),
    backBytes,
    backPackets,
    backFlags: flagsOf(textOf(cells, ['reversetcpcontrolbits'])),
    twoWay: backPackets > 0 || backBytes > 0 || cells.has('biflowdirection'),
  };
};

const cellsOf = (object: JsonObject): Cells => {
  const cells = new Map<string, unknown>();
  const add = (part: JsonObject): void => {
    for (const [name, value] of Object.entries(part)) {
      const own = NUMBERED[name] ?? name.toLowerCase().replace(/[_\s.@-]/g, '');
      if (!cells.has(own)) cells.set(own, value);
    }
  };
  // Filebeat and Logstash keep the record inside, beside what they make of it; YAF's mediator keeps nothing else.
  for (const name of ['netflow', 'flows']) if (isObject(object[name])) add(object[name]);
  if (isObject(object['event'])) {
    const { start, end } = object['event'];
    add({ eventstart: start, eventend: end });
  }
  add(object);
  return cells;
};

/** nProbe writes numbers of fields instead of names, unless asked for names. */
const NUMBERED: Readonly<Record<string, string>> = {
  '1': 'inbytes',
  '2': 'inpkts',
  '4': 'protocol',
  '6': 'tcpflags',
  '7': 'l4srcport',
  '8': 'ipv4srcaddr',
  '11': 'l4dstport',
  '12': 'ipv4dstaddr',
  '21': 'lastswitched',
  '22': 'firstswitched',
  '23': 'outbytes',
  '24': 'outpkts',
  '27': 'ipv6srcaddr',
  '28': 'ipv6dstaddr',
  '130': 'exporteripv4address',
  '152': 'flowstartmilliseconds',
  '153': 'flowendmilliseconds',
};

/** What only flow collectors write, beside addresses and ports. */
const isExport = (cells: Cells): boolean => EXPORT_NAMES.some((name) => cells.has(name));

const EXPORT_NAMES = [
  'sourceipv4address',
  'sourceipv6address',
  'ipv4srcaddr',
  'ipv6srcaddr',
  'src4addr',
  'src6addr',
  'sampleraddress',
  'timeflowstart',
  'timeflowstartns',
  'timeflowstartms',
  'firstswitched',
  'ipsrc',
];
const SOURCES = [
  'sourceipv4address',
  'ipv4srcaddr',
  'src4addr',
  'srcaddr',
  'ipsrc',
  'sourceipv6address',
  'ipv6srcaddr',
  'src6addr',
];
const DESTINATIONS = [
  'destinationipv4address',
  'ipv4dstaddr',
  'dst4addr',
  'dstaddr',
  'ipdst',
  'destinationipv6address',
  'ipv6dstaddr',
  'dst6addr',
];
const PROTOCOL_NAMES = ['protocolidentifier', 'protocol', 'proto', 'ipproto'];
const BYTES = [
  'octetdeltacount',
  'octettotalcount',
  'initiatoroctets',
  'inbytes',
  'inoctets',
  'bytes',
];
const PACKETS = [
  'packetdeltacount',
  'packettotalcount',
  'initiatorpackets',
  'inpkts',
  'inpackets',
  'packets',
];

const BACK_BYTES = [
  'outbytes',
  'responderoctets',
  'reverseoctetdeltacount',
  'reverseoctettotalcount',
];
const BACK_PACKETS = [
  'outpkts',
  'outpackets',
  'responderpackets',
  'reversepacketdeltacount',
  'reversepackettotalcount',
];
const EXPORTERS = [
  'sampleraddress',
  'ip4router',
  'ip6router',
  'exporteripv4address',
  'exporteripv6address',
  'peeripsrc',
];

const textOf = (cells: Cells, names: readonly string[]): string => {
  for (const name of names) {
    const value = cells.get(name);
    if ((typeof value === 'string' && value !== '') || typeof value === 'number')
      return String(value);
  }
  return '';
};

const numberOf = (cells: Cells, names: readonly string[]): number => {
  const text = textOf(cells, names);
  return /^\d{1,18}(?:\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
};

const portOf = (cells: Cells, names: readonly string[]): number => {
  const port = numberOf(cells, names);
  return port >= 0 && port <= 65_535 ? Math.floor(port) : 0;
};

const timesOf = (cells: Cells, context: TextContext): { at: number; until: number } => {
  const moment = (names: readonly string[]): number => {
    for (const name of names) {
      const text = textOf(cells, [name]);
      const at = isUptime(name, text, cells) ? Number.NaN : context.stamps.any(text);
      if (!Number.isNaN(at)) return at;
    }
    return Number.NaN;
  };
  const at = moment(STARTS);
  const until = moment(ENDS);
  if (!Number.isNaN(at)) return { at, until };
  const uptimes = [
    numberOf(cells, ['flowstartsysuptime', 'firstswitched']),
    numberOf(cells, ['flowendsysuptime', 'lastswitched']),
  ] as const;
  const lasted = uptimes[1] >= uptimes[0] ? uptimes[1] - uptimes[0] : 0;
  const written = Number.isNaN(until) ? moment(WRITTEN) : until;
  const end = Number.isNaN(written) ? context.undated() : written;
  return { at: end - lasted, until: end };
};

/** Numbers under these names are milliseconds since the exporter's start; nProbe's are seconds since 1970. */
const isUptime = (name: string, text: string, cells: Cells): boolean =>
  name.endsWith('switched') && /^\d+$/.test(text) && !cells.has('l4srcport');

const STARTS = [
  'flowstartmilliseconds',
  'flowstartseconds',
  'flowstartmicroseconds',
  'flowstartnanoseconds',
  'timeflowstartns',
  'timeflowstartms',
  'timeflowstart',
  'first',
  'tfirst',
  'timestampstart',
  'eventstart',
  'firstswitched',
];
const ENDS = [
  'flowendmilliseconds',
  'flowendseconds',
  'flowendmicroseconds',
  'flowendnanoseconds',
  'timeflowendns',
  'timeflowendms',
  'timeflowend',
  'last',
  'tlast',
  'timestampend',
  'eventend',
  'lastswitched',
];
const WRITTEN = [
  'timereceivedns',
  'timereceived',
  'received',
  'timestamp',
  'exporttime',
  'stampupdated',
];

const named = (cells: Cells): Partial<LooseRecord> => {
  const application = textOf(cells, ['applicationname', 'l7protoname', 'class']);
  const user = textOf(cells, ['username', 'user']);
  const direction = numberOf(cells, ['biflowdirection']);
  return {
    ...(application !== '' && { application }),
    ...(user !== '' && { user }),
    ...(cells.has('initiatoroctets') || direction === 1 ? { client: 'source' as const } : {}),
    ...(direction === 2 && { client: 'destination' as const }),
  };
};

const translatedOf = (cells: Cells, source: string, destination: string): Partial<LooseRecord> => {
  const near = textOf(cells, [
    'postnatsourceipv4address',
    'src4xltip',
    'src6xltip',
    'postnatipv4srcaddr',
  ]);
  const far = textOf(cells, [
    'postnatdestinationipv4address',
    'dst4xltip',
    'dst6xltip',
    'postnatipv4dstaddr',
  ]);
  if ((near === '' || near === '0.0.0.0') && (far === '' || far === '0.0.0.0')) return {};
  const ports = [
    numberOf(cells, ['postnaptsourcetransportport', 'srcxltport']),
    numberOf(cells, ['postnaptdestinationtransportport', 'dstxltport']),
  ] as const;
  return {
    translated: {
      source: near === '' || near === '0.0.0.0' ? source : near,
      ...(ports[0] > 0 && { sourcePort: ports[0] }),
      destination: far === '' || far === '0.0.0.0' ? destination : far,
      ...(ports[1] > 0 && { destinationPort: ports[1] }),
    },
  };
};
