// A number for what a request asked for: its address without what follows `?`, which proxies often leave out. Two addresses
// are compared by it, so that none is kept: 53 bits, and only requests of one client to one far end at one time are compared.

const QUESTION_MARK = 63;

export const targetNumber = (bytes: Uint8Array, start: number, end: number): number => {
  let one = 0;
  let other = 0x9e3779b1;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === QUESTION_MARK) break;
    one = Math.imul(one ^ byte, 0x9e3779b1) ^ (one >>> 15);
    other = Math.imul(other ^ byte, 0x85ebca6b) ^ (other >>> 13);
  }
  return numberOf(one, other);
};

/** The same of a text, whose characters are bytes nearly always. */
export const targetNumberOf = (text: string): number => {
  let one = 0;
  let other = 0x9e3779b1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUESTION_MARK) break;
    one = Math.imul(one ^ code, 0x9e3779b1) ^ (one >>> 15);
    other = Math.imul(other ^ code, 0x85ebca6b) ^ (other >>> 13);
  }
  return numberOf(one, other);
};

const numberOf = (one: number, other: number): number =>
  (one >>> 0) * 0x20_0000 + ((other ^ (other >>> 11)) >>> 11);
