// A web server's own log in the common or combined format. It tells of visitors of that server, nothing of what the
// site's users do outside: it is recognised so that the report can say so, and none of its lines becomes an observation.
// Looks alike: a proxy's log in the same format, told by absolute URLs, CONNECT or Squid's result (squid-combined.ts). Does not
// see: what the site's users ask of others.
import { Clock } from '../clock.ts';
import { skipBlanks } from '../fields.ts';
import { lineShare } from '../recognise.ts';
import { type LineParser, OK, type Reason, type Source } from '../source.ts';
import { Authority } from '../url.ts';
import { CommonLog } from './common-log.ts';

export const WEB_SERVER_LINE = 'not kept: request to a web server, not through a proxy';
const THROUGH_PROXY = 'request through a proxy';
const NOT_COMBINED = 'not in the common or combined format';

export const webServer: Source = Object.freeze<Source>({
  id: 'web-server',
  title: 'Web server log, common or combined format (not a proxy: counted, not read)',
  recognise: (sample, lines) => {
    const log = new CommonLog(new Clock({ writtenUntil: 0 }));
    const authority = new Authority();
    return lineShare(
      sample,
      lines,
      (bytes, start, end) => log.read(bytes, start, end) && !log.isProxied(bytes, authority),
    );
  },
  open: (context) => {
    const log = new CommonLog(new Clock(context));
    const authority = new Authority();
    const line = (bytes: Uint8Array, start: number, end: number): Reason | typeof OK => {
      const at = skipBlanks(bytes, start, end);
      if (at === end || bytes[at] === 35) return OK;
      if (!log.read(bytes, at, end)) return NOT_COMBINED;
      return log.isProxied(bytes, authority) ? THROUGH_PROXY : WEB_SERVER_LINE;
    };
    return { line } satisfies LineParser;
  },
});
