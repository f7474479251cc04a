// Writes docs/report.schema.json from the report's zod type. Run after `npm run build`; a test compares both.
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { reportSchema } from '../dist/model/report.js';

export const reportSchemaText = () => `${JSON.stringify(z.toJSONSchema(reportSchema), null, 2)}\n`;

export const writeReportSchema = () =>
  writeFileSync(new URL('../docs/report.schema.json', import.meta.url), reportSchemaText());

if (process.argv[1]?.endsWith('report-schema.mjs')) writeReportSchema();
