// Zscaler Internet Access, feeds as JSON (Nanolog Streaming Service, Cloud NSS; help.zscaler.com, "NSS Feed Output Format"):
//
//   {"sourcetype":"zscalernss-web","event":{"datetime":"Sun Nov 22 06:07:06 2026","ClientIP":"10.20.1.12","url":"h.example/x",…}}
//
// Sound because: `sourcetype` begins with `zscalernss-` (what Zscaler's own templates write). Looks alike: other events for
// Splunk's collector. Does not see: files in cloud services, data loss prevention; feeds in CEF and LEEF are read by those
// formats, feeds as pairs and tables by zscaler-feed.ts. Bytes of the tunnels to Zscaler (their direction is not documented).
import { isObject, type JsonObject } from '../text/fields.ts';
import { jsonSource } from '../text/records.ts';
import { meaning, readZscaler, type Value } from './zscaler-records.ts';

export const zscaler = jsonSource({
  id: 'zscaler',
  title: 'Zscaler Internet Access, JSON feed',
  looks: /"zscalernss-/,
  is: (record) => /^zscalernss-/.test(String(record['sourcetype'])) && isObject(record['event']),
  read: (record, context) =>
    readZscaler(String(record['sourcetype']), valueIn(record['event'] as JsonObject), context),
});

const valueIn =
  (event: JsonObject): Value =>
  (...names) => {
    for (const name of names) {
      const text = meaning(event[name]);
      if (text !== undefined) return text;
    }
    return undefined;
  };
