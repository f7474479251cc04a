// A real file list (ncdc's, fixtures/client-databases) between two clients, in NMDC and in ADC.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/model/limits.ts';
import { openAdc } from '../../../src/systems/directconnect/adc-reader.ts';
import { openNmdc } from '../../../src/systems/directconnect/nmdc-reader.ts';
import type { Direction, StreamReader } from '../../../src/wire/dissector.ts';
import { databasePath, SHARED } from '../databases/kept.ts';
import { recordingSink } from '../recording-sink.ts';

const list = new Uint8Array(readFileSync(databasePath('ncdc/files.xml.bz2')));
const ends = { client: '10.20.1.11', clientPort: 1, server: '198.51.100.12', serverPort: 412 };

const hear = (
  open: typeof openNmdc,
  command: string,
  data: Uint8Array,
  cut: (reader: StreamReader, bytes: Uint8Array, direction: Direction) => void,
) => {
  const by: Direction[] = [];
  const recording = recordingSink('tcp', ends);
  const sink = {
    ...recording,
    by,
    offer(...[content, direction]: Parameters<typeof recording.offer>) {
      recording.offer(content, direction);
      if (direction !== undefined) by.push(direction);
    },
  };
  const reader = open(sink);
  cut(reader, Buffer.concat([Buffer.from(command), data]), 1);
  return sink;
};

const inPieces =
  (size: number) =>
  (reader: StreamReader, bytes: Uint8Array, direction: Direction): void => {
    for (let at = 0; at < bytes.length; at += size)
      reader.push(direction, bytes, at, Math.min(at + size, bytes.length));
  };

const FORMS = [
  ['NMDC', openNmdc, `$MyNick reed|$ADCSND file files.xml.bz2 0 ${list.length}|`],
  ['ADC', openAdc, `CSUP ADBASE\nCSND file files.xml.bz2 0 ${list.length}\n`],
] as const;

const byName = (a: { name: string | undefined }, b: { name: string | undefined }) =>
  a.name! < b.name! ? -1 : 1;
const expected = SHARED.map(({ name, size, hashes }) => ({ id: hashes[0], name, size }));

describe.each(FORMS)('a file list over %s', (_, open, command) => {
  it('is on offer by the end that sends it, however it is cut', () => {
    for (const size of [1, 7, 100, 100_000]) {
      const sink = hear(open, command, list, inPieces(size));
      const { offers } = sink.facts;
      expect(
        offers.map(({ id, name, size: bytes }) => ({ id, name, size: bytes })).sort(byName),
        `${size}`,
      ).toEqual(expected);
      expect(sink.by).toEqual([1, 1, 1]);
    }
  });

  it('is given up when a piece is lost or wrong, and what follows is read', () => {
    const lost = hear(open, command, new Uint8Array(0), (reader, bytes, direction) => {
      reader.push(direction, bytes, 0, bytes.length);
      reader.push(direction, list, 0, 50);
      reader.gap?.(direction, 10);
      reader.push(direction, list, 60, list.length);
    });
    expect(lost.facts.offers).toEqual([]);
    const wrong = Uint8Array.from(list);
    wrong[60]! ^= 0xff;
    expect(hear(open, command, wrong, inPieces(100)).facts.offers).toEqual([]);
  });

  it('is not gathered beyond its bound', () => {
    const long = command.replace(`${list.length}`, `${LIMITS.listPackedBytesMax + 1}`);
    const sink = hear(open, long, list, inPieces(100));
    expect(sink.facts.offers).toEqual([]);
    expect(sink.facts.anomalies).toMatchObject({ 'file-list-too-long': 1 });
  });
});
