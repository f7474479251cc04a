// Ctrl-C ends reading, not the report.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { CLI, fixture } from './running.ts';

/**
 * Starts the program, gives it `bytes` on standard input and leaves that open. What is beyond the buffers of pipes must
 * have been read when all is written; then `signal`.
 */
const interrupted = (
  words: readonly string[],
  bytes: Uint8Array,
  signal: NodeJS.Signals,
): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...words]);
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.write(bytes, () => child.kill(signal));
    child.once('close', (code) => resolve({ code, out, err }));
  });

/** The fixture and then its records again and again: more than any pipe holds. */
const long = (name: string, headBytes: number): Buffer => {
  const file = readFileSync(fixture(name));
  const rounds = Math.ceil((8 << 20) / file.length);
  return Buffer.concat([file, ...Array.from({ length: rounds }, () => file.subarray(headBytes))]);
};

describe('Ctrl-C while reading', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends with the report of what was read',
    async (signal) => {
      const bytes = long('directconnect/nmdc.pcap', 24);
      const { code, out, err } = await interrupted(
        ['analyze', '-', '--format', 'json'],
        bytes,
        signal,
      );
      const report = JSON.parse(out) as Report;
      expect(code).toBe(1);
      expect(report.complete).toBe(false);
      expect(report.evidence[0]!.quality['incomplete']).toBe(true);
      expect(report.evidence[0]!.records).toBeGreaterThan(254);
      expect(report.cases.map(({ activity }) => activity)).toContain('directconnect');
      expect(err).toContain('Stopping');
    },
  );

  it('says so in the text, for logs too, and is not 0 where nothing was raised', async () => {
    const { code, out, err } = await interrupted(
      ['analyze', '-'],
      long('squid/web-applications.log', 0),
      'SIGINT',
    );
    expect(code).toBe(130);
    expect(err).toContain('the rest was not looked at');
    expect(out.replace(/\s+/g, ' ')).toContain('where reading ended early');
  });
});
