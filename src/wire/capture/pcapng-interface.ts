// Interface descriptions and statistics of pcapng (draft-ietf-opsawg-pcapng §4.2, §4.6) and the options they hold.
import { LIMITS } from '../../model/limits.ts';
import { SECOND_MS } from '../../model/time.ts';

export interface CaptureInterface {
  readonly linkType: number;
  /** 0: no limit. */
  readonly snapBytes: number;
  readonly name: string;
  readonly ticksPerMs: number;
  readonly offsetMs: number;
  /** Packets lost so far, as the capturing program said. */
  drops: number;
}

/** `at` is the block's body. Null when the body is too short. */
export const readInterface = (
  view: DataView,
  at: number,
  end: number,
  little: boolean,
): CaptureInterface | null => {
  if (end - at < 8) return null;
  const offset = findOption(view, at + 8, end, little, IF_TSOFFSET, 8);
  const resolution = findOption(view, at + 8, end, little, IF_TSRESOL, 1);
  const name = findOption(view, at + 8, end, little, IF_NAME, 0);
  return {
    linkType: view.getUint16(at, little),
    snapBytes: view.getUint32(at + 4, little),
    name: name < 0 ? '' : nameAt(view, name, end, little),
    ticksPerMs:
      ticksPerSecond(resolution < 0 ? MICROSECONDS : view.getUint8(resolution)) / SECOND_MS,
    offsetMs: offset < 0 ? 0 : Number(view.getBigInt64(offset, little)) * SECOND_MS,
    drops: 0,
  };
};

/** Packets the interface and the system lost, -1 when the block does not say. `at` is the first option. */
export const readDrops = (view: DataView, at: number, end: number, little: boolean): number => {
  const byInterface = findOption(view, at, end, little, ISB_IFDROP, 8);
  const bySystem = findOption(view, at, end, little, ISB_OSDROP, 8);
  if (byInterface < 0 && bySystem < 0) return -1;
  return (
    (byInterface < 0 ? 0 : Number(view.getBigUint64(byInterface, little))) +
    (bySystem < 0 ? 0 : Number(view.getBigUint64(bySystem, little)))
  );
};

const IF_NAME = 2;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;
const ISB_IFDROP = 5;
const ISB_OSDROP = 7;
const MICROSECONDS = 6;

/** Offset of the value of the first option with this code and at least this length, or -1. */
const findOption = (
  view: DataView,
  from: number,
  end: number,
  little: boolean,
  code: number,
  bytesMin: number,
): number => {
  for (let at = from; end - at >= 4; ) {
    const found = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (found === 0 || length > end - at - 4) return -1;
    if (found === code && length >= bytesMin) return at + 4;
    at += 4 + ((length + 3) & ~3);
  }
  return -1;
};

/** Highest bit: a power of two, else of ten. */
const ticksPerSecond = (resolution: number): number =>
  resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution;

const nameAt = (view: DataView, at: number, end: number, little: boolean): string => {
  const length = Math.min(view.getUint16(at - 2, little), end - at, LIMITS.textCharsMax);
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
  return new TextDecoder().decode(bytes).replace(/[^\x20-\x7e]/g, '.');
};
