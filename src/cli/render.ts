// A report in the format that was asked for. Renderers are loaded when used.

import type { Report } from '../model/report.ts';
import type { UnitSystem } from '../model/units.ts';
import { SYSTEMS } from '../systems/index.ts';
import { programName } from './program-name.ts';

export const FORMATS = ['text', 'json', 'csv', 'html'] as const;
export type Format = (typeof FORMATS)[number];

export interface RenderRequest {
  readonly units: UnitSystem;
  /** Set when everybody in the report gets a pseudonym. */
  readonly pseudonymKey: string | null;
  /** Where the text goes, for width and colours; null for a file. */
  readonly stream: NodeJS.WriteStream | null;
}

export const renderReport = async (
  report: Report,
  format: Format,
  request: RenderRequest,
): Promise<string> => {
  const { units, pseudonymKey, stream } = request;
  const said = { units, nameOf: systemName, program: programName() };
  const shown =
    pseudonymKey === null
      ? report
      : (await import('../report/pseudonyms.ts')).pseudonymise(report, pseudonymKey);
  switch (format) {
    case 'json':
      return (await import('../report/json.ts')).renderJson(shown);
    case 'csv':
      return (await import('../report/csv.ts')).renderCsv(shown);
    case 'html':
      return (await import('../report/html.ts')).renderHtml(shown, said);
    case 'text':
      return (await import('../report/text.ts')).renderText(shown, {
        ...textLook(stream),
        ...said,
      });
  }
};

/** Width and colour of a terminal (https://no-color.org). */
export const textLook = (
  stream: NodeJS.WriteStream | null,
): { width: number; colour: boolean } => ({
  width: stream?.columns ?? 100,
  colour: stream?.isTTY === true && !process.env['NO_COLOR'],
});

export const systemName = (id: string): string =>
  SYSTEMS.find((system) => system.id === id)?.name ?? id;

export const systemFound = (id: string): string =>
  SYSTEMS.find((system) => system.id === id)?.found ?? '';
