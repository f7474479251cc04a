// The shapes in which events are exported → WindowsEvent.
import { isObject, type JsonObject } from '../text/fields.ts';
import type { Stamps } from '../text/stamps.ts';
import type { WindowsEvent } from './windows-event.ts';
import { ALSO, messageData } from './windows-event-message.ts';

/**
 * nxlog (flat), winlogbeat (`winlog.event_data`), evtx dumps (`Event.System`, `Event.EventData`), Get-WinEvent | ConvertTo-Json.
 */
export const eventOfJson = (record: JsonObject, stamps: Stamps): WindowsEvent => {
  const at = first(record, TIMES);
  const dotNet = at.startsWith('/') ? /^\/Date\((\d{10,14})/.exec(at) : null;
  const message = first(record, MESSAGES);
  let containers: readonly JsonObject[] | null = null;
  return {
    id: Number(first(record, IDS)),
    provider: first(record, PROVIDERS),
    channel: first(record, CHANNELS),
    computer: first(record, COMPUTERS),
    at: at === '' ? null : stamps.any(dotNet?.[1] ?? at),
    message,
    data: dataOf((name) => {
      containers ??= [...CONTAINERS.map((path) => valueAt(record, path)), record].filter(isObject);
      return inContainers(containers, name);
    }, message),
  };
};

/** A number of an event beside a source or a channel of Windows. */
export const isEvent = (record: JsonObject): boolean =>
  /^\d{1,5}$/.test(first(record, IDS)) &&
  (WINDOWS.test(first(record, PROVIDERS)) || WINDOWS_CHANNELS.test(first(record, CHANNELS)));

/** The text between `<Event …>` and `</Event>`. */
export const eventOfXml = (xml: string, stamps: Stamps): WindowsEvent | null => {
  const id = Number(/<EventID\b[^>]{0,60}>\s*(\d{1,5})\s*</.exec(xml)?.[1] ?? Number.NaN);
  const time = /<TimeCreated\s+SystemTime\s*=\s*["']([^"']{10,40})["']/.exec(xml)?.[1];
  if (!Number.isInteger(id)) return null;
  const message = unescapeXml(/<Message>([^<]{0,8192})<\/Message>/.exec(xml)?.[1] ?? '');
  const values = new Map<string, string>();
  for (const [, name, value = ''] of xml.matchAll(DATA))
    if (!values.has(name!)) values.set(name!, value);
  const user = xml.indexOf('<UserData');
  if (user >= 0)
    for (const [, name, value = ''] of xml.slice(user).matchAll(ELEMENT)) values.set(name!, value);
  return {
    id,
    provider: /<Provider\b[^>]{0,120}?\bName\s*=\s*["']([^"']{1,120})["']/.exec(xml)?.[1] ?? '',
    channel: /<Channel>([^<]{1,120})<\/Channel>/.exec(xml)?.[1] ?? '',
    computer: unescapeXml(/<Computer>([^<]{1,255})<\/Computer>/.exec(xml)?.[1] ?? ''),
    at: stamps.any((time ?? '').replace(/(\.\d{1,9})\d*/, '$1')),
    message: message || unescapeXml(values.get('Data') ?? ''),
    data: dataOf((name) => {
      const value = values.get(name);
      return value === undefined ? undefined : unescapeXml(value);
    }, message),
  };
};

/** An event of which only the message tells more. */
export const eventOfMessage = (event: Omit<WindowsEvent, 'data'>): WindowsEvent => ({
  ...event,
  data: dataOf(() => undefined, event.message),
});

/** Data by its name, else what the message says. */
const dataOf = (
  named: (name: string) => string | undefined,
  message: string,
): WindowsEvent['data'] => {
  let spoken: ReadonlyMap<string, string> | null = null;
  return (name) => {
    const value = named(name);
    if (value !== undefined) return value;
    if (message === '') return '';
    spoken ??= messageData(message);
    for (const one of [name, ...(ALSO[name] ?? [])]) {
      const found = spoken.get(one);
      if (found !== undefined) return found;
    }
    return '';
  };
};

const inContainers = (containers: readonly JsonObject[], name: string): string | undefined => {
  for (const container of containers) {
    if (Object.hasOwn(container, name)) return textOf(container[name]);
    const listed = container['Data'];
    if (!Array.isArray(listed)) continue;
    for (const one of listed)
      if (isObject(one) && (one['@Name'] ?? one['Name']) === name)
        return textOf(one['#text'] ?? one['text'] ?? one['Value']);
  }
  const root = containers.at(-1);
  const prefixed = `winlog.event_data.${name}`;
  return root && Object.hasOwn(root, prefixed) ? textOf(root[prefixed]) : undefined;
};

const textOf = (value: unknown): string => {
  const inner = isObject(value) ? (value['#text'] ?? value['Value'] ?? value['text']) : value;
  return typeof inner === 'string' || typeof inner === 'number' || typeof inner === 'boolean'
    ? String(inner)
    : '';
};

const first = (record: JsonObject, paths: readonly Path[]): string => {
  for (const path of paths) {
    const text = textOf(valueAt(record, path));
    if (text !== '') return text;
  }
  return '';
};

/** `winlog.event_id` as one name, and the names on the way to it. */
interface Path {
  readonly whole: string;
  readonly names: readonly string[];
}

const valueAt = (record: JsonObject, { whole, names }: Path): unknown => {
  if (Object.hasOwn(record, whole)) return record[whole];
  if (names.length === 1) return undefined;
  let at: unknown = record;
  for (const name of names) {
    if (!isObject(at) || !Object.hasOwn(at, name)) return undefined;
    at = at[name];
  }
  return at;
};

const paths = (...dotted: readonly string[]): readonly Path[] =>
  dotted.map((whole) => ({ whole, names: whole.split('.') }));

const IDS = paths(
  'EventID',
  'winlog.event_id',
  'Event.System.EventID',
  'System.EventID',
  'event_id',
  'EventId',
  'Id',
  'event.code',
);
const PROVIDERS = paths(
  'SourceName',
  'winlog.provider_name',
  'Event.System.Provider.#attributes.Name',
  'Event.System.Provider.@Name',
  'Event.System.Provider.Name',
  'System.Provider.Name',
  'source_name',
  'provider_name',
  'ProviderName',
  'EventSourceName',
  'event.provider',
);
const CHANNELS = paths(
  'Channel',
  'winlog.channel',
  'Event.System.Channel',
  'System.Channel',
  'log_name',
  'LogName',
  'channel',
);
const COMPUTERS = paths(
  'Hostname',
  'HOSTNAME',
  'winlog.computer_name',
  'Event.System.Computer',
  'System.Computer',
  'computer_name',
  'MachineName',
  'Computer',
  'host.name',
);
const TIMES = paths(
  'EventTime',
  'Event.System.TimeCreated.#attributes.SystemTime',
  'Event.System.TimeCreated.@SystemTime',
  'Event.System.TimeCreated.SystemTime',
  'System.TimeCreated.SystemTime',
  'winlog.time_created',
  '@timestamp',
  'TimeCreated',
  'TimeGenerated',
  'EventReceivedTime',
);
const MESSAGES = paths('Message', 'message', 'Event.RenderingInfo.Message');
const CONTAINERS = paths(
  'winlog.event_data',
  'winlog.user_data',
  'Event.EventData',
  'Event.UserData.EventXML',
  'EventData',
  'UserData.EventXML',
  'event_data',
  'user_data',
);
/** Names of sources of events: nobody else calls his so. */
const WINDOWS = /^(?:Microsoft-|AD ?FS|Service Control Manager|NPS)/;
const WINDOWS_CHANNELS =
  /^(?:Security$|System$|Application$|Setup$|Microsoft-|Windows PowerShell$|Directory Service$)/;

const DATA = /<Data\s+Name\s*=\s*["']([^"']{1,80})["']\s*(?:\/>|>([^<]{0,8192})<\/Data>)/g;
const ELEMENT = /<([A-Z]\w{0,60})>([^<]{0,1024})<\/\1>/g;

const unescapeXml = (text: string): string =>
  text.includes('&')
    ? text.replace(
        /&(?:(lt|gt|quot|apos|amp)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
        (_, name, digits, hex) => {
          if (name) return NAMED[String(name).toLowerCase()] ?? '';
          const code = digits ? Number(digits) : Number.parseInt(String(hex), 16);
          return code <= 0x10ffff ? String.fromCodePoint(code) : '';
        },
      )
    : text;

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
};
