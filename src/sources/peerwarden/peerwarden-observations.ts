// Our own observations, as `observe`, `scan` and `audit` write them: one JSON object a line (design: interfaces), so that
// what was seen at several places and times is judged together:
//
//   {"kind":"program","at":"2026-11-22T05:52:09.000Z","format":"dpkg-status","origin":{"path":"status","line":7},
//    "source":"10.20.1.5","program":"transmission-daemon","version":"3.00-2.1","presence":"installed"}
//
// Sound because: kind, at and format together, the first two in this order at the beginning of the line. Looks alike:
// nothing known. Does not see: of flows the contents, nicknames and turns of messages, which the rows do not hold. A file
// may come from anywhere: every field is checked as those of any other log are.
import { OBSERVATION_KINDS, type Observation, type Origin } from '../../model/observation.ts';
import { lineShare } from '../recognise.ts';
import { OK, type Reason, type Source, type SourceContext } from '../source.ts';
import { type Draft, finishDraft, type Loose } from '../text/draft.ts';
import { isObject, type JsonObject, jsonObject } from '../text/fields.ts';
import { Stamps } from '../text/stamps.ts';
import { flowOf } from './flow-rows.ts';

const ID = 'peerwarden-observations';
const OTHERWISE = 'not an observation of Peerwarden';
const LOOKS = /^\{"kind":"([a-z-]{4,12})","at":"/;

export const observations: Source = Object.freeze<Source>({
  id: ID,
  title: 'Observations of Peerwarden (NDJSON of `observe`, `scan`, `audit`)',
  recognise: (sample, lines) =>
    lineShare(sample, lines, (bytes, start, end) => LOOKS.test(textOf(bytes, start, end))),
  open: (context) => {
    const stamps = new Stamps(context);
    return {
      line: (bytes, start, end, line) => {
        const text = textOf(bytes, start, end);
        if (text.trim() === '') return OK;
        const row = LOOKS.test(text) ? jsonObject(text) : null;
        if (!row || typeof row['format'] !== 'string') return OTHERWISE;
        return observe(row, stamps, { evidence: context.evidence.index, line }, context);
      },
    };
  },
});

const observe = (
  row: JsonObject,
  stamps: Stamps,
  origin: Origin,
  context: SourceContext,
): Reason | typeof OK => {
  const kind = OBSERVATION_KINDS.find((known) => known === row['kind']);
  if (kind === undefined) return 'observation of an unknown kind';
  // A flow has the ends and bytes of a connection, and more.
  const made = finishDraft(draftOf(row, kind === 'flow' ? 'connection' : kind, stamps), ID, origin);
  if (typeof made === 'string') return made;
  const whole = kind === 'flow' && made.kind === 'connection' ? flowOf(row, made) : sound(made);
  if (typeof whole === 'string') return whole;
  context.emit(whole);
  return OK;
};

const draftOf = (row: JsonObject, kind: Draft['kind'], stamps: Stamps): Draft => {
  const fields: Record<string, Loose> = {};
  for (const name of FIELDS) {
    const value = row[name];
    if (typeof value === 'string' || typeof value === 'number') fields[name] = value;
  }
  const { translated } = row;
  const { until } = row;
  return {
    ...fields,
    kind,
    at: timeOf(row['at'], stamps),
    ...(until === undefined ? {} : { until: timeOf(until, stamps) }),
    ...(eventOf(kind, row['event']) ?? {}),
    ...(row['agent'] === '' ? { agentless: true } : {}),
    ...(row['unanswered'] === true ? { unanswered: true } : {}),
    ...(row['refused'] === true ? { refused: true } : {}),
    ...(isObject(translated) ? { translated: endsOf(translated) } : {}),
  };
};

const timeOf = (value: unknown, stamps: Stamps): number =>
  typeof value === 'string' ? stamps.any(value) : Number.NaN;

const eventOf = (kind: string, event: unknown): { event: string } | null => {
  const known = EVENTS[kind]?.find((one) => one === event);
  return known === undefined ? null : { event: known };
};

const EVENTS: Readonly<Record<string, readonly string[]>> = {
  assignment: ['granted', 'released', 'expired', 'seen', 'fixed'],
  'sign-in': ['signed-in', 'signed-out', 'failed'],
};

const endsOf = (ends: JsonObject): NonNullable<Draft['translated']> => {
  const at = (name: string): Loose => {
    const value = ends[name];
    return typeof value === 'string' || typeof value === 'number' ? value : null;
  };
  return {
    source: at('source'),
    sourcePort: at('sourcePort'),
    destination: at('destination'),
    destinationPort: at('destinationPort'),
  };
};

/** A verdict is one of two words, and a listener always says its system, be it null. */
const sound = (made: Observation): Observation | Reason => {
  if (made.kind === 'verdict' && made.action !== 'allowed' && made.action !== 'denied')
    return 'verdict that is neither allowed nor denied';
  if (made.kind === 'listener') made.system ??= null;
  return made;
};

const FIELDS = [
  ...['sensor', 'action', 'transport', 'source', 'sourcePort', 'destination', 'destinationPort'],
  ...['bytesOut', 'bytesIn', 'packets', 'packetsOut', 'packetsIn', 'durationMs', 'user', 'device'],
  ...['mac', 'rule', 'application', 'host', 'url', 'method', 'status', 'agent', 'query', 'answer'],
  ...['text', 'program', 'version', 'name', 'hash', 'size', 'assigned', 'session', 'service'],
  ...['presence', 'path', 'type', 'sign', 'identity', 'protocol', 'system'],
] as const;

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, end));

const decoder = new TextDecoder();
