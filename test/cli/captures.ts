// Captures made from captures: what the extraction must not lose.

export interface PcapRecord {
  readonly seconds: number;
  readonly microseconds: number;
  readonly wireBytes: number;
  readonly bytes: Buffer;
}

/** Records of a little-endian pcap file with microseconds. */
export const recordsOf = (file: Buffer): PcapRecord[] => {
  const records: PcapRecord[] = [];
  for (let at = 24; at + 16 <= file.length; ) {
    const captured = file.readUInt32LE(at + 8);
    records.push({
      seconds: file.readUInt32LE(at),
      microseconds: file.readUInt32LE(at + 4),
      wireBytes: file.readUInt32LE(at + 12),
      bytes: file.subarray(at + 16, at + 16 + captured),
    });
    at += 16 + captured;
  }
  return records;
};

export const pcapOf = (records: readonly PcapRecord[], linkType = 1): Buffer => {
  const head = Buffer.from('d4c3b2a1020004000000000000000000ffff000000000000', 'hex');
  head.writeUInt32LE(linkType, 20);
  return Buffer.concat([
    head,
    ...records.flatMap(({ seconds, microseconds, wireBytes, bytes }) => {
      const header = Buffer.alloc(16);
      header.writeUInt32LE(seconds, 0);
      header.writeUInt32LE(microseconds, 4);
      header.writeUInt32LE(bytes.length, 8);
      header.writeUInt32LE(wireBytes, 12);
      return [header, bytes];
    }),
  ]);
};

/** Ethernet and IPv4 without options: the record as two fragments (RFC 791 §3.2), the second one first. */
export const fragmented = (record: PcapRecord): PcapRecord[] => {
  const { bytes } = record;
  const payload = bytes.subarray(34, 14 + bytes.readUInt16BE(16));
  const cut = 16;
  const piece = (offset: number, part: Buffer, more: boolean): PcapRecord => {
    const head = Buffer.from(bytes.subarray(0, 34));
    head.writeUInt16BE(20 + part.length, 16);
    head.writeUInt16BE((more ? 0x2000 : 0) | (offset >> 3), 20);
    const whole = Buffer.concat([head, part]);
    return { ...record, bytes: whole, wireBytes: whole.length };
  };
  return [piece(cut, payload.subarray(cut), false), piece(0, payload.subarray(0, cut), true)];
};

/** Ethernet frames as raw IP packets (link type 101). */
export const withoutLinkLayer = (record: PcapRecord): PcapRecord => ({
  ...record,
  bytes: record.bytes.subarray(14),
  wireBytes: record.wireBytes - 14,
});
