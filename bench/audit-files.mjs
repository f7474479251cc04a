// The audit of folders: a generated tree of 300,000 files, audited by us and typed by find and file(1), on the same machine
// in one run. Only ratios of one run are compared.
//   npm run build && node bench/audit-files.mjs [--files 300000] [--share 10] [--rounds 3] [--keep FOLDER] [--write]
// file(1) is slow, so that it gets every tenth folder (--share 1: all), and its time is multiplied. Where python3 is there,
// a further first audit is measured whose contents are not in memory (posix_fadvise), as on a file server in the morning.
// --write replaces this part of docs/benchmarks.md. --keep uses that folder's tree, or makes it there and leaves it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'dist/cli/main.js');
const page = join(root, 'docs/benchmarks.md');
const TITLE = '## Folders';

const args = process.argv.slice(2);
const option = (name, fallback) => {
  const at = args.indexOf(name);
  return at < 0 ? fallback : args[at + 1];
};
const files = Number(option('--files', 300_000));
const share = Number(option('--share', 10));
const rounds = Number(option('--rounds', 3));
const kept = option('--keep', null);
const work = mkdtempSync(join(tmpdir(), 'peerwarden-bench-'));
const tree = join(kept ?? work, 'tree');
const FOLDER_FILES = 100;

/** The same numbers in every run (Numerical Recipes' generator). */
let seed = 1;
const random = () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
const noise = Buffer.from(Array.from({ length: 1 << 20 }, () => Math.floor(random() * 256)));

/** What an office keeps: [share of files, extension, first bytes, most bytes]. */
const KINDS = [
  [
    0.25,
    'docx',
    'PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml',
    8000,
  ],
  [0.2, 'pdf', '%PDF-1.7\n', 8000],
  [0.2, 'txt', null, 4000],
  [0.15, 'jpg', '\xff\xd8\xff\xe0\0\x10JFIF', 8000],
  [0.08, 'xls', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 6000],
  [0.05, 'html', '<!DOCTYPE html>\n<html>', 4000],
  [0.04, 'zip', 'PK\x03\x04\x14\0\0\0\x08\0', 8000],
  [0.029, 'exe', 'MZ\x90\0\x03\0\0\0\x04\0', 8000],
  [0.001, 'mp3', 'ID3\x03\0\0\0\0\0\x0a', 4_000_000],
];

const makeTree = () => {
  for (let folder = 0; folder * FOLDER_FILES < files; folder++) {
    const path = join(tree, `department-${Math.floor(folder / 60)}`, `folder-${folder}`);
    mkdirSync(path, { recursive: true });
    for (let i = 0; i < FOLDER_FILES; i++) {
      const [, extension, head, most] = kindAt(random());
      writeFileSync(join(path, `file-${i}.${extension}`), contentOf(head, most));
    }
  }
};

const kindAt = (share) => {
  let sum = 0;
  return (
    KINDS.find(([part]) => {
      sum += part;
      return share < sum;
    }) ?? KINDS[2]
  );
};

const contentOf = (head, most) => {
  const bytes = Math.floor(200 + random() * most);
  const at = Math.floor(random() * 4000);
  if (head === null) return 'words of an office '.repeat(Math.ceil(bytes / 19));
  const rest = [];
  for (let left = bytes; left > 0; left -= noise.length) rest.push(noise.subarray(at, at + left));
  return Buffer.concat([Buffer.from(head, 'latin1'), ...rest]);
};

const run = (command) =>
  spawnSync(command[0], command.slice(1), { encoding: 'utf8', maxBuffer: 1 << 28 });

/** Wall, user and system seconds and peak MB of the largest process. */
const timed = (command) => {
  const report = join(work, 'time.txt');
  const { status, stderr } = run(['/usr/bin/time', '-o', report, '-f', '%e %U %S %M', ...command]);
  if (status > 1 && status !== 123) throw new Error(`${command.join(' ')}: ${stderr}`);
  const line = readFileSync(report, 'utf8').trim().split('\n').at(-1);
  const [wall, user, system, memory] = line.split(' ').map(Number);
  return { wall, cpu: user + system, memory: memory / 1024 };
};

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const medians = (runs) =>
  Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((one) => one[key]))]));

const audit = (state) =>
  timed(['node', cli, 'audit', 'files', tree, '--state', state, '--output', '/dev/null']);

const FORGET = `
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        file = os.open(os.path.join(folder, name), os.O_RDONLY | os.O_NOATIME)
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(file)
`;

const typedByFile = () => {
  const some = `find '${tree}' -type f -print0 | grep -z -E 'folder-[0-9]*${share === 10 ? '0' : ''}/' | xargs -0 file --mime-type > /dev/null`;
  const { wall, cpu, memory } = timed(['sh', '-c', some]);
  const times = share === 10 ? 10 : 1;
  return { wall: wall * times, cpu: cpu * times, memory };
};

const main = () => {
  if (!existsSync(tree)) makeTree();
  run(['sync']);
  // What changed a moment ago is not yet trusted to stay.
  spawnSync('sleep', ['3']);
  const first = [];
  const again = [];
  for (let round = 0; round < rounds; round++) {
    const state = join(work, `state-${round}`);
    first.push(audit(state));
    again.push(audit(state));
  }
  const forgets = run(['python3', '--version']).status === 0;
  let cold = null;
  if (forgets && run(['python3', '-c', FORGET, tree]).status === 0)
    cold = audit(join(work, 'cold'));
  const listed = timed(['sh', '-c', `find '${tree}' -printf '%s %T@ %C@ %p\\0' > /dev/null`]);
  const typed = typedByFile();
  const rows = [
    ['peerwarden audit files, first', medians(first)],
    ...(cold === null ? [] : [['the same, contents not in memory', cold]]),
    ['peerwarden audit files, again, nothing changed', medians(again)],
    ['find, sizes and times only', listed],
    [`find, file --mime-type${share === 10 ? ' (a tenth of the tree, times ten)' : ''}`, typed],
  ];
  const base = rows[0][1];
  const text = [
    TITLE,
    '',
    `A generated tree of ${files.toLocaleString('en-US')} files in ${Math.ceil(files / FOLDER_FILES).toLocaleString('en-US')} folders (documents, pictures, text, archives, programs; one in a thousand a song of up to 4 MB), in memory unless said otherwise; ${rounds} alternating runs, medians. Node ${process.version}, ${run(['file', '--version']).stdout.split('\n')[0]}; ${cpus().length} × ${cpus()[0].model}.`,
    '',
    '| command | wall s | CPU s | peak MB of a process | CPU ÷ first audit |',
    '|---|---:|---:|---:|---:|',
    ...rows.map(
      ([name, one]) =>
        `| ${name} | ${one.wall.toFixed(1)} | ${one.cpu.toFixed(1)} | ${one.memory.toFixed(0)} | ${(one.cpu / base.cpu).toFixed(2)} |`,
    ),
    '',
  ].join('\n');
  process.stdout.write(`${text}\n`);
  if (args.includes('--write')) writeFileSync(page, withPart(readFileSync(page, 'utf8'), text));
};

/** The page with this part in place of the last; it stands before the hot functions. */
const withPart = (old, part) => {
  const without = old
    .replace(new RegExp(`${TITLE}\\n[\\s\\S]*?(?=\\n## |$)`), '')
    .replace(/\n{3,}/g, '\n\n');
  return without.includes('## Hot functions')
    ? without.replace('## Hot functions', `${part}\n## Hot functions`)
    : `${without.trimEnd()}\n\n${part}`;
};

try {
  main();
} finally {
  rmSync(work, { recursive: true, force: true });
}
