// FastTrack, as KaZaA spoke it in 2003: its HTTP whole, its sessions in shape. What is shape only says so where it stands.
import type { RangeSystem } from '../system.ts';
import { fasttrackClient } from './client.ts';
import { fasttrack, fasttrackPush } from './scenarios.ts';
import { fasttrackSupernode } from './supernode.ts';

export const FASTTRACK = Object.freeze({
  id: 'fasttrack',
  roles: [fasttrackSupernode, fasttrackClient],
  scenarios: [fasttrack, fasttrackPush],
  experiments: [],
}) satisfies RangeSystem;
