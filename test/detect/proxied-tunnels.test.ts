// covers: D5 S8
// Tunnels in proxy logs: what is told of each, and the web applications that look like them and are left alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { connectTunnels } from '../../src/detect/connect-tunnels.ts';
import { Exchanges } from '../../src/detect/exchanges.ts';
import { httpTunnelRequests } from '../../src/detect/http-tunnel-requests.ts';
import { requestsWithoutAgent } from '../../src/detect/requests-without-agent.ts';
import type { RequestObservation } from '../../src/model/observation.ts';
import { analyzed } from '../harness/analyzed.ts';

const SHARED =
  process.env['PEERWARDEN_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));

const START = Date.UTC(2026, 10, 22, 5);

type Given = Partial<RequestObservation> & { readonly afterMs: number; readonly lastsMs?: number };

const request = ({ afterMs, lastsMs = 50, ...rest }: Given): RequestObservation => ({
  kind: 'request',
  format: 'squid',
  origin: { evidence: 0, line: 1 },
  at: START + afterMs,
  until: START + afterMs + lastsMs,
  durationMs: lastsMs,
  source: '10.20.1.11',
  method: 'GET',
  status: 200,
  bytesIn: 1500,
  ...rest,
});

const found = (
  detector: typeof httpTunnelRequests | typeof connectTunnels | typeof requestsWithoutAgent,
  requests: readonly Given[],
) => {
  const exchanges = new Exchanges();
  for (const one of requests) exchanges.see(request(one));
  return detector.open({ policy: null, exchanges }).findings();
};

const row = (count: number, stepMs: number, make: (i: number) => Omit<Given, 'afterMs'>): Given[] =>
  Array.from({ length: count }, (_, i) => ({ afterMs: i * stepMs, ...make(i) }));

describe('requests that carry a stream', () => {
  const target = { host: '203.0.113.14', url: 'http://203.0.113.14/index.html' };

  it('are told by both ways at once, sends without answers and pieces of one size', () => {
    const findings = found(httpTunnelRequests, [
      ...row(7, 40, () => ({ ...target, bytesIn: 65_872, lastsMs: 30 })),
      { afterMs: 200, lastsMs: 400, method: 'POST', status: 0, bytesIn: 0, ...target },
      { afterMs: 350, lastsMs: 49, bytesIn: 42_516, ...target },
    ]);
    expect(findings).toMatchObject([
      { subject: '10.20.1.11', activity: 'http-tunnel', technique: 'D5', count: 9 },
    ]);
    expect(findings[0]!.text).toMatch(/same time.*without an answer.*very same size.*no name/);
    expect(findings[0]!.extent).toMatchObject({
      bytesIn: 7 * 65_872 + 42_516,
      peer: '203.0.113.14',
    });
  });

  it('are not the long polling of a web application, by name or by address', () => {
    for (const host of ['chat.example.org', '203.0.113.9']) {
      const url = `http://${host}/socket.io/`;
      const polls = row(40, 25_000, (i) => ({ host, url, lastsMs: 24_900, bytesIn: 200 + i }));
      const sends = row(90, 11_000, () => ({ host, url, method: 'POST', lastsMs: 20, bytesIn: 2 }));
      expect(
        found(
          httpTunnelRequests,
          [...polls, ...sends].sort((a, b) => a.afterMs - b.afterMs),
        ),
      ).toEqual([]);
    }
  });

  it('are not segments of a film, uploads in parts, or a service that is posted to', () => {
    const cases: Given[][] = [
      row(200, 300, (i) => ({
        host: '203.0.113.9',
        url: `http://203.0.113.9/${i}.ts`,
        bytesIn: 60_260,
      })),
      row(60, 500, (i) => ({
        host: '203.0.113.9',
        url: `http://203.0.113.9/up?part=${i}`,
        method: 'PUT',
        bytesOut: 1_000_000,
      })),
      row(60, 500, () => ({
        host: '203.0.113.9',
        url: 'http://203.0.113.9/soap',
        method: 'POST',
        status: 201,
      })),
    ];
    for (const requests of cases) expect(found(httpTunnelRequests, requests)).toEqual([]);
  });

  it('count nothing that the proxy denied', () => {
    const denied = row(20, 40, (i) => ({
      ...target,
      method: i % 2 ? 'POST' : 'GET',
      lastsMs: 400,
      status: 0,
      action: 'denied',
    }));
    expect(found(httpTunnelRequests, denied)).toEqual([]);
  });
});

describe('CONNECT', () => {
  const connect = (
    host: string,
    rest: Partial<RequestObservation> = {},
    lastsMs = 9700,
  ): Omit<Given, 'afterMs'> => ({
    method: 'CONNECT',
    host,
    destinationPort: 443,
    bytesIn: 525_580,
    lastsMs,
    ...rest,
  });

  it('to one bare address that nobody else goes to is told, with how rare that is', () => {
    const others = row(40, 900, (i) =>
      connect(`www${i}.example.org`, { source: `10.20.1.${i + 20}` }),
    );
    const [finding, ...rest] = found(connectTunnels, [
      ...others,
      { afterMs: 0, ...connect('203.0.113.14') },
    ]);
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ subject: '10.20.1.11', activity: 'connect-tunnel' });
    expect(finding!.text).toContain('none of 40 others do');
  });

  it('of a program that goes to several addresses, or where others go too, is not', () => {
    const several = row(5, 900, (i) => connect(`203.0.113.${i + 10}`));
    expect(found(connectTunnels, several)).toEqual([]);
    const shared = row(5, 900, (i) => connect('203.0.113.14', { source: `10.20.1.${i + 20}` }));
    expect(found(connectTunnels, shared)).toEqual([]);
  });

  it('to a name of everyday, to an address of the house, or hardly used is not', () => {
    const cases = [
      connect('www.example.org'),
      connect('10.20.0.30'),
      connect('203.0.113.14', { bytesIn: 300 }, 20),
    ];
    for (const one of cases) expect(found(connectTunnels, [{ afterMs: 0, ...one }])).toEqual([]);
  });

  it('that names no program speaks further only of streams and bare addresses', () => {
    const speak = (one: Omit<Given, 'afterMs'>) =>
      found(requestsWithoutAgent, [{ afterMs: 0, ...one }]).length;
    expect(speak(connect('203.0.113.14', { agent: '' }))).toBe(1);
    expect(speak(connect('203.0.113.14'))).toBe(0);
    expect(speak(connect('203.0.113.14', { agent: 'curl/7.88.1' }))).toBe(0);
    expect(speak(connect('www.example.org', { agent: '' }))).toBe(0);
    expect(speak({ host: 'www.example.org', agent: '' })).toBe(0);
  });
});

describe.skipIf(!existsSync(join(SHARED, 'corpus/lab')))('logs of the lab alone', () => {
  const lab = (name: string) => join(SHARED, 'corpus/lab', name, 'logs');

  it.each([
    ['tun-hts-bt-squid', 'http-tunnel'],
    ['tun-hts-ssh-squid', 'http-tunnel'],
    ['tun-ssh-D-connect-bt', 'connect-tunnel'],
    ['tun-ssh-corkscrew-squid', 'connect-tunnel'],
  ])('%s: the host that tunnels is raised', async (name, activity) => {
    const { cases } = await analyzed([lab(name)]);
    expect(cases.filter(({ probability }) => probability >= 0.5)).toMatchObject([
      { activity, subject: { address: '10.20.1.11', user: 'alice' } },
    ]);
  });

  it('web applications behind a proxy raise nothing', async () => {
    const { cases } = await analyzed([lab('ben-http-streams')]);
    expect(cases).toEqual([]);
  });

  it('two logs of the same requests count them once', async () => {
    const folder = lab('tun-ssh-D-connect-bt');
    const both = await analyzed([join(folder, 'access-combined.log'), join(folder, 'access.log')]);
    expect(both.cases[0]).toMatchObject({ bytesIn: 525_580, flows: 1 });
    expect(both.users).toMatchObject([{ user: 'alice', requests: 1, bytesIn: 525_580 }]);
  });
});
