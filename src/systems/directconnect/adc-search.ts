// Searches and results of ADC (§5.3.5, §5.3.6), over TCP and UDP.
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { type AdcLine, allNamed, named } from './adc-line.ts';
import { countOf } from './text.ts';

/** AN: a word that must be there; TR: the Tiger tree root of one file. */
export const readSearch = (flow: FlowSink, line: AdcLine): void => {
  const words = allNamed(line, 'AN').join(' ');
  if (words !== '') flow.search(words);
  const root = named(line, 'TR');
  if (root) flow.content({ id: `tth:${root}` });
};

/** FN: path, SI: bytes, TR: root. The sender shares the file, unless a hub passes on somebody else's result. */
export const readResult = (
  flow: FlowSink,
  direction: Direction,
  line: AdcLine,
  fromHub: boolean,
): void => {
  const name = named(line, 'FN');
  const root = named(line, 'TR');
  if (!name && !root) {
    flow.anomaly('adc-result');
    return;
  }
  const size = countOf(named(line, 'SI'));
  const file = {
    id: root ? `tth:${root}` : '',
    ...(name ? { name } : {}),
    ...(size === undefined ? {} : { size }),
  };
  if (fromHub) flow.content(file);
  else flow.offer(file, direction);
};
