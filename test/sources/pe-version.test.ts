// The version resource of Windows programs, on a file laid out as Microsoft's documentation of VS_VERSIONINFO says. The
// reader was also tried on launchers of pip and setuptools (w64.exe: "Simple Launcher" 1.1.0.14).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPeVersion, versionOf } from '../../src/sources/inventories/pe-version.ts';
import { peFile, versionResource } from './pe-file.ts';

const read = (bytes: Uint8Array) =>
  readPeVersion(async (offset, length) => bytes.subarray(offset, offset + length));

const STRINGS = { ProductName: 'µTorrent', OriginalFilename: 'uTorrent.exe', FileVersion: '3.6.0' };

describe('version resource', () => {
  it('tells what a program was built as', async () => {
    expect(await read(peFile(versionResource(STRINGS)))).toEqual({
      ...{ productName: 'µTorrent', originalFilename: 'uTorrent.exe', fileVersion: '3.6.0' },
    });
  });

  it('is nothing where there is none', async () => {
    expect(await read(peFile(new Uint8Array(64)))).toEqual({});
    expect(await read(new TextEncoder().encode('MZ and no program'))).toBeNull();
    expect(await read(new Uint8Array(0))).toBeNull();
  });

  it('takes any bytes, cut anywhere and changed anywhere', async () => {
    const whole = peFile(versionResource(STRINGS));
    for (let end = 0; end < whole.length; end += 7) await read(whole.subarray(0, end));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(), fc.nat(255))), async (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        await read(bytes);
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void versionOf(bytes)));
  });
});
