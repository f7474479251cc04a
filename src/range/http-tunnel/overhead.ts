// What the ways of wrapping cost: bytes on the wire for each byte carried, requests for each megabyte.
import type { Experiment, Field, Measured } from '../experiment.ts';
import type { Host } from '../host.ts';
import { fieldsOf, wholeIn } from '../options.ts';
import type { Plain, Program } from '../role.ts';
import { local } from './local.ts';
import { receiver } from './receiver.ts';
import { target } from './target.ts';

interface Variant {
  readonly name: string;
  readonly options: { readonly [key: string]: Plain };
}

const VARIANTS: readonly Variant[] = [
  { name: 'POST and long GET', options: {} },
  {
    name: 'padded to 4,096',
    options: { padding: { kind: 'multiple', bytes: 4096 } },
  },
  {
    name: 'padded at random to 8,192',
    options: { padding: { kind: 'random', bytes: 8192 } },
  },
  { name: 'as images', options: { disguise: 'image' } },
  { name: 'as pages, base64', options: { disguise: 'html' } },
  { name: 'polling', options: { down: 'poll', pollMs: 20 } },
  { name: 'TLS', options: { wrap: 'tls' } },
];

const DOWN_BYTES = 256 << 10;
const UP_BYTES = 64 << 10;
/** Users who move files at the same time: one process plays all ends. */
const AT_ONCE = 8;

export const overhead: Experiment = {
  id: 'http-tunnel-overhead',
  system: 'http-tunnel',
  models: [],
  question: 'What does it cost to carry a connection in HTTP or TLS, in bytes and in requests?',
  peersDefault: 2 * VARIANTS.length,
  async run(field) {
    const users = Math.max(1, Math.floor(field.peers / VARIANTS.length));
    const rows: Row[] = [];
    for (const variant of VARIANTS) {
      if (field.signal.aborted) break;
      rows.push(await measure(field, variant, users));
      field.progress(`${variant.name}: ${users} users`);
    }
    return measured(rows, users);
  },
};

interface Row {
  readonly name: string;
  readonly bytesPerByte: number;
  readonly requestsPerMegabyte: number;
  readonly connectionsPerMegabyte: number;
}

const measure = async (field: Field, { name, options }: Variant, users: number): Promise<Row> => {
  const hosts: Host[] = [];
  const host = (): Host => {
    const made = field.host();
    hosts.push(made);
    return made;
  };
  const stops: (() => Promise<void>)[] = [];
  try {
    const server = host();
    const outside = await target.start(server, { port: 0 });
    stops.push(outside.stop);
    const port = await outside.actions['port']!({});
    const end = host();
    const door = options['wrap'] === 'tls' ? 'tlsPort' : 'port';
    const receiving = await receiver.start(end, { port: null, tlsPort: null, [door]: 0 });
    stops.push(receiving.stop);
    const to = {
      address: end.address,
      port: fieldsOf(await receiving.actions['figures']!({}))[door],
    };
    const one = async (user: number): Promise<void> => {
      const inside = host();
      const program = await local.start(inside, { port: 0, receiver: to, ...options });
      stops.push(program.stop);
      const input = { target: { address: server.address, port }, seed: user };
      await program.actions['fetch']!({ ...input, bytes: DOWN_BYTES });
      await program.actions['store']!({ ...input, bytes: UP_BYTES });
      await settled(program);
      await program.stop();
    };
    for (let first = 0; first < users && !field.signal.aborted; first += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, users - first) }, (_, at) => one(first + at)),
      );
    // Connections are counted when they end.
    await settled(receiving);
    const figures = fieldsOf(await receiving.actions['figures']!({}));
    const count = (id: string): number => wholeIn(figures, id, { most: Number.MAX_SAFE_INTEGER });
    const carried = users * (DOWN_BYTES + UP_BYTES);
    return {
      name,
      bytesPerByte: count('bytes') / carried,
      requestsPerMegabyte: (count('requests') / carried) * (1 << 20),
      connectionsPerMegabyte: (count('connections') / carried) * (1 << 20),
    };
  } finally {
    for (const stop of stops) await stop().catch(() => {});
    for (const made of hosts) field.end(made);
  }
};

/** No connection is open any more, or two seconds have passed. */
const settled = async (program: Program): Promise<void> => {
  for (let round = 0; round < 100; round++) {
    if (fieldsOf(await program.actions['figures']!({}))['open'] === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const measured = (rows: readonly Row[], users: number): Measured => {
  const sorted = [...rows].sort((a, b) => a.bytesPerByte - b.bytesPerByte);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const busiest = [...rows].sort((a, b) => b.requestsPerMegabyte - a.requestsPerMegabyte)[0];
  const text = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
  const answer =
    least && most && busiest
      ? `For ${users} user${users === 1 ? '' : 's'} each who ${users === 1 ? 'fetches' : 'fetch'} ${DOWN_BYTES >> 10} kB and send${users === 1 ? 's' : ''} ${UP_BYTES >> 10} kB, straight to the receiver, a byte carried costs ${text(least.bytesPerByte)} bytes on the wire in the cheapest way (${least.name}) and ${text(most.bytesPerByte)} in the dearest (${most.name}), TCP and IP headers left aside. ${busiest.name} makes the most requests: ${text(busiest.requestsPerMegabyte)} for each megabyte.`
      : 'Nothing was measured: the run was ended.';
  return {
    answer,
    columns: [
      { id: 'way', title: 'way of wrapping' },
      { id: 'bytes', title: 'bytes on the wire per byte carried' },
      { id: 'requests', title: 'requests per MB' },
      { id: 'connections', title: 'connections per MB' },
    ],
    rows: rows.map((row) => [
      row.name,
      rounded(row.bytesPerByte, 3),
      rounded(row.requestsPerMegabyte, 1),
      rounded(row.connectionsPerMegabyte, 1),
    ]),
    picture: { x: 'way', y: ['bytes'], kind: 'bars' },
  };
};

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
