// The program that runs in the namespace of each host of a stage.
import { RANGE_ROLES } from '../index.ts';
import { serveHost } from './serve-host.ts';

serveHost(RANGE_ROLES);
