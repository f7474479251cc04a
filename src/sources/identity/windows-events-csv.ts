// Events of Windows as comma-separated or tab-separated text: Event Viewer's "Save as CSV/text", Get-WinEvent | Export-Csv,
// Get-EventLog | Export-Csv. All but number and time stands in the message, which goes over several lines:
//
//   Keywords,Date and Time,Source,Event ID,Task Category
//   Audit Success,11/22/2026 5:52:09 AM,Microsoft-Windows-Security-Auditing,4624,Logon,"An account was successfully logged on.
//   Subject: …"
//
// Sound because: the heading, whatever its language: five cells, the fourth with `ID`, before rows of six with a source of
// Windows. Looks alike: nothing known. What is kept: windows-event.ts. Does not see: the machine, in files of Event Viewer;
// messages in other languages than English, German and French.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Source } from '../source.ts';
import { csvCells } from '../text/fields.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { LocaleDates } from './locale-dates.ts';
import { type Machines, NOT_KEPT, observeEvent } from './windows-event.ts';
import { eventOfMessage } from './windows-event-shapes.ts';

const OTHERWISE = 'not an event of Windows as a table';

export const windowsEventsCsv: Source = textSource({
  id: 'windows-events-csv',
  title: 'Windows events (CSV of Event Viewer and PowerShell)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    const rows = new Rows(context);
    return (text, number) => rows.line(text, number);
  },
});

interface Columns {
  readonly separator: string;
  readonly id: number;
  readonly time: number;
  readonly provider: number;
  readonly message: number;
  readonly channel: number;
  readonly computer: number;
}

class Rows {
  readonly #context: TextContext;
  readonly #dates: LocaleDates;
  readonly #machines: Machines = new Map();
  #columns: Columns | null = null;
  #held = '';
  #from = 0;

  constructor(context: TextContext) {
    this.#context = context;
    this.#dates = new LocaleDates(context.stamps, () => context.undated());
  }

  line(text: string, number: number): Outcome {
    if (text.startsWith('#TYPE ')) return OK;
    const heading = this.#held === '' ? headingOf(text) : null;
    if (heading) {
      this.#columns = heading;
      return OK;
    }
    if (!this.#columns) return OTHERWISE;
    if (this.#held === '') this.#from = number;
    const whole = this.#held + text;
    const cells = csvCells(whole, this.#columns.separator);
    this.#held = '';
    if (cells === null) {
      // The first line of a row shows whether it is one.
      if (whole.length > LIMITS.documentBytesMax || !MAY_BEGIN.test(whole)) return OTHERWISE;
      this.#held = `${whole}\n`;
      return OK;
    }
    return this.#row(cells, this.#columns);
  }

  #row(cells: readonly string[], columns: Columns): Outcome {
    const cell = (at: number): string => (at < 0 ? '' : (cells[at] ?? '').trim());
    const id = cell(columns.id);
    const provider = cell(columns.provider);
    if (!/^\d{1,5}$/.test(id) || cells.length <= columns.time || provider === '') return OTHERWISE;
    const at = this.#dates.at(cell(columns.time));
    if (Number.isNaN(at)) return OTHERWISE;
    const event = eventOfMessage({
      id: Number(id),
      at,
      provider,
      channel: cell(columns.channel),
      computer: cell(columns.computer),
      message: cell(columns.message),
    });
    const message = event.message;
    return message === ''
      ? NOT_KEPT
      : observeEvent(event, this.#context, this.#machines, this.#from);
  }
}

const headingOf = (text: string): Columns | null => {
  const separator = text.includes('\t') ? '\t' : ',';
  const names = csvCells(text.trim(), separator)?.map((name) => name.trim()) ?? [];
  if (
    names.length >= VIEWER.message &&
    names.length <= VIEWER.message + 1 &&
    VIEWER_ID.test(names[VIEWER.id]!) &&
    DATE.test(names[VIEWER.time]!)
  )
    return { ...VIEWER, separator };
  const at = (...wanted: readonly string[]): number =>
    names.findIndex((name) => wanted.includes(name));
  const columns = {
    separator,
    id: at('Id', 'EventID', 'EventId'),
    time: at('TimeCreated', 'TimeGenerated'),
    provider: at('ProviderName', 'Source'),
    message: at('Message'),
    channel: at('LogName'),
    computer: at('MachineName'),
  };
  const { id, time, provider, message } = columns;
  return Math.min(id, time, provider, message) < 0 ? null : columns;
};

const VIEWER = { id: 3, time: 1, provider: 2, message: 5, channel: -1, computer: -1 } as const;
const VIEWER_ID = /\bID\b|\bId\b|Ereignis-ID|événement/;
const DATE = /dat|fecha|data|時刻|日期/i;
/** A row of Event Viewer has its time before the message; PowerShell quotes every cell. */
const MAY_BEGIN = /^"|^[^,\t"]{0,60}[,\t][^,\t"]{6,40}[,\t]/;
