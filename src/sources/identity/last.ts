// `last` and `last -F -i` of Unix (wtmp as text; last(1)): who was signed in to a machine, from where, from when until when.
//
//   alice    pts/0        10.20.1.5        Sun Nov 22 05:52:09 2026 - Sun Nov 22 06:52:09 2026  (01:00)
//   alice    pts/0        10.20.1.5        Sun Nov 22 05:52 - 06:52  (01:00)
//   bob      tty7         :0               Sun Nov 22 05:52   still logged in
//
// Sound because: a name, a terminal, a place and a stamp in their order, then an end or words of last. Looks alike: `who`, which
// has no end. Does not see: the machine itself, so that people at its own screen are not joined to any.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../model/time.ts';
import { OK, type Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a line of last';

export const last: Source = textSource({
  id: 'last',
  title: 'last (wtmp as text)',
  looks: / (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d|^[bw]tmp begins /,
  otherwise: OTHERWISE,
  open: ({ stamps, emit }) => {
    return (text) => {
      if (/^[bw]tmp begins /.test(text)) return OK;
      const found = ENTRY.exec(text.trimEnd());
      if (!found) return OTHERWISE;
      const [, user, terminal, place = '', begun, year, days, hours, minutes] = found;
      if (/^(?:reboot|shutdown|runlevel)$/.test(user!))
        return 'not kept: start or end of the machine';
      if (
        !/^(?:[\da-fA-F]{0,4}:[\da-fA-F:.]{2,43}|[\d.]{7,15})$/.test(place) ||
        place.startsWith(':0')
      )
        return 'not kept: sign-in on the console, or from a name';
      const at = stamps.any(
        year === undefined ? `${begun}${/:\d\d:/.test(begun!) ? '' : ':00'}` : `${begun} ${year}`,
      );
      const lasted =
        Number(days ?? 0) * DAY_MS +
        Number(hours ?? 0) * HOUR_MS +
        Number(minutes ?? 0) * MINUTE_MS;
      const until = minutes === undefined ? undefined : at + lasted;
      return emit({
        kind: 'sign-in',
        event: 'signed-in',
        at,
        until,
        user,
        source: place,
        session: terminal,
        service: 'shell',
      });
    };
  },
});

const ENTRY =
  /^(\S{1,64}) +((?:pts\/|tty|ttyp|system|ssh|:)[\w./:-]{0,30}(?: boot| down)?) +(\S{1,255}) +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2} +\d{1,2} \d\d:\d\d(?::\d\d)?)(?: (\d{4}))? +(?:- .{3,40}?\((?:(\d{1,4})\+)?(\d\d):(\d\d)\)|still logged in|gone - no logout|still running)$/;
