// A network of namespaces that a test makes itself: inside host – router – outside host, cleaned up always.
//
//   inside 10.77.1.2, .3, 2001:db8:77:1::2 ── router ── outside 198.51.100.2, 2001:db8:77:2::2
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';

export type Place = 'inside' | 'router' | 'outside';

export interface Probe {
  readonly transport: 'tcp' | 'udp';
  readonly to: string;
  readonly port: number;
  readonly from?: string;
  readonly fromPort?: number;
}

export interface Network {
  /** Runs a program in one of the namespaces and gives its output. */
  run(place: Place, command: readonly string[], folder?: string): string;
  /** Servers that answer what they get, on all addresses; resolves when they listen. */
  serve(
    place: Place,
    ports: { readonly tcp: readonly number[]; readonly udp: readonly number[] },
  ): Promise<void>;
  /** For each probe: true when its bytes came back. */
  probe(place: Place, probes: readonly Probe[]): boolean[];
  close(): void;
}

export const INSIDE = { v4: '10.77.1.2', other: '10.77.1.3', v6: '2001:db8:77:1::2' } as const;
export const OUTSIDE = { v4: '198.51.100.2', v6: '2001:db8:77:2::2' } as const;

export const makeNetwork = (): Network => {
  // Interface names hold 15 characters at most (IFNAMSIZ), and must be new on a machine where other tests run.
  const id = randomBytes(4).toString('hex');
  const names = { inside: `pw${id}i`, router: `pw${id}r`, outside: `pw${id}o` } as const;
  const children: ChildProcess[] = [];
  const close = (): void => {
    for (const child of children) child.kill('SIGKILL');
    for (const name of Object.values(names)) {
      try {
        execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
      } catch {
        // It was never made.
      }
    }
  };
  const into = (place: Place, command: readonly string[]) => [
    'netns',
    'exec',
    names[place],
    ...command,
  ];
  const run = (place: Place, command: readonly string[], folder = '.'): string =>
    execFileSync('ip', into(place, command), {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  try {
    connect(names);
  } catch (error) {
    close();
    throw error;
  }
  return {
    run,
    close,
    probe: (place, probes) =>
      JSON.parse(run(place, [process.execPath, '-e', PROBER, JSON.stringify(probes)])) as boolean[],
    serve: (place, ports) => {
      const child = spawn(
        'ip',
        into(place, [process.execPath, '-e', SERVER, JSON.stringify(ports)]),
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      children.push(child);
      return new Promise((resolve, reject) => {
        child.once('exit', (code) => reject(new Error(`server ended with ${code}`)));
        child.stdout.once('data', () => resolve());
      });
    },
  };
};

const connect = ({ inside, router, outside }: Record<Place, string>): void => {
  const ip = (line: string) =>
    execFileSync('ip', line.split(' '), { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const name of [inside, router, outside]) {
    ip(`netns add ${name}`);
    ip(`-n ${name} link set lo up`);
  }
  ip(`-n ${inside} link add up0 type veth peer name in0 netns ${router}`);
  ip(`-n ${outside} link add up0 type veth peer name out0 netns ${router}`);
  const addresses = [
    [inside, 'up0', '10.77.1.2/24', '10.77.1.3/24', '2001:db8:77:1::2/64'],
    [router, 'in0', '10.77.1.1/24', '2001:db8:77:1::1/64'],
    [router, 'out0', '198.51.100.1/24', '2001:db8:77:2::1/64'],
    [outside, 'up0', '198.51.100.2/24', '2001:db8:77:2::2/64'],
  ] as const;
  for (const [name, link, ...texts] of addresses) {
    for (const text of texts)
      ip(`-n ${name} addr add ${text} dev ${link}${text.includes(':') ? ' nodad' : ''}`);
    ip(`-n ${name} link set ${link} up`);
  }
  const forward =
    'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding';
  execFileSync('ip', ['netns', 'exec', router, 'sh', '-ec', forward]);
  for (const [name, v4, v6] of [
    [inside, '10.77.1.1', '2001:db8:77:1::1'],
    [outside, '198.51.100.1', '2001:db8:77:2::1'],
  ]) {
    ip(`-n ${name} route add default via ${v4}`);
    ip(`-6 -n ${name} route add default via ${v6}`);
  }
};

const SERVER = `
const { tcp, udp } = JSON.parse(process.argv[1]);
const ready = [
  ...tcp.map((port) => new Promise((done) => require('net').createServer((s) => s.on('error', () => {}).pipe(s)).listen(port, '::', done))),
  ...udp.map((port) => new Promise((done) => {
    const socket = require('dgram').createSocket('udp6');
    socket.on('message', (bytes, from) => socket.send(bytes, from.port, from.address)).bind(port, '::', done);
  })),
];
Promise.all(ready).then(() => console.log('ready'));
`;

/** An answer on these lines takes a millisecond; what has none after this was refused. */
const PROBE_MS = 1500;

const PROBER = `
const tcp = ({ to, port, from, fromPort }) => new Promise((done) => {
  const socket = require('net').connect({ host: to, port, localAddress: from, localPort: fromPort });
  const end = (ok) => { socket.destroy(); done(ok); };
  socket.on('connect', () => socket.write('hello')).on('data', () => end(true)).on('error', () => end(false));
  setTimeout(() => end(false), ${PROBE_MS});
});
const udp = ({ to, port, from, fromPort }) => new Promise((done) => {
  const socket = require('dgram').createSocket(to.includes(':') ? 'udp6' : 'udp4');
  const end = (ok) => { try { socket.close(); } catch {} done(ok); };
  socket.on('message', () => end(true)).on('error', () => end(false));
  socket.bind(fromPort, from, () => socket.send('hello', port, to));
  setTimeout(() => end(false), ${PROBE_MS});
});
Promise.all(JSON.parse(process.argv[1]).map((probe) => ({ tcp, udp })[probe.transport](probe)))
  .then((answers) => { console.log(JSON.stringify(answers)); process.exit(0); });
`;
