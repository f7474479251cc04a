// ISC BIND 9: query log, answers, queries refused or failed, rewrites by response policy zones (names/named.ts has the
// forms), written to a file with or without time, category and severity, or by syslog:
//
//   22-Nov-2026 05:52:09.123 queries: info: client @0x7f0164 10.20.1.5#47110 (www.example): query: www.example IN A +E(0)K (10.20.0.53)
//
// Sound because: `client`, an address, `#`, a port, and one of few messages with name, type and class. Looks alike:
// Infoblox NIOS and EfficientIP SOLIDserver, which are BIND inside: what they add is read by formats of their own.
// What the server tells of its own errands (whom it asked in vain, where a zone came from) are alerts: no client asked.
// Does not see: what the server itself asks of others and is answered; who transferred zones from it.
import type { Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';
import { clientLine, errandLine, lookupOf, NOT_A_LOOKUP } from './named.ts';

const NOT_BIND = 'not a line of BIND';

export const bind: Source = textSource({
  id: 'bind',
  title: 'ISC BIND 9 (query log, query errors, response policy)',
  looks: /client |named\[|resolving '|transfer of '|zone /,
  otherwise: NOT_BIND,
  open: ({ stamps, emit, undated }) => {
    return (text) => {
      const line = clientLine(text, stamps);
      if (line === null) {
        const errand = errandLine(text, stamps);
        if (errand) return emit({ ...errand, at: Number.isNaN(errand.at) ? undated() : errand.at });
        return OF_THE_SERVER.test(text) ? NOT_A_LOOKUP : NOT_BIND;
      }
      const lookup = lookupOf(line);
      if (lookup === null) return NOT_A_LOOKUP;
      const { at, sensor, source, sourcePort } = line;
      const when = Number.isNaN(at) ? undated() : at;
      return emit({ kind: 'lookup', at: when, sensor, source, sourcePort, ...lookup });
    };
  },
});

const OF_THE_SERVER =
  /\bnamed\[\d{1,10}\]: |\bresolving '\S{1,1100}\/[A-Z0-9]{1,16}(?:\/IN)?'|\btransfer of '\S{1,1100}\/IN\S{0,64}' from |\bzone \S{1,1100}\/IN[\w/]{0,64}: /;
