// The report as the contract says it, byte for byte the same for the same report: keys in the order of the schema,
// counters by name, two blanks of indent, one newline at the end.
import { type Report, reportSchema } from '../model/report.ts';

/** Throws when the report breaks its own contract: that is our mistake, and must not leave the house. */
export const renderJson = (report: Report): string =>
  `${JSON.stringify(reportSchema.parse(report), inOrder, 2)}\n`;

/** zod gives objects back in schema order; records keep the order of whoever filled them. */
const inOrder = (key: string, value: unknown): unknown =>
  RECORDS.has(key) && typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
    : value;

const RECORDS = new Set(['notUnderstood', 'quality']);
