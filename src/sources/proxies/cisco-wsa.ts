// Cisco Secure Web Appliance (WSA, IronPort), access log: Squid's fields, then the decision tag and the verdicts of the
// scanners (AsyncOS for Web user guide, "Access Log File Entries"); also behind `Info:` and syslog:
//
//   1795327626.361 97 10.20.1.12 TCP_MISS/200 8187 GET http://h.example/ "D\alice@ldap" DIRECT/h.example text/plain
//     DEFAULT_CASE_11-PolicyGroup-Identity-OMS-DSP-DLP-Routing <"IW_comp",6.9,-,…,"BitTorrent","File Sharing",…,198.34,0,…> -
//
// Sound because: Squid's first fields and the decision tag (CAPITALS, then names of policies parted by `-`, then `<`).
// Looks alike: Squid, which has no tag (squid.ts leaves lines with one alone). Does not see: the far address (the log has
// the host's name), what custom columns behind `>` mean. The W3C log of the same product: elff.ts.
import { LIMITS } from '../../model/limits.ts';
import type { Source } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { textSource } from '../text/text-source.ts';
import { hostOf, targetOf } from './target.ts';

const NOT_WSA = 'not a line of Cisco Secure Web Appliance';

export const ciscoWsa: Source = textSource({
  id: 'cisco-wsa',
  title: 'Cisco Secure Web Appliance (WSA) access log',
  looks: /(?:^|[\s:])\d{9,11}\.\d{3} +-?\d{1,12} \S{1,255} [A-Z_]{1,64}\/\d{3} /,
  otherwise: NOT_WSA,
  open: ({ stamps, emit }) => {
    return (text) => {
      const start = text.search(START);
      // A line inside a JSON record of a collector is that format's.
      if (start < 0 || start > LIMITS.logPrefixBytesMax || text.startsWith('{')) return NOT_WSA;
      const line = LINE.exec(text.slice(start));
      const tag = line && TAG.exec(line[12]!);
      if (!line || !tag) return NOT_WSA;
      const [, stamp, elapsed, source, result, status, bytesIn, method, url, user, , peer] = line;
      const until = stamps.any(stamp!);
      const durationMs = Number(elapsed);
      const direct = line[10]!.endsWith('DIRECT') ? hostOf(peer).destination : undefined;
      const sensor = start > 0 ? syslogHead(text.slice(0, start), stamps).host : '';
      return emit({
        kind: 'request',
        at: durationMs > 0 ? until - durationMs : until,
        until,
        ...(durationMs >= 0 ? { durationMs } : {}),
        source,
        ...targetOf(url),
        ...(direct === undefined ? {} : { destination: direct }),
        method,
        status,
        bytesIn,
        user: user!.replace(/^"(.*)"$/, '$1'),
        action: decisionOf(result!, tag[1]!),
        application: applicationIn(tag[2]!),
        sensor,
      });
    };
  },
});

/** `NONE` and errors say neither. */
const decisionOf = (result: string, tag: string): 'allowed' | 'denied' | undefined => {
  if (result.includes('DENIED') || BLOCKED.test(tag)) return 'denied';
  return result.startsWith('TCP_') ? 'allowed' : undefined;
};

/** Application visibility names it four cells before the bandwidth (`198.34`), whatever the version writes in front. */
const applicationIn = (verdicts: string): string | undefined => {
  const cells = csvCells(verdicts);
  const bandwidth = cells?.findIndex((cell, i) => i >= 20 && /^\d{1,12}\.\d\d$/.test(cell)) ?? -1;
  const name = cells?.[bandwidth - 4];
  return bandwidth < 0 || name === undefined || /^(?:Unknown|nc|ns|-)$/.test(name)
    ? undefined
    : name;
};

const START = /\d{9,11}\.\d{3} +-?\d{1,12} /;
const LINE =
  /^(\d{9,11}\.\d{3}) +(-?\d{1,12}) (\S{1,255}) ([A-Z_]{1,64})\/(\d{3}) (\d{1,15}) (\S{1,64}) (\S+) ("[^"]{0,512}"|\S{1,512}) ([A-Z_]{1,64})\/(\S{1,512}) (\S.*)$/;
/** Behind the content type, and behind `CMF:44 DCF:200020 ERR:15` of newer versions. */
const TAG = /^\S{1,255} (?:[A-Z]{2,4}:\d{1,12} ){0,4}([A-Z][A-Z0-9_]{3,63})-\S{1,512} <([^\n]+)>/;
const BLOCKED = /^(?:BLOCK|DROP|NO_AUTHORIZATION|NO_PASSWORD)/;
