// WinMX: the public parts of WPNP. What is shape only says so where it stands.
import type { RangeSystem } from '../system.ts';
import { winmxClient } from './client.ts';
import { winmxPrimary } from './primary.ts';
import { winmx } from './scenarios.ts';

export const WINMX = Object.freeze({
  id: 'winmx',
  roles: [winmxPrimary, winmxClient],
  scenarios: [winmx],
  experiments: [],
}) satisfies RangeSystem;
