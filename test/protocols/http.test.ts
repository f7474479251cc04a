import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.ts';
import { http } from '../../src/protocols/http.ts';
import { type HttpSignature, NO, YES } from '../../src/wire/dissector.ts';
import { type Conversation, fixture, play, talk, textBytes } from './conversation.ts';

const plain = http({ http: [], websocket: [] });

const tracker = (bodies: string[]): HttpSignature => ({
  id: 'test/tracker',
  system: 'bittorrent',
  request: ({ path }) => path.startsWith('/announce'),
  body: (bytes) => void bodies.push(Buffer.from(bytes).toString('latin1')),
});

const withTracker = (conversation: Conversation) => {
  const bodies: string[] = [];
  const outcome = play(http({ http: [tracker(bodies)], websocket: [] }), conversation);
  return { ...outcome, bodies };
};

describe('what is HTTP', () => {
  it.each([
    'GET / HTTP/1.1\r\n',
    'PROPFIND /dav/ HTTP/1.1\r\n',
    'BREW /pot HTTP/1.0\r\n',
    'CONNECT a.example:443 HTTP/1.1\r\n',
    'OPTIONS * HTTP/1.1\r\n',
    'get http://a.example/ HTTP/1.0\r\n',
  ])('request %j', (line) => {
    expect(play(plain, talk(80, `> ${line}`)).verdict).toBe(YES);
  });

  it('an answer first', () => {
    expect(play(plain, talk(80, '< HTTP/1.0 200 OK\r\n')).verdict).toBe(YES);
  });

  it.each([
    'GNUTELLA CONNECT/0.6\r\nUser-Agent: x\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'OPTIONS rtsp://a.example/ RTSP/1.0\r\n',
    'REGISTER sip:a.example SIP/2.0\r\n',
    'USER anonymous\r\n',
    '$MyNick nick|$Lock abc Pk=x|',
    'HTTP/2 200\r\n',
    '\x13BitTorrent protocol',
    'GET',
  ])('is not %j', (text) => {
    expect(play(plain, talk(80, `> ${text}`)).verdict).toBe(NO);
  });

  it('believes a long target before its end is there', () => {
    const target = `/s?${'q'.repeat(1500)}`;
    expect(play(plain, talk(80, `> GET ${target}`)).verdict).toBe(YES);
    expect(play(plain, talk(80, `> ZZZ ${target}`)).verdict).toBe(NO);
  });

  it('finds the next request when the capture began in a body', () => {
    const parts = ['< \x00\x01 middle of a body', '> GET /next HTTP/1.1\r\nHost: a\r\n\r\n'];
    expect(play(plain, talk(80, ...parts), true).facts.carrier?.['path']).toBe('/next');
    expect(play(plain, talk(80, ...parts), false).verdict).toBe(NO);
  });
});

describe('facts', () => {
  it('of a browser', () => {
    const { facts } = play(plain, fixture('http-web'));
    expect(facts.carrier).toMatchObject({ method: 'GET', host: 'ext1.example.net' });
    expect(facts.carrier?.['agent']).toMatch(/^curl/);
    expect(facts.anomalies).toBeUndefined();
  });

  it('through a proxy: the user, never the password', () => {
    const { facts } = play(plain, fixture('http-proxy'));
    expect(facts.carrier).toMatchObject({ user: 'alice', proxy: true, method: 'POST' });
    expect(JSON.stringify(facts)).not.toMatch(/secret|YWxpY2U6/);
  });

  it('chunked answers are followed without a complaint', () => {
    const { facts } = play(plain, fixture('http-chunked'));
    expect(facts.anomalies).toBeUndefined();
  });
});

describe('signatures', () => {
  const ask = (path: string, more = '') => `> GET ${path} HTTP/1.1\r\nHost: t\r\n${more}\r\n`;

  it('gets the bodies of answers to recognised requests, in a row of pipelined ones', () => {
    const { names, bodies, facts } = withTracker(
      talk(
        80,
        `${ask('/index.html')}${ask('/announce?a').slice(2)}${ask('/announce?b').slice(2)}`,
        '< HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nskip',
        '< HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none',
        '< HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\ntw\r\n1\r\no\r\n0\r\nT: 1\r\n\r\n',
      ),
    );
    expect(bodies).toEqual(['one', 'two']);
    expect(names).toEqual([
      ['test/tracker', 'bittorrent'],
      ['test/tracker', 'bittorrent'],
    ]);
    expect(facts.anomalies).toBeUndefined();
  });

  it('HEAD, 204 and 304 have no body', () => {
    const { bodies } = withTracker(
      talk(
        80,
        `> HEAD / HTTP/1.1\r\n\r\n${'GET /x HTTP/1.1\r\n\r\n'.repeat(2)}${ask('/announce').slice(2)}`,
        '< HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
        '< HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nd8',
      ),
    );
    expect(bodies).toEqual(['d8']);
  });

  it('undoes gzip, up to the bound', () => {
    const answer = (body: Uint8Array) =>
      `< HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n${Buffer.from(body).toString('latin1')}`;
    const small = gzipSync(textBytes('d8:intervali900ee'));
    expect(withTracker(talk(80, ask('/announce'), answer(small))).bodies).toEqual([
      'd8:intervali900ee',
    ]);
    const bomb = gzipSync(new Uint8Array(20 << 20));
    expect(bomb.length).toBeLessThan(LIMITS.bodyBytesMax);
    const outcome = withTracker(talk(80, ask('/announce'), answer(bomb)));
    expect(outcome.bodies).toEqual([]);
    expect(outcome.facts.anomalies).toEqual({ 'http-body-encoding': 1 });
  });

  it('a body until the connection ends', () => {
    const { bodies } = withTracker(
      talk(80, ask('/announce'), '< HTTP/1.0 200 OK\r\n\r\nd8:', '< intervale'),
    );
    expect(bodies).toEqual(['d8:intervale']);
  });
});

describe('what follows', () => {
  it('CONNECT hands on the inner stream from its first byte', () => {
    const { inner, facts } = play(plain, fixture('http-connect'));
    const first = fixture('http-connect').pieces;
    const heads = [first[0]!.bytes.length, first[1]!.bytes.length];
    expect(inner).toEqual([['http-connect', ...heads]]);
    expect(facts.carrier).toMatchObject({ method: 'CONNECT', proxy: true, user: 'alice' });
  });

  it('a refused CONNECT goes on as HTTP, with what was sent meanwhile', () => {
    const again = 'CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: Basic Ym9iOng=\r\n\r\n';
    const { inner, facts } = play(
      plain,
      talk(
        3128,
        `> CONNECT a:443 HTTP/1.1\r\n\r\n${again}`,
        '< HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno',
        '< HTTP/1.1 200 Yes\r\n\r\n',
        '> \x16\x03\x01',
      ),
    );
    expect(inner).toEqual([
      ['http-connect', 26 + again.length, 'HTTP/1.1 407 No__Content-Length: 2____no'.length + 20],
    ]);
    expect(facts.carrier?.['user']).toBe('bob');
  });

  it('bytes that are no HTTP end the reading', () => {
    const { facts } = play(
      plain,
      talk(80, '> GET / HTTP/1.1\r\n\r\n\x00\x01\x02 \r\n\r\n', '> GET / HTTP/1.1\r\n\r\n'),
    );
    expect(facts.anomalies).toEqual({ 'http-not-a-message': 1 });
  });

  it('a head without end is given up', () => {
    const long = 'x'.repeat(LIMITS.httpHeadBytesMax);
    const { facts } = play(plain, talk(80, `> GET / HTTP/1.1\r\nA: ${long}`));
    expect(facts.anomalies).toEqual({ 'http-head-too-long': 1 });
  });
});
