// The path of proxy logs: one generated Squid log, analysed by us and by what others read such logs with, on the same
// machine in one run. Rounds are interleaved, medians count, and only ratios of one run are compared.
//   npm run build && node bench/squid-log.mjs [--lines 2000000] [--rounds 3] [--seed 1] [--sarg-lines 20000]
//        [--long 20000000] [--keep FILE] [--write]
// --long also measures our peak memory with that many lines. --write replaces this part of docs/benchmarks.md. The log lies
// in a temporary folder and is removed; --keep writes it to FILE and measures nothing.
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'dist/bundle/peerwarden.js');
const page = join(root, 'docs/benchmarks.md');
const TITLE = '## A proxy log';

const args = process.argv.slice(2);
const option = (name, fallback) => {
  const at = args.indexOf(name);
  return at < 0 ? fallback : args[at + 1];
};
const lines = Number(option('--lines', 2_000_000));
const rounds = Number(option('--rounds', 3));
const seed = Number(option('--seed', 1));
const long = Number(option('--long', 0));
const sargLines = Math.min(lines, Number(option('--sarg-lines', 20_000)));

const grouped = (number) => number.toLocaleString('en-US');

const CLIENTS = 2000;
const HOSTS = 20_000;
const USERS = 1800;
const DAY_S = 86_400;
const BEGINS = 1_795_305_600;

/** The same numbers in every run (mulberry32). */
const numbers = (state) => () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

/** Ranks 0…n-1, the k-th as often as 1/k says. */
const zipf = (n, next) => {
  const sums = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += 1 / (i + 1);
    sums[i] = sum;
  }
  return () => {
    const wanted = next() * sum;
    let low = 0;
    let high = n - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
};

const DOMAINS = ['example.com', 'example.net', 'example.org', 'cdn.example', 'office.example'];
const NAMES = [
  'www',
  'api',
  'static',
  'img',
  'mail',
  'login',
  'news',
  'media',
  'update',
  'telemetry',
];
const TYPES = ['text/html', 'image/jpeg', 'application/json', 'text/css', 'application/javascript'];
const ENDINGS = ['html', 'jpg', 'json', 'css', 'js'];

/** One in a hundred hosts is a bare address, as it is in offices. */
const hostNames = () =>
  Array.from({ length: HOSTS }, (_, i) =>
    i % 100 === 99
      ? `198.51.100.${(i / 100) & 255}`
      : `${NAMES[i % NAMES.length]}${i}.${DOMAINS[(i >> 3) % DOMAINS.length]}`,
  );

/** One office day: `perDay` lines, then the next day with the same clients, hosts and users. */
const writeLog = (file, count, perDay) => {
  const next = numbers(seed);
  const hosts = hostNames();
  const hostOf = zipf(HOSTS, next);
  const clientOf = zipf(CLIENTS, next);
  const pathOf = zipf(5000, next);
  const out = openSync(file, 'w');
  const parts = [];
  for (let i = 0; i < count; i++) {
    parts.push(line(BEGINS + (i / perDay) * DAY_S, { next, hosts, hostOf, clientOf, pathOf }));
    if (parts.length === 20_000 || i === count - 1) {
      writeSync(out, parts.join(''));
      parts.length = 0;
    }
  }
  closeSync(out);
};

const line = (at, { next, hosts, hostOf, clientOf, pathOf }) => {
  const client = clientOf();
  const rank = hostOf();
  const kind = next();
  const connect = kind < 0.55;
  const method = connect ? 'CONNECT' : kind < 0.93 ? 'GET' : kind < 0.99 ? 'POST' : 'HEAD';
  const elapsed = Math.floor(Math.exp(next() * (connect ? 12 : 8)));
  const [result, status] = resultOf(connect, next());
  const size = status === 304 ? 310 : Math.floor(400 * Math.exp(next() ** 2 * 9));
  const ending = Math.floor(next() * TYPES.length);
  // Every second path is new; a third of them carry a query.
  const path =
    next() < 0.5 ? `${pathOf()}/index` : `i/${Math.floor(next() * 1e9).toString(36)}/part`;
  const query = next() < 0.33 ? `?id=${Math.floor(next() * 1e6)}&lang=en` : '';
  const target = connect
    ? `${hosts[rank]}:443`
    : `http://${hosts[rank]}/${path}.${ENDINGS[ending]}${query}`;
  // Most people have one machine; one request in ten is of nobody who signed in.
  const user =
    next() < 0.1 ? '-' : `user${next() < 0.97 ? client % USERS : Math.floor(next() * USERS)}`;
  const peer =
    result === 'TCP_DENIED' || result.endsWith('HIT')
      ? 'HIER_NONE/-'
      : `HIER_DIRECT/203.0.${113 + (rank >> 12)}.${rank & 255}`;
  const type = connect || status === 304 ? '-' : TYPES[ending];
  return (
    `${at.toFixed(3)} ${String(elapsed).padStart(6)} 10.20.${client >> 8}.${client & 255} ` +
    `${result}/${status} ${size} ${method} ${target} ${user} ${peer} ${type}\n`
  );
};

const resultOf = (connect, share) => {
  if (share < 0.02) return ['TCP_DENIED', share < 0.015 ? 407 : 403];
  if (connect) return share < 0.97 ? ['TCP_TUNNEL', 200] : ['TCP_TUNNEL', 503];
  if (share < 0.1) return ['TCP_MEM_HIT', 200];
  if (share < 0.2) return ['TCP_REFRESH_UNMODIFIED', 304];
  if (share < 0.25) return ['TCP_MISS', 302];
  if (share < 0.28) return ['TCP_MISS', 404];
  if (share < 0.285) return ['TCP_MISS', 500];
  return ['TCP_MISS', 200];
};

const work = mkdtempSync(join(tmpdir(), 'peerwarden-bench-'));
const log = join(work, 'access.log');
const made = join(work, 'made');

// goaccess's own word SQUID wants a syslog head; this is the native format.
const FORMAT = [
  '--log-format=%x.%^ %~%L %h %^/%s %b %m %U %^',
  '--date-format=%s',
  '--time-format=%s',
  '--datetime-format=%s',
];
// It writes a folder for every user and takes minutes for what is a part: its ratio is a lower bound.
const few = join(work, 'few.log');

const ROWS = [
  {
    name: 'peerwarden analyze --format json',
    command: ['node', cli, 'analyze', log, '--format', 'json'],
  },
  {
    name: "mawk '{s[$3]+=$5} END{print length(s)}'",
    command: ['mawk', '{s[$3]+=$5} END{print length(s)}', log],
  },
  {
    name: 'goaccess, native format, -o json',
    command: [
      'goaccess',
      log,
      '--no-global-config',
      ...FORMAT,
      '--no-progress',
      '-o',
      join(made, 'goaccess.json'),
    ],
  },
  {
    name: `sarg, first ${grouped(sargLines)} lines`,
    command: ['sarg', '-l', few, '-o', join(made, 'sarg')],
  },
];

const main = () => {
  for (const tool of ['mawk', 'goaccess', 'sarg', '/usr/bin/time']) need(tool);
  writeLog(log, lines, lines);
  writeLog(few, sargLines, lines);
  const about = `${grouped(lines)} lines, ${grouped(Math.round(statSync(log).size / 1e6))} MB`;
  const rows = ROWS.map((row) => ({ ...row, wall: [], user: [], memory: [] }));
  for (let round = 0; round < rounds; round++) for (const row of rows) measure(row);
  const checked = check();
  rmSync(log);
  const text = [...table(rows, about), '', checked, '', ...(long > 0 ? longLog() : [])].join('\n');
  process.stdout.write(`${TITLE}\n\n${text}\n`);
  if (args.includes('--write')) replace(text);
};

const measure = (row) => {
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made);
  const { wall, user, memory } = timed(row.command);
  row.wall.push(wall);
  row.user.push(user);
  row.memory.push(memory);
};

/** Wall and user seconds and peak memory (MB) of one run, by the operating system's accounting. */
const timed = (command) => {
  const report = join(work, 'time.txt');
  // Peerwarden writes its report to standard output, which goes to a file as well.
  const out = openSync(join(work, 'out.txt'), 'w');
  const { status, stderr } = spawnSync(
    '/usr/bin/time',
    ['-o', report, '-f', '%e %U %M', ...command],
    {
      stdio: ['ignore', out, 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
      encoding: 'utf8',
    },
  );
  closeSync(out);
  // 1: Peerwarden found something.
  if (status !== 0 && !(status === 1 && command[0] === 'node'))
    throw new Error(`${command[0]} ended with ${status}: ${stderr}`);
  const [wall, user, memory] = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .at(-1)
    .split(' ')
    .map(Number);
  return { wall, user, memory: memory / 1024 };
};

/** That all read what they were given: what is fast because it read nothing is no measure. */
const check = () => {
  const ours = JSON.parse(run(ROWS[0].command).stdout);
  const { records, notUnderstood } = ours.evidence[0];
  const refused = Object.values(notUnderstood).reduce((sum, n) => sum + n, 0);
  run(ROWS[2].command);
  const { general } = JSON.parse(readFileSync(join(made, 'goaccess.json'), 'utf8'));
  return `Peerwarden understood ${grouped(records - refused)} of ${grouped(records)} lines, goaccess ${grouped(general.valid_requests)} of ${grouped(general.total_requests)}.`;
};

const table = (rows, about) => {
  const of = (row) => ({
    wall: median(row.wall),
    user: median(row.user),
    memory: median(row.memory),
  });
  const ours = of(rows[0]);
  return [
    `Squid's access.log, generated: ${about}; ${grouped(CLIENTS)} clients, ${grouped(HOSTS)} hosts (Zipf), seed ${seed}. ${rounds === 1 ? 'One round' : `${rounds} interleaved rounds, medians`}.`,
    '',
    '| command | wall s | user s | peak MB | wall ÷ peerwarden | user ÷ peerwarden |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows.map((row) => {
      const { wall, user, memory } = of(row);
      return `| \`${row.name}\` | ${wall.toFixed(2)} | ${user.toFixed(2)} | ${memory.toFixed(0)} | ${(wall / ours.wall).toFixed(2)} | ${(user / ours.user).toFixed(2)} |`;
    }),
  ];
};

const longLog = () => {
  const [short, much] = [lines, long].map((count) => {
    writeLog(log, count, lines);
    const { wall, memory } = timed(ROWS[0].command);
    rmSync(log);
    return { wall, memory };
  });
  return [
    `${grouped(long)} lines, day after day with the same clients and hosts: ${(much.wall / short.wall).toFixed(1)} × the time and ${(much.memory / short.memory).toFixed(2)} × the peak memory of ${grouped(lines)} (${much.memory.toFixed(0)} MB against ${short.memory.toFixed(0)} MB).`,
    '',
  ];
};

const replace = (text) => {
  const before = readFileSync(page, 'utf8');
  const at = before.indexOf(`${TITLE}\n`);
  const rest = at < 0 ? -1 : before.indexOf('\n## ', at);
  const machine = `Node ${process.version}; ${cpus().length} × ${cpus()[0].model}.`;
  const part = `${TITLE}\n\nWritten by \`node bench/squid-log.mjs --write\`. ${machine}\n\n${text}\n`;
  const head = at < 0 ? `${before.trimEnd()}\n\n` : before.slice(0, at);
  writeFileSync(page, head + part + (rest < 0 ? '' : before.slice(rest)));
};

const need = (tool) => {
  if (run(['sh', '-c', `command -v ${tool}`]).status !== 0)
    throw new Error(`${tool} is missing: apt-get install goaccess sarg mawk time`);
};

const run = ([command, ...rest]) =>
  spawnSync(command, rest, { encoding: 'utf8', maxBuffer: 1 << 28 });

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

try {
  const keep = option('--keep', '');
  if (keep) writeLog(keep, lines, lines);
  else main();
} finally {
  rmSync(work, { recursive: true, force: true });
}
