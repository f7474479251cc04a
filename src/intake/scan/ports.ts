// `--ports`: the usual ones, all, or a list such as 22,80,6881-6889.

import { PeerwardenError } from '../../model/errors.ts';
import { usualPorts } from './questions.ts';

const PORT_MAX = 65_535;

/** Likely ports first, also of all. @throws PeerwardenError PW_USAGE */
export const portsOf = (text: string): number[] => {
  if (text === 'usual') return usualPorts();
  if (text === 'all') {
    const usual = usualPorts();
    const known = new Set(usual);
    const others = Array.from({ length: PORT_MAX }, (_, i) => i + 1).filter((p) => !known.has(p));
    return [...usual, ...others];
  }
  const ports = new Set<number>();
  for (const part of text.split(',')) {
    const range = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(part);
    const from = Number(range?.[1]);
    const to = Number(range?.[2] ?? range?.[1]);
    if (!range || from < 1 || to > PORT_MAX || from > to)
      throw new PeerwardenError('PW_USAGE', {
        message: `--ports ${part.trim()} is neither a port nor a range of ports.`,
        remedy: 'Write usual, all, or a list such as 22,80,6881-6889.',
      });
    for (let port = from; port <= to; port++) ports.add(port);
  }
  return [...ports];
};
