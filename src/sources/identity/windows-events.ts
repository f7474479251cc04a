// Events of Windows as JSON: one object a line, or a document (nxlog, winlogbeat, evtx dumps, Get-WinEvent | ConvertTo-Json):
//
//   {"EventTime":"2026-11-22 05:52:09","Hostname":"dc1.example.com","EventID":4624,"SourceName":"Microsoft-Windows-Security-Auditing",
//    "Channel":"Security","TargetUserName":"jdoe","LogonType":"3","IpAddress":"10.20.1.5","IpPort":"49827", …}
//
// Sound because: a number of an event beside the name of a source or channel that only Windows has. Looks alike: JSON of
// other products with an `id`, which name no such source. What is kept, and what not: windows-event.ts. Does not see: which
// of several machines behind one address a ticket was asked for from.
import type { Source } from '../source.ts';
import { jsonSource } from '../text/records.ts';
import type { TextContext } from '../text/text-source.ts';
import { type Machines, observeEvent } from './windows-event.ts';
import { eventOfJson, isEvent } from './windows-event-shapes.ts';

export const windowsEvents: Source = jsonSource({
  id: 'windows-events',
  title: 'Windows events (JSON)',
  looks: /"(?:EventID|event_id|EventId|Id|event\.code)"/,
  is: isEvent,
  read: (record, context) =>
    observeEvent(eventOfJson(record, context.stamps), context, machinesOf(context)),
});

/** One map for each evidence that is read. */
const machinesOf = (context: TextContext): Machines => {
  let machines = MACHINES.get(context);
  if (!machines) {
    machines = new Map();
    MACHINES.set(context, machines);
  }
  return machines;
};

const MACHINES = new WeakMap<TextContext, Machines>();
