// AdGuard Home's querylog.json: one object a question (internal/querylog/entry.go), the answer as a DNS message in base64:
//
//   {"T":"2026-11-22T05:52:09.123+01:00","QH":"www.example","QT":"A","QC":"IN","CP":"","IP":"10.20.1.5",
//    "Answer":"…","Result":{"IsFiltered":true,"Reason":3,"Rules":[{"Text":"||ads.example^"}]},"Upstream":"…","Elapsed":1984}
//
// and what its API gives (`/control/querylog`): {"data":[{"time":"…","client":"10.20.1.5","question":{"name":"www.example",…},
// "answer":[{"value":"192.0.2.7"}],"reason":"FilteredBlackList","elapsedMs":"1.9"},…]}.
//
// Sound because: T, QH, QT, QC and IP together; of the API question, client, reason and elapsedMs. Looks alike: none. Does not see: clients when addresses are anonymised (the
// last bytes are then zero); names of clients, only their ids.
import { isDnsMessage, readAnswers } from '../../protocols/dns-message.ts';
import { base64Bytes } from '../../wire/codec/base64.ts';
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { type JsonObject, jsonAt, jsonText } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import type { Stamps } from '../text/stamps.ts';
import { bare } from './named.ts';

export const adguardHome: Source = jsonSource({
  id: 'adguard-home',
  title: 'AdGuard Home (querylog.json)',
  looks: /"(?:QH|elapsedMs)"\s*:/,
  list: 'data',
  is: (record) => isWritten(record) || isGiven(record),
  read: (record, { stamps, emit }) => {
    if (isGiven(record)) return emit(given(record, stamps));
    return emit({
      kind: 'lookup',
      at: stamps.any(String(jsonText(record, 'T'))),
      source: jsonText(record, 'IP'),
      device: jsonText(record, 'CID'),
      query: bare(String(jsonText(record, 'QH'))),
      answer: answerOf(record),
      action: actionOf(record),
    });
  },
});

const isWritten = (record: JsonObject): boolean =>
  ['T', 'QH', 'QT', 'QC', 'IP'].every((name) => typeof jsonAt(record, name) === 'string');

const isGiven = (record: JsonObject): boolean =>
  ['time', 'client', 'reason', 'elapsedMs', 'question.name'].every(
    (name) => typeof jsonAt(record, name) === 'string',
  );

/** A question as the API tells it. */
const given = (record: JsonObject, stamps: Stamps): Draft => {
  const answers = jsonAt(record, 'answer');
  const values = Array.isArray(answers) ? answers.map((one) => jsonText(one, 'value')) : [];
  const told = values.slice(0, ANSWERS_MAX).map((value) => bare(String(value ?? '')));
  const status = jsonText(record, 'status');
  const reason = String(jsonText(record, 'reason'));
  return {
    kind: 'lookup',
    at: stamps.any(String(jsonText(record, 'time'))),
    source: jsonText(record, 'client'),
    device: jsonText(record, 'client_info.name') || jsonText(record, 'client_id'),
    query: bare(String(jsonText(record, 'question.name'))),
    answer: told.filter((one) => one !== '').join(', ') || (status === 'NOERROR' ? null : status),
    action: reason.startsWith('Filtered') ? 'blocked' : undefined,
  };
};

const answerOf = (record: JsonObject): string | undefined => {
  const written = jsonText(record, 'Answer');
  if (typeof written !== 'string' || written.length > ANSWER_CHARS_MAX) return undefined;
  const bytes = base64Bytes(written);
  if (!isDnsMessage(bytes, 0, bytes.length)) return undefined;
  const { count, text } = readAnswers(bytes, 0, bytes.length, ANSWERS_MAX);
  return count > 0 ? text.replace(/,(?=\S)/g, ', ') : CODES[bytes[3]! & 15];
};

/** Reasons 3 to 9 filter (internal/filtering/reason.go): lists, safe browsing, parental, invalid, safe search, services. */
const actionOf = (record: JsonObject): string | undefined => {
  if (jsonAt(record, 'Result.IsFiltered') === true) return 'blocked';
  const reason = jsonText(record, 'Result.Reason');
  return typeof reason === 'number' && reason >= 3 && reason <= 8 ? 'blocked' : undefined;
};

const CODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const;
const ANSWERS_MAX = 16;
/** Base64 of the largest DNS message. */
const ANSWER_CHARS_MAX = 88_000;
