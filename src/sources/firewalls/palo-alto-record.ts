// One log of Palo Alto Networks in each form in which it is sent, under the names of Strata Logging Service (formerly
// Cortex Data Lake): syslog as comma-separated values (names by position, as in "Syslog Field Descriptions" of PAN-OS 8 to
// 11), CEF of the firewall (`|PAN-OS|`) and of the logging service (`|LF|`), JSON.
import { type CefRecord, cefRecord } from '../text/cef.ts';
import { csvCells, isObject, type JsonObject } from '../text/fields.ts';

export interface PanRecord {
  /** `TRAFFIC`, `THREAT`, … */
  readonly type: string;
  /** `end`, `url`, `auth`, … in lower case. */
  readonly subtype: string;
  get(name: string): string | undefined;
}

/** All records of a line: JSON may come as a list. */
export const panRecords = (text: string): readonly PanRecord[] => {
  // What stands in JSON of others is escaped and theirs to read.
  if (/^\s*[[{]/.test(text)) return fromJson(text);
  const row = CSV.exec(text.slice(0, HEAD_CHARS_MAX));
  if (row) return some(fromCells(text.slice(row.index + row[1]!.length)));
  const head = text.slice(0, HEAD_CHARS_MAX);
  if (head.includes('|Palo Alto Networks|')) return some(fromCef(text));
  const start = head.search(/[[{]\s*[{"]/);
  return start < 0 ? [] : fromJson(text.slice(start));
};

const some = (record: PanRecord | null): readonly PanRecord[] => (record ? [record] : []);

const HEAD_CHARS_MAX = 600;
/** A field of no meaning, the time it was received, the serial number, the type; before that what relays write. */
const CSV =
  /(^|\s)\d?,(?:\d{4}\/\d\d\/\d\d|\d{1,2}\/\d{1,2}\/\d\d) \d{1,2}:\d\d(?::\d\d)?,[\w-]{0,32},[A-Z]{3,16},/;

const fromCells = (text: string): PanRecord | null => {
  const cells = csvCells(text);
  const type = cells?.[3];
  const positions = type === undefined ? undefined : POSITIONS[type];
  if (!cells || type === undefined || !positions) return null;
  return {
    type,
    subtype: (cells[4] ?? '').toLowerCase(),
    get: (name) => {
      if (name === 'TimeGeneratedHighResolution') return cells.find(isExact);
      const at = positions[name] ?? EVERYWHERE[name];
      return at === undefined ? undefined : cells[at];
    },
  };
};

/** `2026-11-22T05:52:09.575+01:00`, added in PAN-OS 10 at a place that differs from type to type and version to version. */
const isExact = (cell: string): boolean =>
  cell.length === 29 && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/.test(cell);

const fromCef = (text: string): PanRecord | null => {
  const record = cefRecord(text);
  if (!record) return null;
  const typed = POSITIONS[record.signature] !== undefined || record.signature === 'DNS';
  const type = typed ? record.signature : record.name;
  if (POSITIONS[type] === undefined && type !== 'DNS') return null;
  return {
    type,
    subtype: (typed ? record.name : record.signature).toLowerCase(),
    get: (name) => record.fields.get(`PanOS${name}`) ?? predefined(record, name),
  };
};

/** What stands under one of CEF's own names. */
const predefined = (record: CefRecord, name: string): string | undefined => {
  // The firewall's template has `in=$bytes_sent out=$bytes_received`, the logging service the other way round.
  if (name === 'BytesSent' || name === 'BytesReceived')
    return record.fields.get((record.product === 'LF') === (name === 'BytesSent') ? 'out' : 'in');
  const label = CEF_LABELS[name];
  for (const cs of label === undefined ? [] : CEF_CUSTOM)
    if (record.fields.get(`${cs}Label`) === label) return record.fields.get(cs);
  for (const cef of CEF_NAMES[name] ?? []) {
    const value = record.fields.get(cef);
    if (value) return value;
  }
  return undefined;
};

const CEF_CUSTOM = ['cs1', 'cs2', 'cs3', 'cs4', 'cs5', 'cs6', 'cn1', 'cn2', 'cn3'];
const CEF_LABELS: Readonly<Record<string, string>> = {
  Rule: 'Rule',
  SessionDuration: 'SessionDuration',
};
const CEF_NAMES: Readonly<Record<string, readonly string[]>> = {
  Action: ['act'],
  Application: ['app'],
  DestinationAddress: ['dst', 'c6a3'],
  DestinationPort: ['dpt'],
  DeviceName: ['dvchost'],
  EndpointDeviceName: ['shost'],
  EventDescription: ['msg'],
  EventName: ['cat'],
  EventTime: ['start', 'rt'],
  FileHash: ['fileHash'],
  FileName: ['fname', 'filePath'],
  HTTPMethod: ['requestMethod'],
  NATDestination: ['destinationTranslatedAddress'],
  NATDestinationPort: ['destinationTranslatedPort'],
  NATSource: ['sourceTranslatedAddress'],
  NATSourcePort: ['sourceTranslatedPort'],
  Protocol: ['proto'],
  SessionDuration: ['cn3'],
  SourceAddress: ['src', 'c6a2'],
  SourceDeviceHost: ['shost'],
  SourceIP: ['src'],
  SourcePort: ['spt'],
  SourceUser: ['suser', 'duser'],
  ThreatID: ['cat'],
  TimeGenerated: ['start', 'rt'],
  URL: ['request'],
  User: ['duser', 'suser'],
  UserAgent: ['requestClientApplication'],
};

const fromJson = (text: string): readonly PanRecord[] => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const all = Array.isArray(value) ? value : [value];
  return all.filter(isPan).map(jsonRecord);
};

const isPan = (value: unknown): value is JsonObject =>
  isObject(value) &&
  typeof value['LogType'] === 'string' &&
  ('TimeGenerated' in value || 'EventTime' in value) &&
  ('DeviceSN' in value || 'LogSourceID' in value);

const jsonRecord = (value: JsonObject): PanRecord => ({
  type: String(value['LogType']),
  subtype: String(value['Subtype'] ?? value['SubType'] ?? '').toLowerCase(),
  get: (name) => {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
  },
});

/** Columns of every type. */
const EVERYWHERE: Readonly<Record<string, number>> = { TimeReceived: 1, TimeGenerated: 6 };

/** Columns that TRAFFIC, THREAT, DECRYPTION, TUNNEL and SCTP share. */
const SESSION = {
  SourceAddress: 7,
  DestinationAddress: 8,
  NATSource: 9,
  NATDestination: 10,
  Rule: 11,
  SourceUser: 12,
  Application: 14,
  SourcePort: 24,
  DestinationPort: 25,
  NATSourcePort: 26,
  NATDestinationPort: 27,
  Protocol: 29,
  Action: 30,
} as const;

const POSITIONS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  TRAFFIC: {
    ...SESSION,
    BytesSent: 32,
    BytesReceived: 33,
    SessionDuration: 36,
    DeviceName: 52,
    SourceDeviceHost: 82,
    SourceDeviceMac: 83,
  },
  THREAT: {
    ...SESSION,
    URL: 31,
    FileName: 31,
    ThreatID: 32,
    FileHash: 43,
    UserAgent: 46,
    DeviceName: 59,
    HTTPMethod: 63,
    SourceDeviceHost: 86,
    SourceDeviceMac: 87,
  },
  DECRYPTION: { ...SESSION, ServerNameIndication: 63 },
  TUNNEL: SESSION,
  START: SESSION,
  SCTP: {
    SourceAddress: 7,
    DestinationAddress: 8,
    Rule: 11,
    SourcePort: 24,
    DestinationPort: 25,
    Protocol: 29,
    Action: 30,
  },
  USERID: { SourceIP: 8, User: 9, MappingTimeout: 13, DeviceName: 25 },
  GLOBALPROTECT: {
    EventIDValue: 8,
    Stage: 9,
    TunnelType: 11,
    SourceUserName: 12,
    EndpointDeviceName: 14,
    PublicIPv4: 15,
    PublicIPv6: 16,
    PrivateIPv4: 17,
    PrivateIPv6: 18,
    EventStatus: 28,
  },
  HIPMATCH: {
    SourceUser: 7,
    EndpointDeviceName: 9,
    SourceIP: 11,
    DeviceName: 24,
    SourceIPv6: 26,
    SourceDeviceMac: 29,
  },
  SYSTEM: { EventName: 8, EventComponent: 9, EventDescription: 14, DeviceName: 22 },
  CONFIG: { SourceIP: 7, User: 10 },
  AUTH: {
    SourceAddress: 8,
    AuthenticatedUserName: 9,
    NormalizeUser: 10,
    AuthenticationDescription: 18,
  },
  AUTHENTICATION: {
    SourceAddress: 8,
    AuthenticatedUserName: 9,
    NormalizeUser: 10,
    AuthenticationDescription: 18,
  },
  IPTAG: { SourceIP: 8 },
  CORRELATION: {},
  GTP: {},
};
