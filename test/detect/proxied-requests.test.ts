// Requests through a proxy as only a client makes them, and the same planted by a web page.
// covers: D5
import { describe, expect, it } from 'vitest';
import { proxiedRequests } from '../../src/detect/proxied-requests.ts';
import type { RequestObservation } from '../../src/model/observation.ts';
import { MINUTE_MS } from '../../src/model/time.ts';

const HASH = '%124Vx%9a%bc%de%f1%23Eg%89%ab%cd%ef%124Vx%9a';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const announce = (minute: number, state: string, agent?: string): RequestObservation => ({
  kind: 'request',
  at: Date.UTC(2026, 10, 22, 10) + minute * MINUTE_MS,
  format: 'squid',
  origin: { evidence: 0, line: minute + 1 },
  source: '10.20.1.5',
  method: 'GET',
  host: 'tracker.example',
  url: `http://tracker.example:6969/announce?info_hash=${HASH}&peer_id=-TR3000-abcdefghijkl&port=51413&${state}`,
  system: 'bittorrent',
  protocol: 'bittorrent/tracker-http',
  ...(agent === undefined ? {} : { agent }),
});

const judged = (requests: readonly RequestObservation[]) => {
  const run = proxiedRequests.open();
  for (const request of requests) run.see(request);
  return run.findings()[0]!;
};

const SEEDS = 'uploaded=0&downloaded=0&left=0';

describe('announces in a proxy log', () => {
  const measured = judged([announce(0, SEEDS, 'Transmission/3.00')]).weight;

  it('have the measured weight under a client’s name', () => {
    expect(measured).toBeGreaterThan(20);
    expect(judged([announce(0, SEEDS, '')]).weight).toBe(measured);
  });

  it('are hardly a lead where a browser asked once, or often as pages are opened', () => {
    const once = judged([announce(0, `${SEEDS}&event=started`, FIREFOX)]);
    expect(once.weight).toBeLessThan(10);
    expect(once.text).toContain('browser’s name');
    const visits = [0, 1, 7, 30, 33].map((minute) => announce(minute, SEEDS, FIREFOX));
    expect(judged(visits).weight).toBe(once.weight);
  });

  it('are a lead where the log names no program and nothing goes on', () => {
    const planted = [0, 0, 0].map((minute, i) => announce(minute, `uploaded=${i}&left=0`));
    const { weight, text } = judged(planted);
    expect(weight).toBeLessThan(16.9);
    expect(text).toContain('assumed');
  });

  it('have the measured weight where the log names no program and counters move on', () => {
    const download = [
      announce(0, 'uploaded=0&downloaded=0&left=900&event=started'),
      announce(30, 'uploaded=5&downloaded=400&left=500'),
    ];
    expect(judged(download).weight).toBe(measured);
    expect(judged([...download].reverse()).weight).toBe(measured);
  });

  it('have it where a seeder comes back evenly, and not where people come back to a page', () => {
    const seeder = [0, 30, 61, 91].map((minute) => announce(minute, SEEDS));
    expect(judged(seeder).weight).toBe(measured);
    const visits = [0, 3, 45, 52, 190].map((minute) => announce(minute, SEEDS));
    expect(judged(visits).weight).toBeLessThan(measured);
  });

  it('never have it under a browser’s name alone', () => {
    const emulated = [0, 30, 60].map((minute) => announce(minute, `left=${100 - minute}`, FIREFOX));
    const { weight, text } = judged(emulated);
    expect(weight).toBeLessThan(16.9);
    expect(text).toContain('go on as those of a download do');
  });
});
