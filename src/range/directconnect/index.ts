// Direct Connect in the range: hubs and clients of NMDC (1999) and ADC (2004).
import type { RangeSystem } from '../system.ts';
import { adcHub } from './adc-hub.ts';
import { client } from './client.ts';
import { deadHubExperiment } from './dead-hub-experiment.ts';
import { hubExperiment } from './hub-experiment.ts';
import { nmdcHub } from './nmdc-hub.ts';
import { SCENARIOS } from './scenarios.ts';

export const DIRECTCONNECT: RangeSystem = Object.freeze({
  id: 'directconnect',
  roles: [nmdcHub, adcHub, client],
  scenarios: SCENARIOS,
  experiments: [hubExperiment, deadHubExperiment],
});
