// What proxies in the cloud write alike in their objects of JSON: 0 for a number that is not known, addresses or names of the
// far end, and one word for what was decided.
import { type JsonObject, jsonText } from '../text/fields.ts';
import { hostOf, type Target } from './target.ts';

/** 0 stands for not known, or for a field that does not belong to the event. */
export const positive = (record: JsonObject, name: string): number | undefined => {
  const number = Number(jsonText(record, name));
  return number > 0 ? number : undefined;
};

/** Address and port of the far end, by the names of their fields; a name in the place of the address is left out. */
export const farEnd = (
  record: JsonObject,
  address: string,
  port: string,
): Pick<Target, 'destination' | 'destinationPort'> => {
  const { destination } = hostOf(jsonText(record, address));
  const destinationPort = positive(record, port);
  return {
    ...(destination === undefined ? {} : { destination }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
  };
};

/** Every word but those of a refusal lets pass (`isolate`, `useralert`, `overrideForSafeSearch`, `Allowed`, …). */
export const passedOrDenied = (
  word: string | number | null | undefined,
): 'allowed' | 'denied' | undefined => {
  if (word === null || word === undefined || word === '' || word === 'unknown') return undefined;
  return DENIED.test(String(word)) ? 'denied' : 'allowed';
};

const DENIED = /^(?:block|quarantine|drop|reset|den(?:y|ied)|reject)|\bblock/i;
