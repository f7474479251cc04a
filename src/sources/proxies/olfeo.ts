// Olfeo Secure Web Gateway, access log over syslog: like the common log format, with another stamp and a category behind:
//
//   10.20.1.12 - alice [22/11/2026 06:07:06] "GET http://h.example/ HTTP/1.1" 200 - - 1000 Business Services
//   client       user   day first            request                          status bytes?   category
//
// Sound because: the stamp (slashes and a blank) in brackets in the fourth place, and a request for a whole URL or CONNECT.
// Looks alike: the common log format, whose stamp has a month's name. Does not see: the far address, durations. The day
// stands first (the maker is French; `11/22/2026` is no date of it and refused). Times are local.
import type { Source } from '../source.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { textSource } from '../text/text-source.ts';
import { targetOf } from './target.ts';

const NOT_OLFEO = 'not a line of Olfeo';

export const olfeo: Source = textSource({
  id: 'olfeo',
  title: 'Olfeo Secure Web Gateway',
  looks: /\[\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d\] "/,
  otherwise: NOT_OLFEO,
  open: ({ stamps, emit }) => {
    return (text) => {
      const line = LINE.exec(text) ?? LINE.exec(syslogHead(text, stamps).message);
      if (!line) return NOT_OLFEO;
      const [, source, user, stamp, method, url, status, bytesIn] = line;
      const target = targetOf(url);
      if (target.host === undefined) return NOT_OLFEO;
      return emit({
        kind: 'request',
        at: stamps.european(stamp!),
        source,
        user,
        method,
        ...target,
        status,
        bytesIn,
        action: status === '403' ? 'denied' : 'allowed',
      });
    };
  },
});

const LINE =
  /^\s{0,4}([0-9A-Fa-f:.]{3,45}) \S{1,255} (.{1,255}?) \[(\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d)\] "([A-Z][A-Z_-]{0,31}) ([^ "]+)(?: HTTP\/\d(?:\.\d)?)?" (\d{3}|-)(?: (\d{1,15}|-)(?= |$))?/;
