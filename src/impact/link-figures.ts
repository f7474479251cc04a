// I1, I2, I4 as figures: what the cases take of the link, who would fill it, and what other services lose meanwhile.
import type { ReportSiteImpact } from '../model/report.ts';
import { formatRate } from '../model/units.ts';
import { type Assumed, assumedRange } from './assumed.ts';
import { figureOf, type ImpactFigure } from './figure.ts';
import { parseRate } from './quantity.ts';
import { type QueueEstimate, queueEstimate } from './queueing.ts';

type SiteLink = NonNullable<ReportSiteImpact['link']>;

/** Of the hour in which the cases took most. */
export const siteLinkFigures = (link: SiteLink, assumed: Assumed): ImpactFigure[] => {
  const exact = (id: string, unit: string, value: number, text: string): ImpactFigure =>
    figureOf(id, unit, { low: value, high: value }, text);
  const hour =
    link.busiestHour === null ? '' : `${link.busiestHour.slice(0, 16).replace('T', ' ')} UTC`;
  const capacity = parseRate(link.link, 'SI');
  return [
    exact(
      'I4-share',
      '%',
      link.activityPercent,
      `of ${link.link}, what the cases took in the hour of ${hour}`,
    ),
    exact('I4-others', '%', link.othersPercent, 'of it, everything else in that hour'),
    exact('I4-left', '%', link.leftPercent, 'of it, what they left to mail, web, video and voice'),
    exact('I4-full-hours', 'h', link.hoursFull, 'with 90 % and more of the link used'),
    exact('I4-full-without', 'h', link.hoursFullWithout, 'of them without what the cases moved'),
    ...(link.usersToFill === null
      ? []
      : [
          exact(
            'I2',
            'users',
            link.usersToFill,
            `fill ${link.link} at ${formatRate(link.eachBitsPerSecond)} each, the mean of those found`,
          ),
        ]),
    ...(capacity
      ? queueFigures(
          capacity,
          { low: link.othersPercent, high: link.othersPercent },
          link.activityPercent,
          assumed,
          'their shares in that hour, as if both flowed evenly',
        )
      : []),
  ];
};

/** Wait and loss before and with file sharing. Percents of the link. */
export const queueFigures = (
  linkBitsPerSecond: number,
  other: { readonly low: number; readonly high: number },
  sharing: number,
  assumed: Assumed,
  said: string,
): ImpactFigure[] => {
  const burst = assumedRange(assumed, 'burstSize');
  const buffer = assumedRange(assumed, 'lineBuffer');
  const at = (end: 'low' | 'high', share: number): QueueEstimate =>
    queueEstimate({
      linkBitsPerSecond,
      other: other[end] / 100,
      sharing: share / 100,
      burstBytes: burst[end],
      bufferMs: buffer[end],
    });
  const [before, beforeMost] = [at('low', 0), at('high', 0)];
  const [during, duringMost] = [at('low', sharing), at('high', sharing)];
  const rests = `bursts of ${assumed.text('burstSize')}, a buffer of ${assumed.text('lineBuffer')}`;
  return [
    figureOf(
      'I4-wait-before',
      'ms',
      { low: before.waitMs, high: beforeMost.waitMs },
      `mean wait before the link without file sharing (${beforeMost.model}); ${rests}`,
    ),
    figureOf(
      'I4-wait',
      'ms',
      { low: during.waitMs, high: duringMost.waitMs },
      `the same with it (${duringMost.model}); ${said}`,
    ),
    figureOf(
      'I4-loss',
      '%',
      { low: 0, high: duringMost.lossPercent },
      'of voice and video packets at most, when the link is full and nobody slows down',
    ),
  ];
};
