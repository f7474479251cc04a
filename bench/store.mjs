// How large the store gets and how long it takes: 10,000 subjects over eight weeks, a run a day, and a million identity
// intervals. `node bench/store.mjs [subjects] [intervals]` after a build; prints, asserts nothing.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../dist/store/store.js';

const subjects = Number(process.argv[2] ?? 10_000);
const intervals = Number(process.argv[3] ?? 1_000_000);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONDAY = Date.UTC(2026, 7, 3);
const DAYS = 56;
const folder = mkdtempSync(join(tmpdir(), 'peerwarden-bench-'));

// The same numbers every time.
let seed = 1;
const random = () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
const address = (number) => `10.${20 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
const iso = (at) => new Date(at).toISOString();

const reportOf = (day) => ({
  schema: 'peerwarden.report/1',
  tool: { name: 'peerwarden', version: '0.1.0' },
  created: iso(MONDAY + (day + 1) * DAY_MS),
  period: null,
  prior: 0.02,
  site: null,
  complete: true,
  evidence: [
    {
      path: `day-${day}.pcap`,
      format: 'pcap',
      sha256: String(day).padStart(64, '0'),
      bytes: 1,
      records: 1,
      notUnderstood: {},
      firstSeen: iso(MONDAY + day * DAY_MS),
      lastSeen: iso(MONDAY + (day + 1) * DAY_MS - 1),
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

/** Every subject in every hour, bytes over four orders of magnitude: the most there can be. */
function* volumesOf(day) {
  for (let hour = 0; hour < 24; hour++)
    for (let number = 0; number < subjects; number++)
      yield {
        evidence: 0,
        subject: { kind: 'host', name: address(number) },
        at: MONDAY + day * DAY_MS + hour * HOUR_MS,
        borderOut: Math.floor(10 ** (3 + 4 * random())),
        borderIn: Math.floor(10 ** (3 + 4 * random())),
        internalOut: Math.floor(10 ** (2 + 3 * random())),
        internalIn: Math.floor(10 ** (2 + 3 * random())),
      };
}

function* identitiesOf(day) {
  const count = Math.ceil(intervals / DAYS);
  for (let at = 0; at < count; at++) {
    const from = MONDAY + day * DAY_MS + Math.floor(random() * DAY_MS);
    const number = Math.floor(random() * subjects);
    yield {
      evidence: 0,
      one: { kind: 'address', value: address(number) },
      other:
        at % 2 === 0
          ? { kind: 'user', value: `user${Math.floor(random() * subjects)}` }
          : { kind: 'mac', value: `02:00:00:00:${number >> 8}:${number & 255}` },
      from,
      until: from + 8 * HOUR_MS,
    };
  }
}

const timed = async (what, work) => {
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  console.log(`${what.padEnd(52)} ${ms.toFixed(0).padStart(7)} ms`);
  return result;
};
const size = () =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

try {
  let store = await timed('open, new (with the native module)', () => openStore(folder));
  for (let day = 0; day < DAYS; day++) {
    const keep = () =>
      store.keep(reportOf(day), { volumes: volumesOf(day), identities: identitiesOf(day) });
    if (day === 0 || day === DAYS - 1) await timed(`keep the run of day ${day + 1}`, keep);
    else await keep();
  }
  await timed('close', () => store.close());
  console.log(`${'size'.padEnd(52)} ${(size() / 1e6).toFixed(0).padStart(7)} MB`);
  store = await timed('open', () => openStore(folder));
  const end = MONDAY + DAYS * DAY_MS;
  const one = { kind: 'host', name: address(77) };
  const span = { from: end - 20 * DAY_MS, until: end - 20 * DAY_MS };
  await timed('usual: one subject, all hours', () =>
    store.baselines.usual({ before: end, subjects: [one] }),
  );
  await timed('usual: all subjects, one hour', () =>
    store.baselines.usual({ before: end, weekHours: [33] }),
  );
  await timed('usual: all subjects, 24 hours', () =>
    store.baselines.usual({ before: end, weekHours: Array.from({ length: 24 }, (_, at) => at) }),
  );
  await timed('days of one subject', () => store.baselines.days(one, { from: 0, until: end }));
  await timed('who had an address at a minute', () =>
    store.identities.of({ kind: 'address', value: address(77) }, span),
  );
  await timed('machines of a user', () =>
    store.identities.of({ kind: 'user', value: 'user77' }, { from: 0, until: end }),
  );
  await timed('keep an empty run', () =>
    store.keep(reportOf(DAYS), { volumes: [], identities: [] }),
  );
  await store.close();
  console.log(
    `${'memory'.padEnd(52)} ${(process.resourceUsage().maxRSS / 1e3).toFixed(0).padStart(7)} MB`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
