// Files and sources as the actions of the roles take and give them.
import { hex } from '../../wire/codec/hex.ts';
import { type Fields, fieldsOf, textIn, wholeIn } from '../options.ts';
import type { Plain } from '../role.ts';
import { addressOfId, bytesOfHex, idOfAddress } from './bytes.ts';
import type { ListedFile, Source } from './listing.ts';
import { LOW_ID_MAX, OBFUSCATION } from './opcodes.ts';

export const listedPlain = ({ name, size, hash, sources }: ListedFile): Plain => ({
  name,
  size,
  hash: hex(hash),
  sources,
});

/** A source with a low id has no address; its id is what its server calls it by. */
export const sourcePlain = ({ id, port, obfuscation, userHash }: Source): Plain => ({
  ...(id > LOW_ID_MAX ? { address: addressOfId(id) } : { lowId: id }),
  port,
  obfuscation,
  userHash,
});

/** `{ address, port, userHash? }`: with a user hash it can be spoken to hidden. */
export const sourceIn = (given: Plain): Source => {
  const said = fieldsOf(given);
  const userHash = textIn(said, 'userHash', '');
  if (!/^([0-9a-f]{32})?$/i.test(userHash)) throw new Error('userHash is 32 hexadecimal digits');
  return {
    id:
      'lowId' in said
        ? wholeIn(said, 'lowId', { least: 1, most: LOW_ID_MAX })
        : idOfAddress(textIn(said, 'address')),
    port: wholeIn(said, 'port', { least: 1, most: 65_535 }),
    obfuscation: wholeIn(said, 'obfuscation', {
      most: 7,
      otherwise: userHash === '' ? 0 : OBFUSCATION.supported,
    }),
    userHash,
  };
};

export const hashOf = (given: Fields): Uint8Array => {
  const text = textIn(given, 'hash');
  if (!/^[0-9a-f]{32}$/i.test(text)) throw new Error('hash is 32 hexadecimal digits');
  return bytesOfHex(text);
};

export const wordsIn = (given: Fields): string[] => {
  const { words } = given;
  if (!Array.isArray(words) || words.length === 0 || words.length > 16)
    throw new Error('words is a list of one to sixteen texts');
  return words.map(String);
};
