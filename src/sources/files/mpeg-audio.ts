// MPEG audio without a tag: frames follow each other, each as long as its header says (ISO/IEC 11172-3 §2.4.1.3; ADTS:
// ISO/IEC 13818-7 §6.2). One header is eleven set bits and proves nothing; the second in its place does.

/** kbit/s by index, for MPEG 1 layer III and II, and for MPEG 2 (layers II and III). */
const RATES_1_III = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_1_II = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const HERTZ = [44_100, 48_000, 32_000];

export const mpegAudioType = (head: Uint8Array, at: number): string | null => {
  const adts = adtsBytes(head, at);
  if (adts > 0) return adtsBytes(head, at + adts) > 0 ? 'audio/x-hx-aac-adts' : null;
  const first = frameBytes(head, at);
  return first > 0 && frameBytes(head, at + first) > 0 ? 'audio/mpeg' : null;
};

/** Bytes of the frame whose header stands at `at`; 0 when none does. */
const frameBytes = (head: Uint8Array, at: number): number => {
  if (at + 4 > head.length || head[at] !== 0xff) return 0;
  const second = head[at + 1]!;
  const third = head[at + 2]!;
  const version = (second >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layer = (second >> 1) & 3; // 1: III, 2: II
  const rate = third >> 4;
  const hertz = HERTZ[(third >> 2) & 3];
  const isFrame = (second & 0xe0) === 0xe0 && version !== 1 && (layer === 1 || layer === 2);
  if (!isFrame || rate === 0 || rate === 15 || hertz === undefined) return 0;
  const rates = version !== 3 ? RATES_2 : layer === 1 ? RATES_1_III : RATES_1_II;
  const samples = version !== 3 && layer === 1 ? 72 : 144;
  const slower = version === 3 ? 1 : version === 2 ? 2 : 4;
  return Math.floor((samples * 1000 * rates[rate]!) / (hertz / slower)) + ((third >> 1) & 1);
};

const adtsBytes = (head: Uint8Array, at: number): number => {
  if (at + 7 > head.length || head[at] !== 0xff || (head[at + 1]! & 0xf6) !== 0xf0) return 0;
  if (((head[at + 2]! >> 2) & 15) > 12) return 0;
  const bytes = ((head[at + 3]! & 3) << 11) | (head[at + 4]! << 3) | (head[at + 5]! >> 5);
  return bytes >= 7 ? bytes : 0;
};
