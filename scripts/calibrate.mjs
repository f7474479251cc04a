// Measures, on labelled evidence, how much each finding weighs and how often the program is right: `npm run calibrate`.
// Writes src/detect/weights.data.ts (the weights), docs/accuracy.json (all figures) and docs/accuracy.md (the page).
//
//   --keep FOLDER    keep what was seen there, and take from there what was seen already
//   --no-scrambled   without the second pass, over the scrambled captures; the page says so
//   --quick          two small captures, to try the script itself; with --out FOLDER, else the page on standard output
//
// The weights in the table are those of the next build: probabilities on the page are reckoned with the new weights.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { countsOfCase, countsOfInnocents, POLICY, sumOf, UNITS } from './accuracy/evidence.mjs';
import { flowFigures } from './accuracy/flow-figures.mjs';
import { grounds } from './accuracy/grounds.mjs';
import { hostFigures } from './accuracy/host-figures.mjs';
import { leaveOut, unseen, weighed } from './accuracy/leave-out.mjs';
import { logsAlone } from './accuracy/logs-alone.mjs';
import { program } from './accuracy/observe.mjs';
import { accuracyPage } from './accuracy/page.mjs';
import { publicFigures } from './accuracy/public-figures.mjs';
import { reliability } from './accuracy/reliability.mjs';
import { movedAddress, movedPort, scrambled, usePorts } from './accuracy/scramble.mjs';
import { caseFolders, meaningOf, truthOf } from './accuracy/truth.mjs';
import { weightsOf, weightsText } from './accuracy/weights.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const shared = process.env.PEERWARDEN_SHARED ?? join(root, '../shared');
const dist = process.env.PEERWARDEN_DIST ?? join(root, 'dist');

const QUICK = ['bt-qb-denyout', 'ed2k-obfuscated'];

const { values: options } = parseArgs({
  options: {
    keep: { type: 'string' },
    out: { type: 'string' },
    'no-scrambled': { type: 'boolean' },
    quick: { type: 'boolean' },
  },
});

const main = async () => {
  if (!existsSync(join(shared, 'corpus/lab'))) {
    console.error(`calibrate: no labelled corpus at ${shared}; nothing was measured or changed.`);
    process.exitCode = 1;
    return;
  }
  const running = await program(dist, options.keep);
  const folders = caseFolders(shared).filter(({ name }) => !options.quick || QUICK.includes(name));
  const labelled = await plainPass(running, folders);
  const others = options.quick ? [] : await publicPass(running);
  const moved = options['no-scrambled'] ? null : await scrambledPass(running, folders);
  write(await figuresOf(running, labelled, others, moved));
};

const plainPass = async (running, folders) => {
  const meaning = meaningOf(shared);
  const labelled = [];
  for (const one of folders) {
    progress('plain', one.name);
    const truth = truthOf(one, meaning);
    const seen = await running.observe(`plain/${one.name}`, join(one.folder, 'capture.pcap'));
    const path = join(one.folder, 'logs/firewall.syslog');
    const log = existsSync(path) ? await running.observe(`log/${one.name}`, path, POLICY) : null;
    const requests = ['access.log', 'access-combined.log'].map((name) =>
      join(one.folder, 'logs', name),
    );
    const proxyLog = existsSync(requests[0])
      ? await running.observe(`proxy/${one.name}`, requests)
      : null;
    const folder = join(one.folder, 'logs');
    const logs = existsSync(folder) ? await running.observe(`logs/${one.name}`, folder) : null;
    labelled.push({
      truth,
      seen,
      logs,
      proxied: proxyLog !== null,
      counts: countsOfCase(truth, seen, log, proxyLog),
    });
  }
  return labelled;
};

/** [entry of the manifest, what was seen] of every public capture that something is known of. */
const publicPass = async (running) => {
  const folder = join(shared, 'corpus/public');
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const entries = [];
  for (const entry of manifest.filter(({ expect, evidence }) => expect !== null || evidence)) {
    progress('public', entry.file);
    entries.push([entry, await running.observe(`public/${entry.file}`, join(folder, entry.file))]);
  }
  return entries;
};

/** [truth, seen] of every case at other addresses and ports. */
const scrambledPass = async (running, folders) => {
  const meaning = meaningOf(shared);
  const work = mkdtempSync(join(tmpdir(), 'peerwarden-scrambled-'));
  const pairs = [];
  try {
    for (const one of folders) {
      progress('scrambled', one.name);
      usePorts(
        truthOf(one, meaning).flows.flatMap(({ key }) => key.match(/(?<=\|)\d+/g).map(Number)),
      );
      const seen = await running.observe(`scrambled/${one.name}`, () => {
        const path = join(work, 'capture.pcap');
        writeFileSync(path, scrambled(readFileSync(join(one.folder, 'capture.pcap'))));
        return path;
      });
      pairs.push([truthOf(one, meaning, { address: movedAddress, port: movedPort }), seen]);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return pairs;
};

const figuresOf = async ({ load }, labelled, published, moved) => {
  const { fuse } = await load('cases/fusion.js');
  const { DEFAULT_PRIOR: prior } = await load('model/policy.js');
  const { SYSTEMS } = await load('systems/index.js');
  const reckoning = { fuse, prior };
  const innocents = published
    .filter(([entry]) => entry.class.startsWith('benign'))
    .map(([, seen]) => seen);
  const others = innocents.map(countsOfInnocents);
  const weights = weightsOf(sumOf([...labelled.map(({ counts }) => counts), ...others]));
  const anew = (seen) => ({ ...seen, cases: weighed(seen.cases, weights, reckoning) });
  const pairs = labelled.map(({ truth, seen }) => [truth, anew(seen)]);
  const apart = unseen(labelled, others, reckoning).map(({ truth, seen }) => [truth, seen]);
  const silentInnocents = innocents.map(anew);
  const movedPairs = moved?.map(([truth, seen]) => [truth, anew(seen)]);
  const plain = { flows: flowFigures(pairs), hosts: hostFigures(pairs) };
  return {
    schema: 'peerwarden.accuracy/1',
    date: new Date().toISOString().slice(0, 10),
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    captures: { lab: labelled.length, innocent: innocents.length, public: published.length },
    prior,
    units: UNITS,
    weights,
    plain,
    scrambled: movedPairs && { flows: flowFigures(movedPairs), hosts: hostFigures(movedPairs) },
    programs: leaveOut(labelled, others, reckoning),
    unseen: { hosts: hostFigures(apart) },
    logsAlone: logsAlone(
      labelled.flatMap(({ truth, logs, proxied }) => (logs ? [[truth, anew(logs), proxied]] : [])),
    ),
    reliability: {
      seen: reliability(pairs, silentInnocents, prior),
      unseen: reliability(apart, silentInnocents, prior),
    },
    public: publicFigures(published.map(([entry, seen]) => [entry, anew(seen)])),
    grounds: grounds(shared, SYSTEMS, plain.flows.systems),
  };
};

const write = (figures) => {
  // As text and back, so that the page is made of what is committed.
  const text = `${JSON.stringify(figures, null, 1)}\n`;
  const page = accuracyPage(JSON.parse(text));
  const { lab, innocent } = figures.captures;
  const evidence = `${lab} labelled lab captures and ${innocent} public captures of business traffic`;
  const table = weightsText({ ...figures, evidence });
  const out = options.out ?? (options.quick ? null : root);
  if (out === null) {
    process.stdout.write(page);
    return;
  }
  const files = {
    'docs/accuracy.json': text,
    'docs/accuracy.md': page,
    'src/detect/weights.data.ts': table,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(out, path, '..'), { recursive: true });
    writeFileSync(join(out, path), content);
    console.error(`calibrate: ${path}`);
  }
};

const progress = (pass, name) => console.error(`calibrate: ${pass} ${name}`);

await main();
