// The names that Tor makes up for its TLS handshakes: "www.", 4 to 25 random characters of base32, ".com" or ".net".
// https://spec.torproject.org/tor-spec (channels); tor, src/lib/crypt_ops/crypto_rand.c (crypto_random_hostname)

const FORM = /^www\.([a-z2-7]{4,25})\.(com|net)$/;

/** The random part of a name of that form, '' otherwise. Ordinary names such as www.google.com have the form as well. */
export const madeUpPart = (name: string, ending: 'com' | 'net'): string => {
  const parts = name.length <= 33 ? FORM.exec(name) : null;
  return parts !== null && parts[2] === ending ? parts[1]! : '';
};

/**
 * How often letters and digits take turns. Of two random characters in a row 0.305 are a letter and a digit (26 and 6 of
 * 32): 5.8 changes among twenty. People put digits at an end (0 or 1 change) and seldom once into the middle (2).
 */
export const changes = (part: string): number => {
  let count = 0;
  for (let i = 1; i < part.length; i++) if (isDigit(part, i) !== isDigit(part, i - 1)) count++;
  return count;
};

const isDigit = (text: string, at: number): boolean => text.charCodeAt(at) < 0x40;
