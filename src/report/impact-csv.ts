// The impact of a report for spreadsheets: a row for each figure of the site, of people and of cases.
import type { ImpactFigure } from '../impact/figure.ts';
import type { ImpactScope, ReportImpactDocument } from '../impact/report-impact.ts';
import { type Columns, csv } from './csv.ts';

type Row = { readonly scope: ImpactScope; readonly figure: ImpactFigure };

/** Money is in the currency that stands as unit, volumes are bytes, times as their unit says. */
export const renderImpactCsv = ({ scopes }: ReportImpactDocument): string =>
  csv(
    scopes.flatMap((scope) => scope.figures.map((figure) => ({ scope, figure }))),
    COLUMNS,
  );

const COLUMNS: Columns<Row> = [
  ['scope', ({ scope }) => scope.kind],
  ['of', ({ scope }) => scope.of],
  ['activities', ({ scope }) => scope.activities.join('; ')],
  ['figure', ({ figure }) => figure.id],
  ['low', ({ figure }) => figure.low],
  ['high', ({ figure }) => figure.high],
  ['unit', ({ figure }) => figure.unit],
  ['restsOn', ({ figure }) => figure.text],
];
