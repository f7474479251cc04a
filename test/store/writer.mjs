// Runs that write to the store of the built program: `node writer.mjs FOLDER RUNS HOURS [STOP]`. Says `kept N` when run N was
// kept, and a fault's code. In the middle of run STOP it says `stopped` and does nothing any more.
import { setTimeout } from 'node:timers/promises';
import { openStore } from '../../dist/store/store.js';

const folder = process.argv[2];
const [runs, hours, stop] = process.argv.slice(3).map(Number);
const HOUR_MS = 3_600_000;
const MONDAY = Date.UTC(2026, 9, 5);
const say = (text) => process.stdout.write(`${text}\n`);
const iso = (at) => new Date(at).toISOString();

const reportOf = (run) => ({
  schema: 'peerwarden.report/1',
  tool: { name: 'peerwarden', version: '0.1.0' },
  created: iso(MONDAY + run * HOUR_MS),
  period: null,
  prior: 0.02,
  site: `run ${run}`,
  complete: true,
  evidence: [
    {
      path: 'a.log',
      format: 'squid',
      sha256: String(run).padStart(64, '0'),
      bytes: 1,
      records: 1,
      notUnderstood: {},
      firstSeen: iso(MONDAY),
      lastSeen: iso(MONDAY),
      quality: {},
      warnings: [],
    },
  ],
  unread: [],
  hosts: [],
  users: [],
  violations: [],
  cases: [],
  notShown: [],
});

function* volumesOf(run) {
  for (let at = 0; at < hours; at++) {
    if (run === stop && at === Math.floor(hours * 0.9)) standStill();
    const subject = { kind: 'host', name: `host ${at % 500}` };
    const bytes = { borderOut: 1, borderIn: run, internalOut: at, internalIn: Math.random() };
    yield { evidence: 0, subject, at: MONDAY, ...bytes };
  }
}

const standStill = () => {
  say('stopped');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
};

const keep = async () => {
  const store = await openStore(folder);
  const first = ((await store.runs.last(1))[0]?.run ?? 0) + 1;
  say(`open ${process.pid}`);
  for (let run = first; run < first + runs; run++) {
    await store.keep(reportOf(run), { volumes: volumesOf(run), identities: [] });
    say(`kept ${run}`);
  }
  if (runs === 0) await setTimeout(60_000);
  await store.close();
};

await keep().catch((fault) => say(`${fault.code ?? fault.stack}: ${fault.path} ${fault.message}`));
