// What other commands of this program wrote, read back.
import type { Source } from '../source.ts';
import { observations } from './peerwarden-observations.ts';

export const PEERWARDEN: readonly Source[] = [observations];
