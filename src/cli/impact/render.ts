// Results of `impact` in the four formats.

import type { AssumedRow } from '../../impact/assumed.ts';
import type { ReportImpactDocument } from '../../impact/report-impact.ts';
import { tableLines } from '../columns.ts';
import { systemName, textLook } from '../render.ts';
import type { OwnResult } from './own.ts';

export const IMPACT_FORMATS = ['text', 'json', 'csv', 'html'] as const;
export type ImpactFormat = (typeof IMPACT_FORMATS)[number];

/** `stream`: where text goes; null for a file. */
export const renderReportImpact = async (
  document: ReportImpactDocument,
  format: ImpactFormat,
  stream: NodeJS.WriteStream | null,
): Promise<string> => {
  switch (format) {
    case 'json':
      return json(document);
    case 'csv':
      return (await import('../../report/impact-csv.ts')).renderImpactCsv(document);
    case 'html':
      return (await import('../../report/impact-html.ts')).renderImpactHtml(document, {
        nameOf: systemName,
      });
    case 'text':
      return (await import('../../report/impact-text.ts')).renderImpactText(document, {
        ...textLook(stream),
        nameOf: systemName,
      });
  }
};

export const renderOwnImpact = async (
  result: OwnResult,
  format: ImpactFormat,
  stream: NodeJS.WriteStream | null,
): Promise<string> => {
  switch (format) {
    case 'json':
      return json(result.document);
    case 'csv':
      return (await import('../../report/own-impact.ts')).renderOwnCsv(result);
    case 'html':
      return (await import('../../report/own-impact.ts')).renderOwnHtml(result);
    case 'text':
      return (await import('../../report/own-impact.ts')).renderOwnText(
        result,
        textLook(stream).width,
      );
  }
};

/** Every assumption with its default, its unit and where it is from. */
export const renderAssumptions = (
  rows: readonly AssumedRow[],
  format: ImpactFormat,
  stream: NodeJS.WriteStream | null,
): string => {
  if (format === 'json') return json(rows);
  const cells = rows.map(({ name, range, unit, meaning, source, from }) => [
    name,
    range === null
      ? 'none'
      : range.low === range.high
        ? `${range.low}`
        : `${range.low}-${range.high}`,
    unit,
    `${meaning} (${from === 'default' ? source : `from the ${from}`})`,
  ]);
  return `${tableLines(['NAME', 'VALUE', 'UNIT', 'MEANING AND SOURCE'], cells, textLook(stream).width).join('\n')}\n`;
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
