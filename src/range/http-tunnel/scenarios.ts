// The tunnels as they are recorded: a file up and a file down, through the office's Squid.
import type { Plain } from '../role.ts';
import type { Scenario, ScenarioHost, Stage } from '../scenario.ts';

const HOSTS: readonly ScenarioHost[] = [
  { name: 'corp1', side: 'inside' },
  { name: 'srv', side: 'inside' },
  { name: 'ext1', side: 'outside' },
  { name: 'ext2', side: 'outside' },
];

const FETCH_BYTES = 512 << 10;
const STORE_BYTES = 128 << 10;
const TARGET_PORT = 8000;

/** A file fetched and one stored through the tunnel; both are checked by their hashes. */
const throughSquid = async (
  stage: Stage,
  port: number,
  options: Plain,
  idleMs = 0,
): Promise<void> => {
  const proxy = await stage.program('srv', 'squid');
  await stage.start('ext2', 'http-tunnel/target', { port: TARGET_PORT });
  await stage.start('ext1', 'http-tunnel/receiver', { port: 80, tlsPort: 443 });
  const tunnel = await stage.start('corp1', 'http-tunnel/local', {
    receiver: { address: stage.address('ext1'), port },
    proxy: { address: proxy.address, port: proxy.port },
    ...(options as object),
  });
  const target = { address: stage.address('ext2'), port: TARGET_PORT };
  await tunnel.do('fetch', { target, bytes: FETCH_BYTES, seed: 7, socks: '5', idleMs });
  await tunnel.do('store', { target, bytes: STORE_BYTES, seed: 8, socks: '4' });
  await tunnel.stop();
};

const COMMON = { models: [], hosts: HOSTS, guilty: ['corp1', 'ext1'] } as const;

export const scenarios: readonly Scenario[] = [
  {
    ...COMMON,
    id: 'http-tunnel',
    systems: ['http-tunnel'],
    about: 'a SOCKS connection as POSTs up and one long GET down, through Squid',
    play: (stage) => throughSquid(stage, 80, {}),
  },
  {
    ...COMMON,
    id: 'http-tunnel-polling',
    systems: ['http-tunnel'],
    about: 'the same as images that are asked for again and again, with padding of random length',
    play: (stage) =>
      throughSquid(
        stage,
        80,
        {
          disguise: 'image',
          down: 'poll',
          pollMs: 300,
          padding: { kind: 'random', bytes: 4096 },
        },
        // Silent long enough for the beat of the polls to show.
        3000,
      ),
  },
  {
    ...COMMON,
    id: 'http-tunnel-connect',
    systems: ['http-tunnel', 'connect-tunnel', 'tls-tunnel'],
    about: 'a SOCKS connection in TLS over CONNECT to port 443, through Squid',
    play: (stage) => throughSquid(stage, 443, { wrap: 'tls' }),
  },
];
