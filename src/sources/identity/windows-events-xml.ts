// Events of Windows as XML: one event or many, on one line or several, with or without `<Events>` around them (Event Viewer,
// `wevtutil qe /f:xml`, forwarders; Microsoft Learn, "Event Schema"):
//
//   <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-
//   Auditing' …/><EventID>4624</EventID>…<TimeCreated SystemTime='2026-11-22T05:52:09.123Z'/>…<Computer>dc1</Computer></System>
//   <EventData><Data Name='TargetUserName'>jdoe</Data>…</EventData></Event>
//
// Sound because: the name space, or `EventID` and `TimeCreated` inside of `Event`. Looks alike: accounting of the network
// policy server (`<Event><Timestamp …`), which has neither. What is kept: windows-event.ts. Event Viewer saves any number of
// events as one line (lines.ts ends it behind each event). Does not see: an event longer than the cap on lines.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Source } from '../source.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';
import { type Machines, observeEvent } from './windows-event.ts';
import { eventOfXml } from './windows-event-shapes.ts';

const OTHERWISE = 'not an event of Windows as XML';
const CUT = 'an event that is cut off';

const source = textSource({
  id: 'windows-events-xml',
  title: 'Windows events (XML)',
  looks: /<Event[\s>]/,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    const events = new Events(context);
    return (text, number) => events.line(text, number);
  },
});

// Alone, it holds no lines.
export const windowsEventsXml: Source = Object.freeze<Source>({ ...source, severalLines: false });

class Events {
  readonly #context: TextContext;
  readonly #machines: Machines = new Map();
  #held: string[] = [];
  #chars = 0;
  #from = 0;

  constructor(context: TextContext) {
    this.#context = context;
  }

  line(text: string, number: number): Outcome {
    if (this.#held.length === 0 && AROUND.test(text)) return OK;
    let outcome: Outcome = OTHERWISE;
    let at = 0;
    for (;;) {
      if (this.#held.length === 0) {
        const begin = text.slice(at).search(BEGIN);
        if (begin < 0) return outcome;
        at += begin;
        this.#from = number;
      } else if (BEGIN.test(text.slice(at))) return this.#drop(text, number, at);
      const end = text.indexOf(END, at);
      if (end < 0) return this.#hold(text.slice(at));
      const xml = this.#held.join('\n') + text.slice(at, end);
      this.#clear();
      const one = this.#event(xml);
      if (outcome !== OK) outcome = one;
      at = end + END.length;
    }
  }

  /** An event began before the one before it had ended. */
  #drop(text: string, number: number, at: number): Outcome {
    const begin = text.slice(at).search(BEGIN);
    const end = text.indexOf(END, at);
    if (end >= 0 && end < at + begin) {
      const xml = this.#held.join('\n') + text.slice(at, end);
      this.#clear();
      const outcome = this.#event(xml);
      const rest = this.line(text.slice(end + END.length), number);
      return outcome === OK ? OK : rest;
    }
    this.#clear();
    const outcome = this.line(text.slice(at + begin), number);
    return outcome === OK ? CUT : outcome;
  }

  #hold(text: string): Outcome {
    this.#chars += text.length;
    if (this.#context.alone || this.#chars > LIMITS.documentBytesMax || FOREIGN.test(text)) {
      this.#clear();
      return CUT;
    }
    this.#held.push(text);
    return OK;
  }

  #clear(): void {
    this.#held = [];
    this.#chars = 0;
  }

  #event(xml: string): Outcome {
    const event =
      NAMESPACE.test(xml) || HEAD.test(xml) ? eventOfXml(xml, this.#context.stamps) : null;
    if (event === null) return OTHERWISE;
    return observeEvent(event, this.#context, this.#machines, this.#from);
  }
}

const BEGIN = /<Event[\s>]/;
const END = '</Event>';
const AROUND = /^\ufeff?\s*(?:<\?xml [^>]{0,200}\?>)?\s*(?:<\/?Events\b[^>]{0,200}>)?\s*$/;
const NAMESPACE = /schemas\.microsoft\.com\/win\/2004\/08\/events\/event/;
const HEAD = /<System>[\s\S]{0,2000}<TimeCreated\s/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: no text of an event has them
const FOREIGN = /[\x00-\x08\x0e-\x1f]/;
