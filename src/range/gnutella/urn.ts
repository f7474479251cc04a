// `urn:sha1:` names of files (HUGE 0.94): SHA-1 in base 32 without padding, 32 letters.
import { createHash } from 'node:crypto';
import { base32 } from '../../wire/codec/base32.ts';

/** `urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB` */
export const sha1Urn = (bytes: Uint8Array): string =>
  `urn:sha1:${base32(createHash('sha1').update(bytes).digest())}`;

/** The name in its one spelling; null when it is none. */
export const asSha1Urn = (text: string): string | null => {
  const match = /^urn:sha1:([a-z2-7]{32})$/i.exec(text.trim());
  return match ? `urn:sha1:${match[1]!.toUpperCase()}` : null;
};
