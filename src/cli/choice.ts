// One of a few words, or an error that lists them.

import { PeerwardenError } from '../model/errors.ts';
import { nearestName } from './nearest.ts';

/** @throws PeerwardenError PW_USAGE */
export const choiceOf = <Word extends string>(
  option: string,
  text: string,
  words: readonly Word[],
): Word => {
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new PeerwardenError('PW_USAGE', {
    message: `${option} ${text} is not known; it is one of ${words.join(', ')}.`,
    remedy: `Did you mean ${nearestName(text, words) ?? words[0]}?`,
  });
};
