// Direct Connect in the range: hubs and clients of NMDC (1999) and ADC (2004).
import type { RangeSystem } from '../system.ts';
import { adcHub } from './adc-hub.ts';
import { client } from './client.ts';
import { nmdcHub } from './nmdc-hub.ts';

export const DIRECTCONNECT: RangeSystem = Object.freeze({
  id: 'directconnect',
  roles: [nmdcHub, adcHub, client],
  scenarios: [],
  experiments: [],
});
