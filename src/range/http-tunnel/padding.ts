// Padding of the bodies that go up, so that their sizes say little of what they carry.
import { type Fields, fieldsOf, oneOf, wholeIn } from '../options.ts';
import type { Random } from '../random.ts';
import { FRAME, FRAME_HEAD_BYTES, frameOf } from './frames.ts';

/** `bytes`: the multiple that each body is filled up to, or the most that is added to it. */
export interface Padding {
  readonly kind: 'none' | 'multiple' | 'random';
  readonly bytes: number;
}

const PADDING_BYTES_MAX = 1 << 16;

/** `padding: { kind: 'multiple', bytes: 1024 }`; none when it is absent. */
export const paddingIn = (fields: Fields): Padding => {
  const said = fieldsOf(fields['padding']);
  const kind = oneOf(said, 'kind', ['none', 'multiple', 'random'], 'none');
  const bytes = wholeIn(said, 'bytes', { least: 1, most: PADDING_BYTES_MAX, otherwise: 1024 });
  return { kind, bytes };
};

/** A padding frame for a body of `length` bytes; empty when none is due. */
export const paddingFor = (
  length: number,
  { kind, bytes }: Padding,
  random: Random,
): Uint8Array => {
  if (kind === 'none') return new Uint8Array();
  if (kind === 'random') return frameOf(FRAME.PADDING, new Uint8Array(random.between(0, bytes)));
  const rest = length % bytes;
  if (rest === 0) return new Uint8Array();
  let lacking = bytes - rest;
  // A frame needs its head: too small a gap is filled together with the next multiple.
  while (lacking < FRAME_HEAD_BYTES) lacking += bytes;
  return frameOf(FRAME.PADDING, new Uint8Array(lacking - FRAME_HEAD_BYTES));
};
