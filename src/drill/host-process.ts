// The program that runs in the namespace of each host of a drill: the range's roles and those of the innocent.
import { RANGE_ROLES } from '../range/index.ts';
import { serveHost } from '../range/stage/serve-host.ts';
import { visitor } from './visitor.ts';
import { website } from './website.ts';

serveHost([...RANGE_ROLES, visitor, website]);
