import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Report, reportSchema } from '../../src/model/report.ts';
import { renderJson } from '../../src/report/json.ts';
import { sampleReport } from './sample.ts';

describe('json', () => {
  it('gives back the same report', () => {
    expect(reportSchema.parse(JSON.parse(renderJson(sampleReport())))).toEqual(sampleReport());
  });

  it('has the keys in one order, however the report was put together', () => {
    expect(renderJson(backwards(sampleReport()))).toBe(renderJson(sampleReport()));
  });

  it('refuses a report that breaks the contract', () => {
    expect(() => renderJson({ ...sampleReport(), prior: 'much' } as unknown as Report)).toThrow();
  });

  it('is described by docs/report.schema.json', () => {
    const file = new URL('../../docs/report.schema.json', import.meta.url);
    const written = `${JSON.stringify(z.toJSONSchema(reportSchema), null, 2)}\n`;
    expect(readFileSync(file, 'utf8'), 'run node scripts/report-schema.mjs').toBe(written);
  });
});

const backwards = <Value>(value: Value): Value => {
  if (Array.isArray(value)) return value.map(backwards) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, backwards(item)]),
  ) as Value;
};
