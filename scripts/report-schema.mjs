// JSON Schemas of what programs read, from their zod types: docs/*.schema.json. Run after `npm run build`; tests compare.
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { noticeAnswerSchema } from '../dist/model/notice-answer.js';
import { reportSchema } from '../dist/model/report.js';
import { whoAnswerSchema } from '../dist/model/who-answer.js';

const textOf = (schema) => `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;

export const reportSchemaText = () => textOf(reportSchema);
export const noticeSchemaText = () => textOf(noticeAnswerSchema);
export const whoSchemaText = () => textOf(whoAnswerSchema);

export const writeReportSchema = () =>
  writeFileSync(new URL('../docs/report.schema.json', import.meta.url), reportSchemaText());

if (process.argv[1]?.endsWith('report-schema.mjs')) writeReportSchema();
