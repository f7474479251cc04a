// Bencode (BEP 3) of plain values, for torrents that tests make.

export const bencode = (value: unknown): Buffer => {
  if (typeof value === 'number') return Buffer.from(`i${value}e`);
  if (typeof value === 'string') return bencode(Buffer.from(value));
  if (value instanceof Uint8Array)
    return Buffer.concat([Buffer.from(`${value.length}:`), Buffer.from(value)]);
  if (Array.isArray(value))
    return Buffer.concat([Buffer.from('l'), ...value.map(bencode), Buffer.from('e')]);
  const pairs = Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = pairs.flatMap(([key, item]) => [bencode(key), bencode(item)]);
  return Buffer.concat([Buffer.from('d'), ...parts, Buffer.from('e')]);
};
