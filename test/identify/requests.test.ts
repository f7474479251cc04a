import { describe, expect, it } from 'vitest';
import { RequestIdentifier } from '../../src/identify/requests.ts';
import type { RequestObservation } from '../../src/model/observation.ts';
import { SYSTEMS } from '../../src/systems/index.ts';

const SIGNATURES = SYSTEMS.flatMap((system) => system.http ?? []);

/** The same signatures, asked about every request. */
const UNTRACED = SIGNATURES.map(({ traces: _, ...signature }) => signature);

const HASH = '%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13%14';

const REQUESTS: readonly (readonly [url: string, agent?: string | undefined, method?: string])[] = [
  [
    `http://tracker.example/announce?info_hash=${HASH}&peer_id=-TR3000-123456789012&port=51413&left=0`,
  ],
  [`http://tracker.example/scrape?info_hash=${HASH}`],
  ['http://www.example.com/announce?page=2'],
  ['http://cache.example/gwc.php?get=1&net=gnutella2&client=RAZA&version=2.7'],
  ['http://cache.example/GWC.php?CLIENT=LIME&hostfile=1&version=4.18'],
  ['http://203.0.113.5:6346/uri-res/N2R?urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB'],
  ['http://203.0.113.5:1214/.hash=94bace8658fd12c8f21249ced200f37d4f6c77e1'],
  ['http://reseed.example/i2pseeds.su3', 'Wget/1.11.4'],
  ['http://203.0.113.5:9030/tor/status-vote/current/consensus-microdesc.z'],
  ['http://203.0.113.5/index.html?crap=1795305600'],
  ['http://203.0.113.5/vpnsvc/connect.cgi', undefined, 'POST'],
  ['http://www.example.com/', 'Gator/4.0'],
  ['http://www.example.com/file', 'Transmission/3.00'],
  ['http://www.example.com/file', 'LimeWire/4.18.8'],
  ['http://www.example.com/file', 'Mozilla/5.0'],
  ['http://www.example.com/vpnsvc/'],
  ['www.example.com:443', undefined, 'CONNECT'],
];

const request = ([url, agent, method = 'GET']: (typeof REQUESTS)[number]): RequestObservation => ({
  kind: 'request',
  format: 'test',
  origin: { evidence: 0 },
  at: 0,
  source: '10.20.0.1',
  url,
  method,
  ...(agent === undefined ? {} : { agent }),
});

const named = (signatures: typeof SIGNATURES, one: (typeof REQUESTS)[number]): string => {
  const observation = request(one);
  new RequestIdentifier(signatures).identify(observation);
  return observation.protocol ?? '';
};

describe('requests in logs', () => {
  it.each(REQUESTS)('are named the same without a look at every one: %s %s', (...one) => {
    const asked = one as unknown as (typeof REQUESTS)[number];
    expect(named(SIGNATURES, asked)).toBe(named(UNTRACED, asked));
  });

  it('of which some are named', () => {
    const all = REQUESTS.map((one) => named(SIGNATURES, one)).filter(Boolean);
    expect(new Set(all).size).toBeGreaterThan(6);
  });
});
