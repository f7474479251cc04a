// A file's bytes → observations: splitter and parser together, with everything that was not understood counted and
// sampled. One reader an evidence.
import { countNotUnderstood, type Evidence, widenSpan } from '../model/evidence.ts';
import { LIMITS } from '../model/limits.ts';
import type { Observation } from '../model/observation.ts';
import { plainText } from './interner.ts';
import { JoinedLines } from './joined.ts';
import { type LineReceiver, LineSplitter } from './lines.ts';
import { MixedLines } from './mixed.ts';
import type { RequestReceiver, RequestRow } from './request-row.ts';
import { type LineParser, OK, type Source, type SourceContext } from './source.ts';

/**
 * ```ts
 * const reader = new SourceReader(source, { evidence, writtenUntil: modifiedMs, emit: (o) => observations.push(o) });
 * for (const chunk of chunks) reader.push(chunk);
 * reader.end();
 * ```
 */
export class SourceReader implements LineReceiver {
  readonly #evidence: Evidence;
  readonly #parser: LineParser;
  readonly #splitter: LineSplitter;
  readonly #joined: JoinedLines | undefined;
  readonly #requests: SpannedRequests | null;

  /** `others`: formats whose lines may stand between those of `source`. */
  constructor(source: Source, context: SourceContext, others: readonly Source[] = []) {
    const { evidence } = context;
    this.#evidence = evidence;
    evidence.format = source.id;
    this.#requests = context.requests ? new SpannedRequests(context.requests) : null;
    const widening: SourceContext = {
      ...context,
      emit: (observation: Observation) => {
        // What is fixed holds beyond what the evidence saw.
        if (observation.kind !== 'assignment' || observation.event !== 'fixed') {
          widenSpan(evidence, observation.at);
          if (observation.until !== undefined) widenSpan(evidence, observation.until);
        }
        context.emit(observation);
      },
      ...(this.#requests && { requests: this.#requests }),
    };
    this.#parser =
      others.length > 0 ? new MixedLines(source, others, widening) : source.open(widening);
    this.#joined = source.broken && new JoinedLines(source.broken, this);
    this.#splitter = new LineSplitter(this.#joined ?? this, source.lineBytesMax);
  }

  /** The bytes are only lent. */
  push(chunk: Uint8Array, start = 0, end = chunk.length): void {
    this.#splitter.push(chunk, start, end);
    this.#evidence.records = this.#splitter.lines;
    this.#requests?.widen(this.#evidence);
  }

  end(): void {
    this.#splitter.end();
    this.#joined?.end();
    this.#parser.close?.();
    this.#evidence.records = this.#splitter.lines;
    this.#requests?.widen(this.#evidence);
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): void {
    const reason = this.#parser.line(bytes, start, end, lineNumber);
    if (reason !== OK) this.refused(reason, lineNumber, bytes, start, end);
  }

  refused(reason: string, line: number, bytes: Uint8Array, start: number, end: number): void {
    const evidence = this.#evidence;
    countNotUnderstood(evidence, reason);
    evidence.notUnderstoodSamples ??= {};
    const samples = evidence.notUnderstoodSamples[reason] ?? [];
    if (samples.length >= LIMITS.lineSamplesMax) return;
    evidence.notUnderstoodSamples[reason] = samples;
    samples.push({ line, text: plainText(bytes, start, end, LIMITS.lineSampleCharsMax) });
  }
}

/** Hands rows on, and keeps the span of their times: the evidence is told of it after each chunk. */
class SpannedRequests implements RequestReceiver {
  readonly client: RequestReceiver['client'];
  readonly user: RequestReceiver['user'];
  readonly farEnd: RequestReceiver['farEnd'];
  readonly isInside: RequestReceiver['isInside'];
  readonly hasTrace: RequestReceiver['hasTrace'];
  readonly #receiver: RequestReceiver;
  #from = Number.POSITIVE_INFINITY;
  #until = Number.NEGATIVE_INFINITY;

  constructor(receiver: RequestReceiver) {
    this.#receiver = receiver;
    this.client = (address) => receiver.client(address);
    this.user = (name) => receiver.user(name);
    this.farEnd = (host, port, connects) => receiver.farEnd(host, port, connects);
    this.isInside = (address) => receiver.isInside(address);
    this.hasTrace = (bytes, start, end) => receiver.hasTrace(bytes, start, end);
  }

  row(row: RequestRow): boolean {
    if (row.at < this.#from) this.#from = row.at;
    if (row.until > this.#until) this.#until = row.until;
    return this.#receiver.row(row);
  }

  widen(evidence: Evidence): void {
    if (this.#from > this.#until) return;
    widenSpan(evidence, this.#from);
    widenSpan(evidence, this.#until);
  }
}
