// `npm run bench`: the packet path against other tools on the same machine in one run, and the micro-benches.
//   node bench/run.mjs [--rounds 16] [--runs 5] [--mix FILE] [--write]
// The mix is made from the lab captures (../shared/tools/make-mix.mjs); without them it is made from our fixtures and
// the figures say so. Runs alternate, medians count, and only ratios of one run are compared. --write updates
// docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const shared = process.env.PEERWARDEN_SHARED ?? join(root, '../shared');
const args = process.argv.slice(2);
const option = (name, fallback) => {
  const at = args.indexOf(name);
  return at < 0 ? fallback : args[at + 1];
};
const rounds = Number(option('--rounds', 16));
const runs = Number(option('--runs', 5));

const work = mkdtempSync(join(tmpdir(), 'peerwarden-bench-'));
const mix = option('--mix', join(work, 'mix.pcap'));
const cli = join(root, 'dist/cli/main.js');

const COMMANDS = [
  ['peerwarden', ['node', cli, 'analyze', mix]],
  ['peerwarden, with SHA-256', ['node', cli, 'analyze', mix, '--digest']],
  ['tcpdump -w /dev/null', ['tcpdump', '-r', mix, '-w', '/dev/null']],
  ['ndpiReader -q', ['ndpiReader', '-q', '-i', mix]],
];

const main = () => {
  for (const tool of ['tcpdump', 'ndpiReader', '/usr/bin/time']) need(tool);
  const about = existsSync(mix) ? `given: ${mix}` : makeMix();
  const rows = COMMANDS.map(([name]) => ({ name, wall: [], user: [], memory: [] }));
  for (let run = 0; run < runs; run++) {
    for (const [i, [, command]] of COMMANDS.entries()) {
      const { wall, user, memory } = timed(command);
      rows[i].wall.push(wall);
      rows[i].user.push(user);
      rows[i].memory.push(memory);
    }
  }
  const page = [macroTable(rows, about), ...microBenches(), ...squidLog()].join('\n');
  process.stdout.write(`${page}\n`);
  if (args.includes('--write')) writeFileSync(join(root, 'docs/benchmarks.md'), document(page));
};

const makeMix = () => {
  const lab = join(shared, 'corpus/lab');
  if (!existsSync(lab)) throw new Error(`${lab} is not there: give a capture with --mix FILE`);
  return run(['node', join(shared, 'tools/make-mix.mjs'), mix, String(rounds), lab]).stdout.trim();
};

/** Wall and user seconds and peak memory (MB) of one run, by the operating system's accounting. */
const timed = (command) => {
  const report = join(work, 'time.txt');
  run(['/usr/bin/time', '-o', report, '-f', '%e %U %M', ...command]);
  const [wall, user, memory] = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .at(-1)
    .split(' ')
    .map(Number);
  return { wall, user, memory: memory / 1024 };
};

const macroTable = (rows, about) => {
  const of = (row) => ({
    wall: median(row.wall),
    user: median(row.user),
    memory: median(row.memory),
  });
  const ours = of(rows[0]);
  const lines = rows.map((row) => {
    const { wall, user, memory } = of(row);
    return `| ${row.name} | ${wall.toFixed(2)} | ${user.toFixed(2)} | ${memory.toFixed(0)} | ${(wall / ours.wall).toFixed(2)} |`;
  });
  return [
    `Capture: ${about}. ${runs} alternating runs, medians.`,
    '',
    '| command | wall s | user s | peak MB | wall ÷ peerwarden |',
    '|---|---:|---:|---:|---:|',
    ...lines,
    '',
  ].join('\n');
};

/** Each file of bench/micro prints its own lines. */
const microBenches = () => {
  const files = readdirSync(join(root, 'bench/micro'))
    .filter((name) => name.endsWith('.bench.mjs'))
    .sort();
  const sections = files.map((name) => {
    const { stdout, status } = run(['node', join(root, 'bench/micro', name)], {
      PEERWARDEN_MIX: mix,
    });
    return `### ${name.replace('.bench.mjs', '')}\n\n\`\`\`\n${status === 0 ? stdout.trim() : 'failed'}\n\`\`\`\n`;
  });
  return ['## Hot functions', '', ...sections];
};

/** Proxy logs, against what others read them with; it prints its own part of the page. */
const squidLog = () => {
  const { stdout, stderr, status } = run(['node', join(root, 'bench/squid-log.mjs')]);
  return status === 0 ? [stdout] : ['## A proxy log', '', stderr.trim(), ''];
};

const document = (page) =>
  [
    '# Benchmarks',
    '',
    'Written by `npm run bench -- --write`; figures of one machine in one run. Compare ratios, never seconds of different runs.',
    '',
    `Node ${process.version}, ${version(['tcpdump', '--version'])}, ${version(['ndpiReader', '-h'])}; ${cpus().length} × ${cpus()[0].model}.`,
    '',
    page,
    '',
  ].join('\n');

const version = (command) => {
  const { stdout, stderr } = run(command);
  return (
    /(?:tcpdump version|nDPI|ndpiReader)[^\n]{0,60}/i.exec(`${stdout}${stderr}`)?.[0].trim() ??
    command[0]
  );
};

const need = (tool) => {
  if (run(['sh', '-c', `command -v ${tool}`]).status !== 0) {
    throw new Error(`${tool} is missing: npm run tools installs it where that is possible`);
  }
};

const run = ([command, ...rest], env = {}) =>
  spawnSync(command, rest, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, ...env },
  });

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

try {
  main();
} finally {
  rmSync(work, { recursive: true, force: true });
}
