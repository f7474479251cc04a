// Stamps that name no year, and stamps whose year stands last, around New Year and in logs that were written again.
// covers: T10
import { describe, expect, it } from 'vitest';
import { newEvidence } from '../../src/model/evidence.ts';
import { Clock } from '../../src/sources/clock.ts';
import { Stamps } from '../../src/sources/text/stamps.ts';

const read = (writtenUntil: string, stamps: readonly string[], zone = 'UTC') => {
  const evidence = newEvidence(0, 'gate.log', 'test');
  const context = { writtenUntil: Date.parse(writtenUntil), zone, evidence };
  const clock = new Clock(context);
  const encoder = new TextEncoder();
  const times = stamps.map((stamp) => {
    const bytes = encoder.encode(stamp);
    expect(clock.syslog(bytes, 0, bytes.length)).toBe(true);
    return new Date(clock.stamp.at).toISOString().slice(0, 16);
  });
  return { times, warnings: evidence.warnings };
};

describe('stamps without a year', () => {
  it('belong to the old year on New Year’s morning', () => {
    const { times, warnings } = read('2027-01-01T00:10:00Z', [
      'Dec 31 23:59:58',
      'Jan  1 00:00:01',
    ]);
    expect(times).toEqual(['2026-12-31T23:59', '2027-01-01T00:00']);
    expect(warnings).toEqual([]);
  });

  it('belong to the new year where the file was closed a moment before, or the zone is ahead', () => {
    const { times } = read('2026-12-31T23:59:59Z', ['Dec 31 23:59:58', 'Jan  1 00:00:01']);
    expect(times).toEqual(['2026-12-31T23:59', '2027-01-01T00:00']);
    expect(read('2026-12-31T15:05:00Z', ['Jan  1 00:04:00'], '+09:00').times).toEqual([
      '2026-12-31T15:04',
    ]);
  });

  it('go on where the clock runs some days ahead of the file', () => {
    const { times, warnings } = read('2026-11-22T06:00:00Z', [
      'Nov 22 05:00:00',
      'Nov 24 05:00:00',
      'Nov 25 05:00:00',
    ]);
    expect(times).toEqual(['2026-11-22T05:00', '2026-11-24T05:00', '2026-11-25T05:00']);
    expect(warnings).toEqual([]);
  });

  it('go back a year where no clock is that far ahead, and that is said', () => {
    const { times, warnings } = read('2026-11-22T06:00:00Z', [
      'Nov 22 05:00:00',
      'Dec  5 05:00:00',
      'Jan  3 05:00:00',
    ]);
    expect(times).toEqual(['2026-11-22T05:00', '2025-12-05T05:00', '2026-01-03T05:00']);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('name no year');
  });

  it('of an old log that was copied lately are those of the year before', () => {
    const { times, warnings } = read('2026-11-22T06:00:00Z', [
      'Dec 30 05:00:00',
      'Dec 31 05:00:00',
      'Jan  1 05:00:00',
    ]);
    expect(times).toEqual(['2025-12-30T05:00', '2025-12-31T05:00', '2026-01-01T05:00']);
    expect(warnings).toEqual([]);
  });
});

describe('a year that stands last', () => {
  it('is the local one, on New Year’s Eve west of Greenwich as well', () => {
    const context = { writtenUntil: Date.parse('2027-06-01T00:00:00Z'), zone: '-05:00' };
    const clock = new Clock(context);
    const bytes = new TextEncoder().encode('Thu Dec 31 23:30:00 2026');
    expect(clock.ctime(bytes, 0, bytes.length)).toBe(true);
    expect(new Date(clock.stamp.at).toISOString()).toBe('2027-01-01T04:30:00.000Z');
    const stamps = new Stamps(context);
    expect(stamps.any('Dec 31 23:30:00 2026')).toBe(clock.stamp.at);
    expect(stamps.any('Feb 29 05:52:09 2024 UTC')).toBe(Date.parse('2024-02-29T10:52:09Z'));
    expect(stamps.any('Feb 29 05:52:09 2024 PST')).toBeNaN();
  });
});
