import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evidence, newEvidence } from '../../src/model/evidence.ts';
import { LIMITS } from '../../src/model/limits.ts';
import { CaptureFeeder } from '../../src/wire/capture/feeder.ts';
import { recogniseCapture } from '../../src/wire/capture/recognise.ts';
import { hex, join } from './bytes.ts';

interface Read {
  readonly evidence: Evidence;
  readonly packets: readonly string[];
}

/** Every packet as `offset time link wireBytes hex`. */
const read = (file: Uint8Array, cuts: readonly number[] = []): Read => {
  const format = recogniseCapture(file);
  if (format !== 'pcap' && format !== 'pcapng') throw new Error(`not a capture: ${format}`);
  const evidence = newEvidence(0, 'test', format);
  const packets: string[] = [];
  const feeder = new CaptureFeeder(
    format,
    evidence,
    (bytes, start, end, wire, at, link, offset) => {
      const data = [...bytes.subarray(start, end)].map((byte) =>
        byte.toString(16).padStart(2, '0'),
      );
      packets.push(`${offset} ${at} ${link} ${wire} ${data.join('')}`);
    },
  );
  const edges = [...cuts, file.length]
    .map((cut) => Math.min(cut, file.length))
    .sort((a, b) => a - b);
  let from = 0;
  for (const to of edges) {
    const chunk = file.slice(from, to);
    feeder.feed(chunk);
    chunk.fill(0xff); // the caller may reuse it
    from = to;
  }
  feeder.finish();
  return { evidence, packets };
};

const u32 = (value: number, little: boolean): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, little);
  return bytes;
};

const DATA = [hex('0102030405'), hex('a1b2c3d4 00000000'), new Uint8Array(300).fill(7)];

const pcapRecord = (second: number, part: number, data: Uint8Array, little = true, more = '') =>
  join(
    ...[second, part, data.length, data.length + 10].map((value) => u32(value, little)),
    hex(more),
    data,
  );
const pcapHeader = (magic: number, little = true) =>
  join(
    ...[magic, little ? 0x00040002 : 0x00020004, 0, 0, 65535, 1].map((value) => u32(value, little)),
  );
const pcapFile = (magic: number, little: boolean, part: number, more = '') =>
  join(
    pcapHeader(magic, little),
    ...DATA.map((data, i) => pcapRecord(1_700_000_000 + i, part, data, little, more)),
  );
const PCAP = pcapFile(0xa1b2c3d4, true, 123_456);

describe('pcap', () => {
  const expected = (at: readonly number[], first = 24, header = 16) => {
    let offset = first;
    return DATA.map((data, i) => {
      const line = `${offset} ${at[i]} 1 ${data.length + 10} `;
      offset += header + data.length;
      return line + [...data].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    });
  };
  const TIMES = [1_700_000_000_123.456, 1_700_000_001_123.456, 1_700_000_002_123.456];
  it.each([
    ['microseconds, little-endian', PCAP, 16],
    ['microseconds, big-endian', pcapFile(0xa1b2c3d4, false, 123_456), 16],
    ['nanoseconds, little-endian', pcapFile(0xa1b23c4d, true, 123_456_000), 16],
    ['nanoseconds, big-endian', pcapFile(0xa1b23c4d, false, 123_456_000), 16],
    ['modified by Linux', pcapFile(0xa1b2cd34, true, 123_456, '0000000200080000'), 24],
  ])('%s', (_name, file, header) => {
    const { packets, evidence } = read(file);
    expect(packets).toEqual(expected(TIMES, 24, header));
    expect(evidence).toMatchObject({
      records: 3,
      firstSeen: TIMES[0],
      lastSeen: TIMES[2],
      warnings: [],
      quality: {},
    });
  });

  it('says where the file was cut', () => {
    const { packets, evidence } = read(PCAP.subarray(0, PCAP.length - 1));
    expect(packets).toHaveLength(2);
    expect(evidence.notUnderstood).toEqual({ 'cut record': 1 });
    expect(evidence.quality.incomplete).toBe(true);
    expect(evidence.warnings).toEqual(['The file ends inside the packet record at byte 69.']);
    expect(read(PCAP.subarray(0, 10)).evidence.quality.incomplete).toBe(true);
  });

  it('goes on behind damage', () => {
    const damaged = PCAP.slice();
    damaged.fill(0xff, 24 + 21, 24 + 21 + 16); // header of the second record
    const { packets, evidence } = read(damaged);
    expect(packets.map((line) => line.split(' ')[0])).toEqual(['24', '69']);
    expect(evidence.notUnderstood).toEqual({ 'damaged record': 1 });
    expect(evidence.warnings).toEqual([
      'The packet record at byte 45 is damaged; reading went on at byte 69.',
    ]);
  });

  it('gives up on a file that is noise from some point on', () => {
    const { packets, evidence } = read(join(PCAP, new Uint8Array(5000).fill(0xff)));
    expect(packets).toHaveLength(3);
    expect(evidence.quality.incomplete).toBe(true);
    expect(evidence.notUnderstood).toEqual({ 'damaged record': 1 });
  });

  it('warns once of a link type it cannot decode', () => {
    const file = PCAP.slice();
    file[20] = 147;
    expect(read(file).evidence.warnings).toEqual(['Packets of link type 147 cannot be decoded.']);
  });
});

const block = (type: number, body: Uint8Array, little: boolean): Uint8Array => {
  const padded = join(body, new Uint8Array(-body.length & 3));
  const length = u32(padded.length + 12, little);
  return join(u32(type, little), length, padded, length);
};
const option = (code: number, value: Uint8Array, little: boolean): Uint8Array => {
  const header = new Uint8Array(4);
  new DataView(header.buffer).setUint16(0, code, little);
  new DataView(header.buffer).setUint16(2, value.length, little);
  return join(header, value, new Uint8Array(-value.length & 3));
};
const u64 = (value: bigint, little: boolean): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, little);
  return bytes;
};

/** A section with two interfaces (µs; ns with offset), every kind of packet block, and blocks to be skipped. */
const section = (little: boolean): Uint8Array => {
  const linkType = (type: number) => (little ? u32(type, true) : u32(type << 16, false));
  const ticks = (value: bigint) =>
    join(u32(Number(value >> 32n), little), u32(Number(value & 0xffffffffn), little));
  const enhanced = (index: number, at: bigint, data: Uint8Array) =>
    join(
      u32(index, little),
      ticks(at),
      u32(data.length, little),
      u32(1000, little),
      data,
      new Uint8Array(-data.length & 3),
      option(2, hex('00000001'), little),
    );
  const old = join(
    little ? u32(0xffff0000, true) : u32(0x0000ffff, false), // interface 0, drops unknown
    ticks(1_700_000_000_000_002n),
    u32(5, little),
    u32(5, little),
    DATA[0]!,
  );
  const drops = (value: bigint) =>
    join(u32(0, little), ticks(0n), option(5, u64(value, little), little));
  return join(
    block(
      0x0a0d0d0a,
      join(u32(0x1a2b3c4d, little), u32(1, little), hex('ffffffffffffffff')),
      little,
    ),
    block(1, join(linkType(1), u32(100, little), option(2, hex('65746830'), little)), little),
    block(
      1,
      join(
        linkType(101),
        u32(0, little),
        option(9, hex('09'), little),
        option(14, u64(100n, little), little),
      ),
      little,
    ),
    block(6, enhanced(0, 1_700_000_000_000_001n, DATA[0]!), little),
    block(4, hex('0000000000'), little), // names
    block(2, old, little),
    block(0xbad, join(u32(32473, little), DATA[2]!), little), // custom
    block(6, enhanced(1, 1_700_000_000_000_000_500n, DATA[1]!), little),
    block(3, join(u32(300, little), DATA[2]!.subarray(0, 100)), little),
    block(5, drops(3n), little),
    block(5, drops(10n), little),
  );
};
const PCAPNG = join(section(true), section(false));

describe('pcapng', () => {
  it('reads both byte orders, all packet blocks, times and losses', () => {
    const { packets, evidence } = read(PCAPNG);
    const one = [
      '1700000000000.001 1 1000 0102030405',
      '1700000000000.002 1 5 0102030405',
      '1700000100000.0005 101 1000 a1b2c3d400000000',
      `1700000100000.0005 1 300 ${'07'.repeat(100)}`, // no time of its own, cut to the snap length
    ];
    expect(packets.map((line) => line.slice(line.indexOf(' ') + 1))).toEqual([...one, ...one]);
    expect(evidence).toMatchObject({
      records: 8,
      warnings: [],
      notUnderstood: {},
      quality: { lost: 20 },
    });
    expect([evidence.firstSeen, evidence.lastSeen]).toEqual([
      1_700_000_000_000.001, 1_700_000_100_000.0005,
    ]);
  });

  it('counts packets of interfaces that were never described', () => {
    const packet = join(...[9, 0, 0, 4, 4].map((value) => u32(value, true)), hex('01020304'));
    const { packets, evidence } = read(join(section(true), block(6, packet, true)));
    expect(packets).toHaveLength(4);
    expect(evidence.notUnderstood).toEqual({ 'unknown interface': 1 });
  });

  it('passes over a block larger than any buffer', () => {
    const long = block(0xbad, new Uint8Array(LIMITS.packetBytesMax + 100), true);
    const { packets, evidence } = read(join(section(true), long, section(true)), [2000, 70_000]);
    expect(packets).toHaveLength(8);
    expect(evidence.notUnderstood).toEqual({});
  });

  it('says where damage or a cut ended the reading', () => {
    const damaged = PCAPNG.slice();
    const second = section(true).length;
    damaged[second + 8] = 0;
    const { packets, evidence } = read(damaged);
    expect(packets).toHaveLength(4);
    expect(evidence.warnings).toEqual([
      `The block at byte ${second} is damaged; reading ended there.`,
    ]);
    const cut = read(PCAPNG.subarray(0, PCAPNG.length - 3)).evidence;
    expect(cut.notUnderstood).toEqual({ 'cut record': 1 });
    expect(cut.quality.incomplete).toBe(true);
  });
});

describe('any capture', () => {
  const mutated = fc
    .tuple(
      fc.constantFrom(PCAP, pcapFile(0xa1b2c3d4, false, 1), PCAPNG),
      fc.array(fc.tuple(fc.nat(1600), fc.nat(255)), { maxLength: 4 }),
      fc.nat(2500),
    )
    .map(([file, edits, length]) => {
      const bytes = file.slice(0, Math.max(24, length));
      for (const [at, value] of edits) if (at >= 4 && at < bytes.length) bytes[at] = value;
      return bytes;
    });

  it('gives the same packets and the same evidence however it is cut into chunks', () => {
    fc.assert(
      fc.property(mutated, fc.array(fc.nat(2500), { maxLength: 12 }), (file, cuts) => {
        expect(read(file, cuts)).toEqual(read(file));
      }),
      { numRuns: 1000 },
    );
    const everyByte = Array.from({ length: PCAPNG.length }, (_, i) => i);
    expect(read(PCAPNG, everyByte)).toEqual(read(PCAPNG));
    expect(read(PCAP, everyByte)).toEqual(read(PCAP));
  });

  it('is recognised by its first bytes', () => {
    expect(recogniseCapture(hex('1f8b0800'))).toBe('gzip');
    expect(recogniseCapture(hex('28b52ffd'))).toBe('zstd');
    expect(recogniseCapture(hex('736e6f6f70000000'))).toBe('snoop');
    expect(recogniseCapture(hex('474d4255'))).toBe('netmon');
    expect(recogniseCapture(hex('4745540a'))).toBe(null);
    expect(recogniseCapture(hex('d4c3'))).toBe(null);
  });
});
