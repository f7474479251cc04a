// Google Cloud: VPC flow logs, firewall rules logging and Cloud NAT logging, as Cloud Logging writes their entries
// (cloud.google.com, "VPC Flow Logs records", "Firewall Rules Logging", "Cloud NAT: Monitoring"):
//
//   {"jsonPayload":{"connection":{"src_ip":"10.20.0.4","src_port":45950,"dest_ip":"198.51.100.7","dest_port":443,
//    "protocol":6},"bytes_sent":"1872","packets_sent":"16","start_time":"…","end_time":"…","reporter":"SRC"},
//    "logName":"projects/…/logs/compute.googleapis.com%2Fvpc_flows","timestamp":"…"}
//
// Sound because: a `connection` of `src_ip` and `dest_ip` (NAT: `nat_ip`). Looks alike: other entries of Cloud Logging,
// which have no connection. A flow record counts one direction and is a sample of packets. Does not see: who began, users.
import { isObject, type JsonObject, jsonText } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';

export const gcpVpcFlow = jsonSource({
  id: 'gcp-vpc-flow',
  title: 'Google Cloud VPC flow, firewall and NAT logs',
  looks: /"src_ip"/,
  list: 'entries',
  is: (record) => connectionOf(payloadOf(record)) !== null,
  read: (record, context) => {
    const payload = payloadOf(record);
    const connection = connectionOf(payload);
    if (connection === null) return 'no connection in it';
    return entry(record, payload, connection, context);
  },
});

/** The entry's own part; tables in BigQuery have it without the envelope. */
const payloadOf = (record: JsonObject): JsonObject => {
  const payload = record['jsonPayload'] ?? record['json_payload'];
  return isObject(payload) ? payload : record;
};

const connectionOf = (payload: JsonObject): JsonObject | null => {
  const { connection } = payload;
  if (!isObject(connection) || typeof connection['src_ip'] !== 'string') return null;
  return typeof connection['dest_ip'] === 'string' || typeof connection['nat_ip'] === 'string'
    ? connection
    : null;
};

const entry = (
  record: JsonObject,
  payload: JsonObject,
  connection: JsonObject,
  { stamps, emit }: TextContext,
): Outcome => {
  const time = (path: string, from: JsonObject = payload): number =>
    stamps.any(String(jsonText(from, path) ?? ''));
  const started = time('start_time');
  const action = ACTIONS[String(jsonText(payload, 'disposition'))];
  return emit({
    kind: action === undefined ? 'connection' : 'verdict',
    at: Number.isNaN(started) ? time('timestamp', record) : started,
    until: time('end_time'),
    sensor: jsonText(record, 'resource.labels.subnetwork_name'),
    action,
    transport: jsonText(connection, 'protocol'),
    source: jsonText(connection, 'src_ip'),
    sourcePort: jsonText(connection, 'src_port'),
    destination: jsonText(connection, 'dest_ip'),
    destinationPort: jsonText(connection, 'dest_port'),
    bytesOut: jsonText(payload, 'bytes_sent'),
    packetsOut: jsonText(payload, 'packets_sent'),
    rule: jsonText(payload, 'rule_details.reference'),
    device:
      jsonText(payload, 'src_instance.vm_name') ??
      (action === undefined ? jsonText(payload, 'endpoint.vm_name') : null),
    translated: {
      source: jsonText(connection, 'nat_ip'),
      sourcePort: jsonText(connection, 'nat_port'),
    },
  });
};

const ACTIONS: Readonly<Record<string, 'allowed' | 'denied'>> = {
  ALLOWED: 'allowed',
  DENIED: 'denied',
};
