// A file-sharing client's own web server that shows its shared files (S10).
import type { RangeSystem } from '../system.ts';
import { browser } from './browser.ts';
import { scenarios } from './scenarios.ts';
import { server } from './server.ts';

export const CLIENT_WEB_SERVER: RangeSystem = Object.freeze({
  id: 'client-web-server',
  roles: [server, browser],
  scenarios,
  experiments: [],
});
