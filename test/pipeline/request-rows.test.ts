// A Squid log read as rows of numbers, and line by line as observations: the same hosts, people, volumes, identities, exchanges.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newEvidence } from '../../src/model/evidence.ts';
import type { Observation } from '../../src/model/observation.ts';
import { Judgement } from '../../src/pipeline/judgement.ts';
import { SOURCES } from '../../src/sources/index.ts';
import { squid } from '../../src/sources/proxies/squid.ts';
import { SourceReader } from '../../src/sources/reader.ts';

const T = 1_795_327_626;

/** A field that is mostly plain, and sometimes what Squid writes of odd requests. */
const CLIENT = fc.constantFrom('10.20.1.11', '10.20.1.12', '2001:db8::7', '198.51.100.9', 'pc7');
const RESULT = fc.constantFrom('TCP_TUNNEL/200', 'TCP_MISS/200', 'TCP_DENIED/407', 'NONE/000', 'x');
const METHOD = fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'CONNECT', '-');
const URL = fc.constantFrom(
  'www.example.com:443',
  'http://www.example.com/a?b=1',
  'http://www.example.com/a?b=2',
  'HTTP://WWW.Example.com:80/a',
  'http://u:p@[2001:db8::1]:8080/x',
  'http://10.20.9.9/inside',
  'http://198.51.100.7/gate?info_hash=%01%02',
  '198.51.100.7:22',
  'error:invalid-request',
  '-',
);
const USER = fc.constantFrom('-', 'alice', 'bob', 'CORP%5Cbob', 'bob@corp.example', 'pc7$');
const PEER = fc.constantFrom(
  'HIER_DIRECT/203.0.113.7',
  'HIER_NONE/-',
  'HIER_DIRECT/10.20.9.9',
  'y',
);
const LINE = fc
  .tuple(
    fc.integer({ min: 0, max: 20_000 }),
    fc.constantFrom('0', '12', '900', '7200000', '-5'),
    CLIENT,
    RESULT,
    fc.constantFrom('0', '310', '5000', '5000', '123456'),
    METHOD,
    URL,
    USER,
    PEER,
  )
  .map(
    ([at, ...rest]) =>
      `${T + at}.${String(at % 1000).padStart(3, '0')} ${rest.join(' ')} text/html`,
  );

const read = (lines: readonly string[], asRows: boolean) => {
  const judgement = new Judgement(null, [], false);
  const evidence = newEvidence(0, 'access.log', '');
  const context = {
    evidence,
    writtenUntil: 0,
    emit: (observation: Observation) => judgement.see(observation),
    ...(asRows && { requests: judgement.requests }),
  };
  const reader = new SourceReader(squid, context, SOURCES);
  reader.push(new TextEncoder().encode(lines.map((line) => `${line}\n`).join('')));
  reader.end();
  const { hosts, users, identity, volumes, cases } = judgement.judge();
  return {
    evidence,
    hosts: [...hosts.hosts.values()],
    users: [...users.users.values()],
    identity: identity.all(),
    persons: [...users.users.keys()].map((user) => identity.personOf(user)),
    // Parts of a byte are added in another order.
    volumes: volumes
      .series()
      .map(({ subject, total, hours }) => [
        subject,
        rounded(total),
        [...hours].map(([hour, sums]) => [hour, rounded(sums)]),
      ]),
    link: [...volumes.link.samples],
    span: volumes.span,
    exchanges: judgement.exchanges.values().map((one) => ({
      client: one.client,
      farEnd: { ...one.farEnd, number: 0 },
      crossed: one.crossed,
      sends: one.sends,
      tunnels: one.tunnels,
      denied: one.denied,
      equalRow: one.equalRow,
      unanswered: one.unanswered,
      sendsInOneGet: one.sendsInOneGet,
      longestMs: one.longestMs,
      extent: one.extent,
      examples: one.examples,
    })),
    cases: cases.map((one) => one.case),
  };
};

const rounded = (sums: object): number[] =>
  Object.values(sums).map((sum) => Math.round(sum * 1000));

it('are counted as their observations are', () => {
  fc.assert(
    fc.property(fc.array(LINE, { maxLength: 120 }), (lines) => {
      expect(read(lines, true)).toEqual(read(lines, false));
    }),
    { numRuns: 60 },
  );
});

it('are what nearly all lines of a log become', () => {
  const judgement = new Judgement(null, [], false);
  let told = 0;
  const reader = new SourceReader(squid, {
    evidence: newEvidence(0, 'access.log', ''),
    writtenUntil: 0,
    emit: () => told++,
    requests: judgement.requests,
  });
  const line = `${T}.361    148 10.20.1.12 TCP_TUNNEL/200 235 CONNECT www.example.com:443 alice HIER_DIRECT/203.0.113.15 -\n`;
  reader.push(new TextEncoder().encode(line.repeat(9)));
  reader.end();
  expect(told).toBe(0);
  expect(judgement.judge().hosts.hosts.get('10.20.1.12')?.flows).toBe(9);
});
