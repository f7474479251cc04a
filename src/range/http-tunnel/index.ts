// HTTP tunnels of the paper's kind (S8: HTTPort, Socks2HTTP, HTTP-Tunnel, KazaaHTTP).
import type { RangeSystem } from '../system.ts';
import { local } from './local.ts';
import { overhead } from './overhead.ts';
import { receiver } from './receiver.ts';
import { scenarios } from './scenarios.ts';
import { target } from './target.ts';

export const HTTP_TUNNEL: RangeSystem = Object.freeze({
  id: 'http-tunnel',
  roles: [local, receiver, target],
  scenarios,
  experiments: [overhead],
});
