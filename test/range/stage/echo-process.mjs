// The process of a host whose only role is the echo.
import { serveHost } from '../../../dist/range/stage/serve-host.js';
import { ECHO } from './echo-role.mjs';

serveHost([ECHO]);
