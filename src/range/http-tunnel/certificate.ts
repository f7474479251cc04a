// A key and a self-signed certificate of its own for every start: X.509 version 1 (RFC 5280 §4.1), written by hand
// because Node signs but makes no certificates.
import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';

export interface Identity {
  /** PEM */
  readonly key: string;
  /** PEM */
  readonly cert: string;
}

/** RSA of 2048 bits with SHA-256: the shortest that today's libraries accept. `name` becomes the common name. */
export const selfSigned = async (name: string): Promise<Identity> => {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
  });
  const who = sequence(set(sequence(COMMON_NAME, element(0x0c, Buffer.from(name)))));
  const now = Date.now();
  const content = sequence(
    // The first byte below 0x80: a positive serial number.
    element(0x02, Buffer.concat([Buffer.of(0x2a), randomBytes(7)])),
    SHA256_WITH_RSA,
    who,
    sequence(time(now - DAY_MS), time(now + 30 * DAY_MS)),
    who,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', content, privateKey);
  // A bit string says first how many bits of its last byte are unused.
  const bits = element(0x03, Buffer.concat([Buffer.of(0), signature]));
  const certificate = sequence(content, SHA256_WITH_RSA, bits).toString('base64');
  const lines = certificate.match(/.{1,64}/g)!.join('\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
};

const DAY_MS = 86_400_000;

/** One DER element (X.690 §8.1): tag, length, content. */
const element = (tag: number, content: Uint8Array): Buffer => {
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...head), content]);
};

const sequence = (...parts: Uint8Array[]): Buffer => element(0x30, Buffer.concat(parts));
const set = (...parts: Uint8Array[]): Buffer => element(0x31, Buffer.concat(parts));

/** UTCTime: `YYMMDDHHMMSSZ`. */
const time = (at: number): Buffer =>
  element(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`));

/** 2.5.4.3 */
const COMMON_NAME = element(0x06, Buffer.of(0x55, 0x04, 0x03));
/** 1.2.840.113549.1.1.11, without parameters (NULL) */
const SHA256_WITH_RSA = sequence(
  element(0x06, Buffer.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b)),
  Buffer.of(0x05, 0x00),
);
