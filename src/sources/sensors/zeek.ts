// Zeek's logs as lines with a heading (formerly Bro; base/frameworks/logging/writers/ascii.zeek), several logs in one file
// one behind the other as well:
//
//   #separator \x09
//   #path	conn
//   #fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	…
//   1795326729.123456	CxHo3m4N8uGxrMlcl2	10.20.1.5	51022	192.0.2.7	6881	tcp	-	1.5	98	9417	…
//
// Sound because: nothing is read before `#fields` and `#path` or the fields of one of Zeek's logs, except lines that have all
// that tells a conn.log, dns.log or http.log whose heading was cut off (zeek-layouts.ts). Looks alike: W3C extended logs (`#Fields:`).
// Does not see: rows behind a heading that names none of the fields that are kept.
// conn.log has millions of lines and is read as bytes (zeek-connections.ts).
import { LIMITS } from '../../model/limits.ts';
import { standsAt } from '../fields.ts';
import { type LineParser, OK, type Source, type SourceContext } from '../source.ts';
import { type Outcome, textSource } from '../text/text-source.ts';
import { ZeekConnections } from './zeek-connections.ts';
import { ZeekHeading } from './zeek-heading.ts';
import { layoutOf } from './zeek-layouts.ts';
import { zeekRecord } from './zeek-record.ts';

const NO_HEADING = 'no heading of Zeek before it';
const CUT = 'fewer fields than the heading of Zeek names';

const text = textSource({
  id: 'zeek',
  title: 'Zeek (Bro) logs with headings',
  looks: /^/,
  otherwise: NO_HEADING,
  severalLines: true,
  open: (context) => {
    const heading = new ZeekHeading();
    return (line) => {
      if (line.startsWith('#')) {
        heading.read(line);
        return OK;
      }
      const cells = line.split(heading.separator);
      if (heading.path === '') {
        const layout = layoutOf(cells);
        return layout ? zeekRecord(layout.path, layout.fieldOf(cells), context) : NO_HEADING;
      }
      // A line that was being written when the file was copied.
      if (cells.length < heading.columns.length) return CUT;
      return zeekRecord(heading.path, heading.fieldOf(cells), context);
    };
  },
});

/** The heading alone tells it, even where nothing of the log is kept. */
export const zeek: Source = Object.freeze<Source>({
  ...text,
  open: (context) => new ZeekLines(context),
  recognise: (sample, lines) => {
    for (let i = 0; i < lines.count && i < HEADING_LINES; i++)
      if (standsAt(sample, lines.starts[i]!, lines.ends[i]!, '#fields\t')) return 1;
    return text.recognise(sample, lines);
  },
});

class ZeekLines implements LineParser {
  readonly #context: SourceContext;
  readonly #others: LineParser;
  readonly #heading = new ZeekHeading();
  #connections: ZeekConnections | null = null;

  constructor(context: SourceContext) {
    this.#context = context;
    this.#others = text.open(context);
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): Outcome {
    if (bytes[start] === HASH && start < end) this.#readHeading(bytes, start, end);
    else if (this.#connections !== null) {
      const origin = { evidence: this.#context.evidence.index, line: lineNumber };
      const found = this.#connections.read(bytes, start, end, origin);
      if (found !== null) {
        this.#context.emit(found);
        return OK;
      }
    }
    return this.#others.line(bytes, start, end, lineNumber);
  }

  #readHeading(bytes: Uint8Array, start: number, end: number): void {
    const heading = this.#heading;
    heading.read(decoder.decode(bytes.subarray(start, Math.min(end, start + LIMITS.lineBytesMax))));
    if (!heading.isPlainConnections) this.#connections = null;
    else if (this.#connections?.columns !== heading.columns)
      this.#connections = new ZeekConnections(heading.columns);
  }
}

/** A heading has nine lines. */
const HEADING_LINES = 32;
const HASH = 35;
const decoder = new TextDecoder();
