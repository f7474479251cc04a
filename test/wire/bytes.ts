// Packets for the tests of this folder, put together from hex with lengths filled in where a test is not about them.

/** Hex with blanks and `# comments` to the end of the line. */
export const hex = (text: string): Uint8Array => {
  const digits = text.replace(/#.*$/gm, '').replace(/\s/g, '');
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
};

export const join = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

const u16 = (value: number): Uint8Array => new Uint8Array([value >> 8, value & 0xff]);

export const ETHERNET = (type: string): Uint8Array => hex(`02000000000b 02000000000a ${type}`);

/** 10.0.0.1 → 10.0.0.2; `fragment` is the flags and offset field. */
export const ipv4 = (protocol: number, payload: Uint8Array, fragment = 0, id = 7): Uint8Array =>
  join(
    hex('4500'),
    u16(20 + payload.length),
    u16(id),
    u16(fragment),
    new Uint8Array([64, protocol]),
    hex('0000 0a000001 0a000002'),
    payload,
  );

/** 2001:db8::1 → 2001:db8::2. */
export const ipv6 = (next: number, payload: Uint8Array): Uint8Array =>
  join(
    hex('60000000'),
    u16(payload.length),
    new Uint8Array([next, 64]),
    hex('20010db8000000000000000000000001 20010db8000000000000000000000002'),
    payload,
  );

export const udp = (source: number, destination: number, payload: Uint8Array): Uint8Array =>
  join(u16(source), u16(destination), u16(8 + payload.length), hex('1234'), payload);

export const tcp = (payload: Uint8Array): Uint8Array =>
  join(hex('0400 0050 80000001 80000002 50 18 ffff abcd 0000'), payload);

export const HELLO = hex('68656c6c6f');

/** UDP 1024 → 53 with five bytes: the packet inside all wrappers of the tests. */
export const INNER4 = ipv4(17, udp(1024, 53, HELLO));
export const INNER6 = ipv6(17, udp(1024, 53, HELLO));
