// The invented office of fixtures/report/sample.json, and a hostile twin of any report.
import { readFileSync } from 'node:fs';
import { type Report, reportSchema } from '../../src/model/report.ts';

const NAMES: Record<string, string> = {
  bittorrent: 'BitTorrent',
  directconnect: 'Direct Connect',
  edonkey: 'eDonkey',
  syncthing: 'Syncthing',
};

export const nameOf = (id: string): string => NAMES[id] ?? id;

export const sampleReport = (): Report =>
  reportSchema.parse(
    JSON.parse(readFileSync(new URL('../../fixtures/report/sample.json', import.meta.url), 'utf8')),
  );

/** The report with every string (keys of records too) replaced by what `next` gives; numbers and structure stay. */
export const withStrings = (
  report: Report,
  next: (old: string, field: string) => string,
): Report => {
  const walk = (value: unknown, field: string): unknown => {
    if (typeof value === 'string') return next(value, field);
    if (Array.isArray(value)) return value.map((item) => walk(item, field));
    if (typeof value !== 'object' || value === null) return value;
    const record = field === 'notUnderstood' || field === 'quality';
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        record ? next(key, field) : key,
        walk(item, key),
      ]),
    );
  };
  return walk(report, '') as Report;
};

/** Nothing raised: the calm report. */
export const calmReport = (): Report => {
  const report = sampleReport();
  return {
    ...report,
    cases: report.cases.filter(({ confidence }) => confidence === 'lead'),
    unread: [],
  };
};
