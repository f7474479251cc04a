// One HTTP connection through everything that recognises flows, for tests of HTTP signatures.
import type { FlowObservation } from '../../src/model/observation.ts';
import { connection, identify, type Said } from '../harness/identify.ts';

const AT = Date.UTC(2003, 6, 9, 12);

/** Lines of a head; the empty line behind it is added. */
export const head = (...lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`;

export const httpFlow = (
  said: readonly Said[],
  { client = '10.0.0.5 40000', server = '203.0.113.7 1214' } = {},
): FlowObservation => identify(connection(AT, client, server, said)).flows[0]!;
