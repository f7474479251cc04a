// Measures the weights of src/detect/weights.data.ts on labelled evidence: how much more often a detector speaks where
// the activity is than where it is not.   npm run build && node scripts/weigh.mjs [--write]
//
// Guilty evidence: the lab captures (../shared/corpus/lab). Innocent evidence: the same captures' benign flows and the
// public captures of class benign. Rates are (k + ½) / (n + 1) (Jeffreys), so that "never seen" is never "impossible";
// the interval is that of the log of their ratio (Katz et al. 1978), 95 %. This is the first measurement, on few programs;
// leave-one-program-out figures come with the calibration.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const shared = process.env.PEERWARDEN_SHARED ?? join(root, '../shared');
const cli = process.env.PEERWARDEN_CLI ?? join(root, 'dist/cli/main.js');
const work = mkdtempSync(join(tmpdir(), 'peerwarden-weigh-'));

/** Labels of the systems that this version recognises, without what carries no byte of them. */
const GUILTY = /^(bittorrent\/|edonkey|kad|gnutella|directconnect)/;
/** Labels of tunnels whose flows are ordinary alone. */
const TOGETHER =
  /^(dns-tunnel|httptunnel|ssh-over-connect|bittorrent-in-(httptunnel|ssh-over-connect))/;
const NO_PART = /dns-lookup|upnp|natpmp|tcp-noconn/;

const count = () => ({ k: 0, n: 0 });
const pair = () => ({ guilty: count(), innocent: count() });
const tally = {
  'readable-traffic': pair(),
  'known-endpoints': pair(),
  'encrypted-shape': pair(),
  'flows-together': pair(),
  'proxied-requests': pair(),
  'unpermitted-ports': pair(),
};

const add = (counts, hit) => {
  counts.n++;
  if (hit) counts.k++;
};

const main = () => {
  const policy = join(work, 'policy.yaml');
  writeFileSync(policy, POLICY);
  for (const name of readdirSync(join(shared, 'corpus/lab')).sort())
    lab(join(shared, 'corpus/lab', name), policy);
  const manifest = JSON.parse(readFileSync(join(shared, 'corpus/public/manifest.json'), 'utf8'));
  for (const { file } of manifest.filter((entry) => entry.class.startsWith('benign')))
    benign(join(shared, 'corpus/public', file));
  const table = tableText();
  process.stdout.write(table);
  if (process.argv.includes('--write'))
    writeFileSync(join(root, 'src/detect/weights.data.ts'), table);
};

/** What a small office permits; only for the weight of ports. */
const POLICY = `networks: { inside: [10.20.0.0/16, 2001:db8:20::/64] }
permit:
  - { to: internet, service: [http, https, dns, ssh, ntp, smtp, submission, imaps, ftp, git] }
`;

const lab = (dir, policy) => {
  if (!existsSync(join(dir, 'flows.csv'))) return;
  const { flows, report } = analyze([join(dir, 'capture.pcap')]);
  const truth = readFileSync(join(dir, 'flows.csv'), 'utf8')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => line.split(','));
  const mixed = truth.some((row) => GUILTY.test(row[13]));
  const hosts = new Map();
  for (const row of truth) {
    const label = row[13];
    const flow = flows.get(key(row[0], row[1], row[2], row[3], row[4]));
    const carried = Number(row[11]) > 0 && Number(row[12]) > 0;
    const guilty = GUILTY.test(label) && !NO_PART.test(label);
    const innocent = label.startsWith('benign');
    for (const address of [row[1], row[3]])
      if (address.startsWith('10.20.1.'))
        noteHost(hosts, address, guilty, innocent, TOGETHER.test(label));
    if (!carried || (!guilty && !innocent)) continue;
    const side = guilty ? 'guilty' : 'innocent';
    const raised = flow?.family && !['sync', 'distribution'].includes(flow.family);
    add(tally['readable-traffic'][side], raised && flow.by === 'payload');
    // Endpoints are only ever learned where somebody shares files: innocent flows elsewhere were never tried.
    if (mixed) add(tally['known-endpoints'][side], raised && flow.by === 'endpoint');
    if (flow?.protocol === 'http' || flow?.protocol === 'bittorrent/tracker-http') {
      add(tally['proxied-requests'][side], raised && flow.by === 'payload');
    }
  }
  const shaped = subjectsOf(report, 'encrypted-shape');
  const grouped = subjectsOf(report, 'flows-together');
  for (const [address, { guilty, innocent, together }] of hosts) {
    if (together) add(tally['flows-together'].guilty, grouped.has(address));
    else if (innocent) add(tally['flows-together'].innocent, grouped.has(address));
    if (guilty) add(tally['encrypted-shape'].guilty, shaped.has(address));
    else if (innocent) add(tally['encrypted-shape'].innocent, shaped.has(address));
  }
  const log = join(dir, 'logs/firewall.syslog');
  if (!existsSync(log)) return;
  const ports = subjectsOf(analyze([log], ['--policy', policy]).report, 'unpermitted-ports');
  for (const [address, { guilty, innocent }] of hosts) {
    if (guilty) add(tally['unpermitted-ports'].guilty, ports.has(address));
    else if (innocent) add(tally['unpermitted-ports'].innocent, ports.has(address));
  }
};

const noteHost = (hosts, address, guilty, innocent, together) => {
  const host = hosts.get(address) ?? { guilty: false, innocent: false, together: false };
  hosts.set(address, {
    guilty: host.guilty || guilty,
    innocent: host.innocent || innocent,
    together: host.together || together,
  });
};

const benign = (path) => {
  const { flows, report } = analyze([path]);
  for (const flow of flows.values()) {
    if (!flow.carried) continue;
    const raised = flow.system !== null && flow.family === 'file-sharing';
    add(tally['readable-traffic'].innocent, raised && flow.by === 'payload');
    if (flow.protocol === 'http') add(tally['proxied-requests'].innocent, raised);
  }
  const shaped = subjectsOf(report, 'encrypted-shape');
  const grouped = subjectsOf(report, 'flows-together');
  for (const { address } of report?.hosts ?? []) {
    add(tally['encrypted-shape'].innocent, shaped.has(address));
    add(tally['flows-together'].innocent, grouped.has(address));
  }
};

const subjectsOf = (report, detector) =>
  new Set(
    (report?.cases ?? [])
      .filter((one) => one.findings.some((finding) => finding.detector === detector))
      .flatMap((one) => one.subject.addresses),
  );

const analyze = (paths, more = []) => {
  const file = join(work, 'flows.ndjson');
  const { stdout } = spawnSync(
    'node',
    [cli, 'analyze', ...paths, ...more, '--format', 'json', '--flows', file],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const flows = new Map();
  for (const line of existsSync(file)
    ? readFileSync(file, 'utf8').split('\n').filter(Boolean)
    : []) {
    const flow = JSON.parse(line);
    const known = flows.get(keyOf(flow));
    if (!known || (flow.system && !known.system))
      flows.set(keyOf(flow), {
        ...flow,
        carried: flow.bytesOut > 0 && flow.bytesIn > 0 && flow.protocol !== 'unknown',
      });
  }
  return { flows, report: stdout ? JSON.parse(stdout) : null };
};

const keyOf = (flow) =>
  key(flow.transport, flow.client, flow.clientPort, flow.server, flow.serverPort);
const key = (transport, a, aPort, b, bPort) =>
  [transport, ...[`${a}|${aPort}`, `${b}|${bPort}`].sort()].join(' ');

const weight = ({ guilty, innocent }) => {
  const rate = ({ k, n }) => (k + 0.5) / (n + 1);
  const spread = ({ k, n }) => 1 / (k + 0.5) - 1 / (n + 1);
  const point = Math.log(rate(guilty) / rate(innocent));
  const half = 1.96 * Math.sqrt(spread(guilty) + spread(innocent));
  const decibans = (x) => Math.round((100 * x) / Math.LN10) / 10;
  return { decibans: decibans(point), low: decibans(point - half), high: decibans(point + half) };
};

const UNITS = {
  'readable-traffic': 'flows with payload both ways',
  'known-endpoints': 'flows with payload both ways, in captures with file sharing',
  'encrypted-shape': 'hosts',
  'flows-together': 'hosts of tunnels whose flows are ordinary alone',
  'proxied-requests': 'HTTP flows asked with the same signatures as logged requests',
  'unpermitted-ports': 'hosts, firewall logs of the lab under a small office policy',
};

const tableText =
  () => `// Written by scripts/weigh.mjs: do not edit. Weights in decibans with their 95 % interval; counts are [spoke, asked].
// Evidence: the lab captures and the public benign captures of the shared corpus, ${new Date().toISOString().slice(0, 10)}.

export const WEIGHTS = {
${Object.entries(tally)
  .map(([id, counts]) => {
    const { decibans, low, high } = weight(counts);
    const list = ({ k, n }) => `[${k}, ${n}]`;
    return `  /** ${UNITS[id]} */\n  '${id}': { decibans: ${decibans}, low: ${low}, high: ${high}, guilty: ${list(counts.guilty)}, innocent: ${list(counts.innocent)} },`;
  })
  .join('\n')}
} as const;
`;

try {
  main();
} finally {
  rmSync(work, { recursive: true, force: true });
}
