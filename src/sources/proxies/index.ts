// Web proxies and secure web gateways.

import type { Source } from '../source.ts';
import { squid } from './squid.ts';
import { squidCombined } from './squid-combined.ts';
import { webServer } from './web-server.ts';

export const PROXIES: readonly Source[] = [squid, squidCombined, webServer];
