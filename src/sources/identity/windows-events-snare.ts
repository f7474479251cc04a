// Events of Windows in the layout of Snare, as many relays write it (Snare for Windows, "Event output format"): fields parted by
// tabs, the message on one line.
//
//   Nov 22 05:52:09 dc1 MSWinEventLog<tab>1<tab>Security<tab>4021<tab>Sun Nov 22 05:52:09 2026<tab>4624<tab>Microsoft-Windows-Security-
//   Auditing<tab>EXAMPLE\alice<tab>N/A<tab>Success Audit<tab>dc1.example.com<tab>Logon<tab><tab>An account was …  Account Name:  alice …
//
// Sound because: the word MSWinEventLog, then thirteen fields of which one is a time and the next a number. Looks alike: nothing
// known. What is kept: windows-event.ts. Does not see: what the message leaves out.
import type { Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';
import { type Machines, observeEvent } from './windows-event.ts';
import { eventOfMessage } from './windows-event-shapes.ts';

const OTHERWISE = 'not an event of Windows in the layout of Snare';

export const windowsEventsSnare: Source = textSource({
  id: 'windows-events-snare',
  title: 'Windows events (Snare layout, syslog)',
  looks: /MSWinEventLog[\t;]/,
  otherwise: OTHERWISE,
  open: (context) => {
    const machines: Machines = new Map();
    return (text) => {
      const [, , channel, , time, id, provider, , , , computer, , , ...message] = text
        .slice(text.indexOf('MSWinEventLog'))
        .split(text.includes('MSWinEventLog\t') ? '\t' : ';');
      if (message.length === 0 || !/^\d{1,5}$/.test(id ?? '')) return OTHERWISE;
      const event = eventOfMessage({
        id: Number(id),
        at: context.stamps.any(time ?? ''),
        provider: provider ?? '',
        channel: channel ?? '',
        computer: computer ?? '',
        message: message.join('\t'),
      });
      return observeEvent(event, context, machines);
    };
  },
});
