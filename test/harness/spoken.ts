// Payloads of one flow from a fixture: comment, `transport client-port server-port`, then `> hex` and `< hex`.
import { readFileSync } from 'node:fs';
import type { Said } from './identify.ts';

export const spokenIn = (path: string): Said[] =>
  readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8')
    .split('\n')
    .slice(2)
    .filter((line) => line !== '')
    .map((line) => [
      line.startsWith('<') ? 1 : 0,
      Uint8Array.from(Buffer.from(line.slice(2), 'hex')),
    ]);
