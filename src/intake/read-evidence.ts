// One file of evidence, from its first bytes to its last: recognised by content, decompressed, read by the reader of
// its format, hashed as it is on disk.

import { basename } from 'node:path';
import { PeerwardenError } from '../model/errors.ts';
import type { Evidence } from '../model/evidence.ts';
import { countNotUnderstood, newEvidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { ExportReader, mayExport } from '../sources/flow-records/export-reader.ts';
import { isNfcapd, NfcapdReader, nfcapdUnread } from '../sources/flow-records/nfcapd.ts';
import { recogniseSource, SOURCES } from '../sources/index.ts';
import { SourceReader } from '../sources/reader.ts';
import type { RequestReceiver } from '../sources/request-row.ts';
import type { Source, SourceContext } from '../sources/source.ts';
import { CaptureFeeder } from '../wire/capture/feeder.ts';
import { recogniseCapture } from '../wire/capture/recognise.ts';
import { Decoder } from '../wire/decode.ts';
import { DECODE, DECODE_ANOMALY, DECODE_REASONS, type DecodeCode } from '../wire/decode-code.ts';
import type { Packet } from '../wire/packet.ts';
import { compressionOf, decompress, readBlocks } from './blocks.ts';
import { type BackgroundDigest, digestInBackground, hashedInline, InlineDigest } from './digest.ts';
import { type EvidencePath, faultOf } from './paths.ts';
import { type LineHandler, RawLines } from './raw-lines.ts';

/** What a reader of evidence gives out, and what it is told. */
export interface EvidenceReceiver {
  packet(packet: Packet): void;
  /** A capture begins. */
  capture(evidence: Evidence): void;
  observation(observation: Observation): void;
  /** Takes requests of a log as rows instead, where the format can tell them so; for those who read all of it. */
  readonly requests?: RequestReceiver;
  /** Called after each block; returns false to end reading here. */
  progress(evidence: Evidence, bytesRead: number): boolean;
  /**
   * Only for those who need the records themselves: each packet record as it lies in the capture, before `packet`.
   * `fragmentOf` names the packet that a fragment belongs to, and is empty for whole ones.
   */
  record?(packet: Packet, code: DecodeCode, record: PacketRecord, fragmentOf: string): void;
  /** Likewise each line of a log, with what it says by itself; `observation` is then not called. */
  line?: LineHandler;
}

/** Where a record lies; one object is refilled for all. The bytes are only lent. */
export interface PacketRecord {
  bytes: Uint8Array;
  start: number;
  end: number;
  wireBytes: number;
  linkType: number;
}

export interface ReadOptions {
  /** Epoch ms; packets and lines outside are passed over. */
  readonly since: number | null;
  readonly until: number | null;
  /** False: large files are not hashed (docs/adr/0004-evidence-digest.md). */
  readonly digest: boolean;
  /** Zone of stamps in logs that name none; UTC without it. */
  readonly zone?: string;
  /** The machine that inventories are of, where they do not say. */
  readonly host?: string;
  /** Ends waiting for bytes that do not come (standard input, pipes). */
  readonly signal?: AbortSignal;
}

export interface ReadResult {
  readonly evidence: Evidence;
  /** Set when the hash of a large file is still being computed. */
  readonly digest: BackgroundDigest | null;
}

/** Throws a PeerwardenError when nothing of the file could be read. */
export const readEvidence = async (
  file: EvidencePath,
  index: number,
  receiver: EvidenceReceiver,
  options: ReadOptions,
): Promise<ReadResult> => {
  const evidence = newEvidence(index, file.path, 'unknown');
  evidence.bytes = file.bytes;
  const inline =
    file.path === '-' || file.bytes === 0 || hashedInline(file.bytes) ? new InlineDigest() : null;
  const background = inline === null && options.digest ? digestInBackground(file.path) : null;
  let bytesRead = 0;
  let stopped = false;
  const raw = (async function* () {
    for await (const block of readBlocks(file.path, options.signal)) {
      inline?.update(block);
      bytesRead += block.length;
      yield block;
    }
  })();
  try {
    const [first, blocks] = await peek(raw);
    if (first.length === 0) throw empty(file.path);
    const compression = compressionOf(first);
    const sink = new FormatReader(file, evidence, receiver, options);
    try {
      for await (const block of decompress(blocks, compression)) {
        sink.push(plain(block));
        stopped = !receiver.progress(evidence, bytesRead);
        if (stopped) break;
      }
    } catch (cause) {
      if (cause instanceof PeerwardenError || !(isSystemError(cause) || compression !== null))
        throw cause;
      if (sink.untouched)
        throw unknown(
          file.path,
          `It is damaged ${compression ?? ''} data (${(cause as Error).message}).`,
        );
      damaged(evidence, compression, cause);
    }
    stopped ||= options.signal?.aborted === true;
    if (stopped) evidence.quality.incomplete = true;
    sink.end(stopped);
  } catch (cause) {
    background?.cancel();
    // Only what the file system said is a fault of the evidence; anything else is ours and must be seen as such.
    throw isSystemError(cause) ? faultOf(file.path, cause) : cause;
  }
  if (file.bytes === 0) evidence.bytes = bytesRead;
  if (inline && !stopped) evidence.sha256 = inline.hex();
  if (stopped) background?.cancel();
  else if (background) return { evidence, digest: background };
  else if (inline === null)
    evidence.warnings.push('Not hashed, because it is large: --digest adds its SHA-256.');
  return { evidence, digest: null };
};

/**
 * The same bytes as a plain Uint8Array. Buffer.slice is a view where Uint8Array.slice is a copy, and what is held of a
 * block must be copied; loads from one class of array are also faster than from two.
 */
const plain = (block: Uint8Array): Uint8Array =>
  new Uint8Array(block.buffer, block.byteOffset, block.length);

/** Bytes looked at to recognise a format. */
const SAMPLE_BYTES = 64 << 10;

/** Chooses the reader by the first bytes and feeds it. */
class FormatReader {
  readonly #file: EvidencePath;
  readonly #evidence: Evidence;
  readonly #receiver: EvidenceReceiver;
  readonly #options: ReadOptions;
  #sample: Uint8Array | null = new Uint8Array(0);
  #feed: { push(block: Uint8Array): void; end(stopped: boolean): void } | null = null;

  constructor(
    file: EvidencePath,
    evidence: Evidence,
    receiver: EvidenceReceiver,
    options: ReadOptions,
  ) {
    this.#file = file;
    this.#evidence = evidence;
    this.#receiver = receiver;
    this.#options = options;
  }

  /** True when no byte has come yet. */
  get untouched(): boolean {
    return this.#sample?.length === 0;
  }

  push(block: Uint8Array): void {
    if (this.#feed) {
      this.#feed.push(block);
      return;
    }
    const sample = this.#sample!.length === 0 ? block : joined(this.#sample!, block);
    if (sample.length < SAMPLE_BYTES) this.#sample = sample === block ? block.slice() : sample;
    else this.#begin(sample, false);
  }

  end(stopped: boolean): void {
    if (!this.#feed) this.#begin(this.#sample!, true);
    this.#feed!.end(stopped);
  }

  #begin(sample: Uint8Array, whole: boolean): void {
    if (sample.length === 0) throw empty(this.#file.path);
    const capture = recogniseCapture(sample);
    if (capture === 'pcap' || capture === 'pcapng') this.#feed = this.#captureFeed(capture);
    else if (capture !== null)
      throw unknown(
        this.#file.path,
        `It is a ${capture} file, which is not read${capture === 'gzip' || capture === 'zstd' ? ' inside another compressed file' : ''}.`,
      );
    else if (isNfcapd(sample)) this.#feed = this.#nfcapdFeed(sample);
    else {
      const source = recogniseSource(sample.subarray(0, SAMPLE_BYTES), whole);
      if (!source) throw unknown(this.#file.path, 'It is in no format that is known.');
      this.#feed = this.#sourceFeed(source);
    }
    this.#sample = null;
    this.#feed.push(sample);
  }

  #captureFeed(format: 'pcap' | 'pcapng') {
    const evidence = this.#evidence;
    const receiver = this.#receiver;
    evidence.format = format;
    receiver.capture(evidence);
    const decoder = new Decoder();
    const { packet } = decoder;
    const since = this.#options.since ?? Number.NEGATIVE_INFINITY;
    const until = this.#options.until ?? Number.POSITIVE_INFINITY;
    const counts = new Float64Array(DECODE_REASONS.length);
    let cut = 0;
    let exports: ExportReader | null = null;
    const newExports = () =>
      new ExportReader(evidence, (observation) => this.#observe(observation));
    const record: PacketRecord = {
      bytes: new Uint8Array(0),
      start: 0,
      end: 0,
      wireBytes: 0,
      linkType: 0,
    };
    const feeder = new CaptureFeeder(
      format,
      evidence,
      (bytes, start, end, wireBytes, at, linkType, offset) => {
        if (at < since || at > until) return;
        packet.at = at;
        packet.recordOffset = offset;
        const code = decoder.decode(bytes, start, end, wireBytes, linkType);
        counts[code]!++;
        if (receiver.record) {
          const { fragments } = decoder;
          record.bytes = bytes;
          record.start = start;
          record.end = end;
          record.wireBytes = wireBytes;
          record.linkType = linkType;
          receiver.record(packet, code, record, fragments.lastKey);
          fragments.lastKey = '';
        }
        if (code !== DECODE.OK) return;
        if (packet.cut) cut++;
        receiver.packet(packet);
        if (mayExport(packet)) {
          exports ??= newExports();
          exports.packet(packet);
        }
      },
    );
    return {
      push: (block: Uint8Array) => feeder.feed(block),
      // Who stopped reading knows nothing of the end of the file.
      end: (stopped: boolean) => {
        if (!stopped) feeder.finish();
        decoder.fragments.finish();
        exports?.close();
        for (let code: number = DECODE_ANOMALY; code < counts.length; code++) {
          if (counts[code]! > 0) countNotUnderstood(evidence, DECODE_REASONS[code]!, counts[code]);
        }
        if (cut > 0) evidence.quality.cut = cut;
        if (decoder.fragments.lost > 0) evidence.quality.fragmentsLost = decoder.fragments.lost;
      },
    };
  }

  /** Flow records that a collector kept. */
  #nfcapdFeed(sample: Uint8Array) {
    const unread = nfcapdUnread(sample);
    if (unread !== null)
      throw unknown(
        this.#file.path,
        `It is a file of nfcapd${unread}.`,
        `Have nfdump print it: nfdump -r ${basename(this.#file.path)} -o csv > flows.csv`,
      );
    const reader = new NfcapdReader(this.#evidence, (observation) => this.#observe(observation));
    return { push: (block: Uint8Array) => reader.push(block), end: () => reader.end() };
  }

  #inTime({ at }: Observation): boolean {
    const { since, until } = this.#options;
    return (since === null || at >= since) && (until === null || at <= until);
  }

  #observe(observation: Observation): void {
    if (this.#inTime(observation)) this.#receiver.observation(observation);
  }

  #context(): Omit<SourceContext, 'emit'> {
    const { zone, host } = this.#options;
    return {
      evidence: this.#evidence,
      writtenUntil: this.#file.changedMs,
      ...(zone === undefined ? {} : { zone }),
      ...(host === undefined ? {} : { host }),
    };
  }

  #sourceFeed(source: Source) {
    const inTime = (observation: Observation): boolean => this.#inTime(observation);
    if (this.#receiver.line) {
      const context = this.#context();
      return new RawLines(source, context, this.#receiver.line, inTime);
    }
    const emit = (observation: Observation): void => this.#observe(observation);
    const { since, until } = this.#options;
    const requests = since === null && until === null ? this.#receiver.requests : undefined;
    const reader = new SourceReader(
      source,
      { ...this.#context(), emit, ...(requests && { requests }) },
      SOURCES,
    );
    return { push: (block: Uint8Array) => reader.push(block), end: () => reader.end() };
  }
}

/** The first block, and all blocks including it. */
const peek = async (
  blocks: AsyncGenerator<Uint8Array>,
): Promise<[Uint8Array, AsyncIterable<Uint8Array>]> => {
  const first = await blocks.next();
  if (first.done) return [new Uint8Array(0), blocks];
  return [
    first.value,
    (async function* () {
      yield first.value;
      yield* blocks;
    })(),
  ];
};

/** Errors of the operating system and of zlib carry a code. */
const isSystemError = (cause: unknown): boolean =>
  cause instanceof Error &&
  typeof (cause as NodeJS.ErrnoException).code === 'string' &&
  'errno' in cause;

const joined = (one: Uint8Array, other: Uint8Array): Uint8Array => {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
};

const damaged = (evidence: Evidence, compression: string | null, cause: unknown): void => {
  countNotUnderstood(evidence, compression ? `damaged ${compression} data` : 'reading failed');
  evidence.quality.incomplete = true;
  const why = cause instanceof Error ? cause.message : String(cause);
  evidence.warnings.push(`Reading ended early (${why}); what came before is analysed.`);
};

const empty = (path: string): PeerwardenError =>
  new PeerwardenError('PW_EVIDENCE_EMPTY', {
    path,
    message: 'The file is empty.',
    remedy: 'Check that the capture or log was written there.',
  });

const unknown = (
  path: string,
  message: string,
  remedy = 'Give a pcap or pcapng capture, or a log that `peerwarden formats` lists.',
): PeerwardenError => new PeerwardenError('PW_EVIDENCE_UNKNOWN', { path, message, remedy });
