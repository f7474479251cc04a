// A Windows program of headers and one section of resources: nothing in it runs.

const utf16 = (text: string): number[] =>
  [...`${text}\0`].flatMap((char) => {
    const code = char.charCodeAt(0);
    return [code & 255, code >> 8];
  });
const u16 = (value: number): number[] => [value & 255, value >> 8];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
const padded = (bytes: number[]): number[] => [
  ...bytes,
  ...Array((4 - (bytes.length % 4)) % 4).fill(0),
];

/** length, value length, type, key, padding, value (verrsrc.h). */
const block = (key: string, type: 0 | 1, valueLength: number, value: number[]): number[] => {
  const head = padded([0, 0, ...u16(valueLength), ...u16(type), ...utf16(key)]);
  const whole = [...head, ...value];
  return padded([...u16(whole.length), ...whole.slice(2)]);
};

export const versionResource = (strings: Readonly<Record<string, string>>): Uint8Array => {
  const table = Object.entries(strings).flatMap(([key, value]) =>
    block(key, 1, value.length + 1, padded(utf16(value))),
  );
  const info = block('StringFileInfo', 1, 0, block('040904b0', 1, 0, table));
  const fixed = [...u32(0xfeef04bd), ...Array(48).fill(0)];
  return Uint8Array.from(block('VS_VERSION_INFO', 0, fixed.length, [...padded(fixed), ...info]));
};

export const peFile = (resources: Uint8Array): Uint8Array => {
  const at = 0x40 + 24 + 40;
  return Uint8Array.from([
    ...[0x4d, 0x5a, ...Array(58).fill(0), ...u32(0x40)],
    // PE signature; machine, one section, three unused words, no optional header, characteristics.
    ...[0x50, 0x45, 0, 0, ...u16(0x8664), ...u16(1), ...Array(12).fill(0), ...u16(0), ...u16(2)],
    ...[...new TextEncoder().encode('.rsrc\0\0\0'), ...u32(resources.length), ...u32(0x1000)],
    ...[...u32(resources.length), ...u32(at), ...Array(16).fill(0)],
    ...resources,
  ]);
};
