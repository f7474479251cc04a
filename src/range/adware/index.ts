// Adware and spyware that comes with file-sharing clients (S9).
import type { RangeSystem } from '../system.ts';
import { agent } from './agent.ts';
import { collector } from './collector.ts';
import { scenarios } from './scenarios.ts';

export const ADWARE: RangeSystem = Object.freeze({
  id: 'adware',
  roles: [agent, collector],
  scenarios,
  experiments: [],
});
