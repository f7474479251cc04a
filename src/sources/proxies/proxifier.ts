// Proxifier for Windows and macOS: which program went through which proxy, on the one machine that wrote the log:
//
//   [11.22 06:07:06] chrome.exe - h.example:443 open through proxy proxy.example:1080 SOCKS5
//   [11.22 06:07:09] chrome.exe - h.example:443 close, 403 bytes sent, 426 bytes received, lifetime 00:03
//
// Sound because: month and day with a dot in brackets, ` - `, a host with port, and one of Proxifier's sentences. Looks alike:
// nothing known. What comes of it: an alert a connection opened through a proxy (a program that hides where it goes). Does not
// see: the machine (its address is not in the log), so bytes, which say nothing without one, are not kept.
import type { Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';
import { targetOf } from './target.ts';

const NOT_PROXIFIER = 'not a line of Proxifier';
const NO_MACHINE = 'not kept: the log does not say on which machine';

export const proxifier: Source = textSource({
  id: 'proxifier',
  title: 'Proxifier',
  looks: /^\[\d\d\.\d\d \d\d:\d\d:\d\d\] /,
  otherwise: NOT_PROXIFIER,
  open: ({ stamps, emit }) => {
    return (text) => {
      const line = LINE.exec(text);
      if (!line) return NOT_PROXIFIER;
      const [, month, day, time, program, host, said, proxy, kind] = line;
      if (!said!.startsWith('open through')) return NO_MACHINE;
      return emit({
        kind: 'alert',
        at: stamps.any(`${MONTHS[Number(month) - 1] ?? ''} ${day} ${time}`),
        text: `Proxifier leads a program through the proxy ${proxy} (${kind})`,
        ...targetOf(host),
        url: undefined,
        application: program!.replace(/ \*\d\d$/, ''),
      });
    };
  },
});

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const LINE =
  /^\[(\d\d)\.(\d\d) (\d\d:\d\d:\d\d)\] (.{1,255}?) - (\S{1,255}:\d{1,5})(?: \(IPv6\))? (open through proxy (\S{1,255}:\d{1,5}) (\S{1,16})|open directly|close, \d{1,15} bytes|error ?: .|matching \S.{0,255} rule|resolve)/;
