// How often each detector speaks where the activity is, and where it is not: counts per case, so that any case can be
// left out. Who is guilty comes from labels, never from what was found.
import { casesAbout, isFlagged } from './observe.mjs';

/** Each weight with what was asked. A host is one of the organisation; a flow carried payload both ways. */
export const UNITS = {
  'readable-traffic': 'flows with payload both ways',
  'known-endpoints': 'flows with payload both ways, in captures with file sharing',
  'encrypted-shape': 'hosts that share files',
  'flows-together':
    'hosts of tunnels, and of obfuscated eDonkey, whose flows are ordinary or opaque alone',
  'peer-behaviour': 'hosts that share files',
  'proxied-requests': 'HTTP flows asked with the same signatures as logged requests',
  'http-tunnel-requests':
    'hosts that tunnel through a proxy, by its log; other hosts of captures, as a proxy would have logged them',
  'connect-tunnels':
    'hosts that tunnel through a proxy, by its log; other hosts of captures, as a proxy would have logged them',
  'requests-without-agent':
    'hosts that tunnel through a proxy, by its logs; other hosts of captures none of whose plain requests names a program',
  'dns-tunnel-lookups':
    'hosts of DNS tunnels; other hosts of captures that looked names up, as a name server would have logged them',
  'unpermitted-ports':
    'hosts that share files, firewall logs of the lab under a small office policy',
};

/** What a small office permits; only for the weight of ports. */
export const POLICY = `networks: { inside: [10.20.0.0/16, 2001:db8:20::/64] }
permit:
  - { to: internet, service: [http, https, dns, ssh, ntp, smtp, submission, imaps, ftp, git] }
`;

/** Labels of what can be known by several flows together only; what is hidden by design is asked too. */
const TOGETHER =
  /^(dns-tunnel|httptunnel|ssh-over-connect|bittorrent-in-(httptunnel|ssh-over-connect)|edonkey\/obfuscated)/;

const NOTHING = () => ({
  guilty: { k: 0, n: 0 },
  innocent: { k: 0, n: 0 },
});

/** Labels of what goes through a proxy by requests, or by CONNECT. */
const THROUGH_PROXY = {
  'http-tunnel-requests': /(^|-in-)httptunnel/,
  'connect-tunnels': /(^|-in-)ssh-over-connect/,
  'requests-without-agent': /(^|-in-)(httptunnel|ssh-over-connect)/,
};

/** Labels of look-ups that carry a stream. */
const IN_LOOKUPS = /^dns-tunnel/;

/** Counts of one labelled case; `log` and `proxyLog` are what its firewall or proxy log alone shows, or null. */
export const countsOfCase = (truth, seen, log, proxyLog) => {
  const counts = empty();
  countFlows(counts, truth, new Map(seen.flows.map((flow) => [flow.key, flow])));
  for (const host of truth.hosts) {
    const together = host.kind === 'hard' || host.labels.some((label) => TOGETHER.test(label));
    const side = { p2p: 'guilty', benign: 'innocent' }[host.kind];
    const spoke = (id, from = seen) => speaks(from, host, id, side ?? 'guilty');
    if (together || side === 'innocent')
      add(counts['flows-together'][together ? 'guilty' : side], spoke('flows-together'));
    for (const [id, labels] of Object.entries(THROUGH_PROXY)) {
      const guilty = proxyLog !== null && host.labels.some((label) => labels.test(label));
      if (guilty) add(counts[id].guilty, speaks(proxyLog, host, id, 'innocent'));
      // Who shares files and tunnels nothing is innocent of tunnels.
      else if (side) countProxied(counts, seen, id, host.addresses);
    }
    const tunnels = host.labels.some((label) => IN_LOOKUPS.test(label));
    countProxied(
      counts,
      seen,
      'dns-tunnel-lookups',
      host.addresses,
      tunnels ? 'guilty' : 'innocent',
    );
    if (!side) continue;
    add(counts['encrypted-shape'][side], spoke('encrypted-shape'));
    add(counts['peer-behaviour'][side], spoke('peer-behaviour'));
    if (log) add(counts['unpermitted-ports'][side], spoke('unpermitted-ports', log));
  }
  return counts;
};

const countFlows = (counts, truth, named) => {
  const mixed = truth.flows.some(({ kind }) => kind === 'p2p');
  for (const { key, label, kind, accept, up, down } of truth.flows) {
    if (up === 0 || down === 0 || !['p2p', 'tunnel', 'benign'].includes(kind)) continue;
    const flow = named.get(key);
    const side = kind === 'benign' ? 'innocent' : 'guilty';
    const hit = side === 'guilty' ? accept.includes(flow?.system) : accused(flow);
    const spoke = (way) => hit && flow.by === way;
    add(counts['readable-traffic'][side], spoke('payload'));
    // Endpoints are only ever learned where somebody shares files: innocent flows elsewhere were never tried.
    if (mixed && kind !== 'tunnel') add(counts['known-endpoints'][side], spoke('endpoint'));
    if (label === 'bittorrent/tracker-http' || (kind === 'benign' && flow?.protocol === 'http'))
      add(counts['proxied-requests'][side], spoke('payload'));
  }
};

/** Counts of a capture in which everybody is innocent. */
export const countsOfInnocents = (seen) => {
  const counts = empty();
  for (const flow of seen.flows) {
    if (!flow.carried || flow.protocol === 'unknown') continue;
    add(counts['readable-traffic'].innocent, accused(flow) && flow.by === 'payload');
    if (flow.protocol === 'http') add(counts['proxied-requests'].innocent, accused(flow));
  }
  for (const id of [...Object.keys(THROUGH_PROXY), 'dns-tunnel-lookups'])
    countProxied(counts, seen, id);
  for (const address of hostsThatTalked(seen)) {
    for (const id of ['encrypted-shape', 'flows-together', 'peer-behaviour'])
      add(counts[id].innocent, speaks(seen, { addresses: [address] }, id, 'innocent'));
  }
  return counts;
};

/** Innocent hosts that asked for something through the proxy that never was; all of a capture unless some are named. */
const countProxied = (counts, { proxied }, id, addresses, side = 'innocent') => {
  for (const address of proxied.asked[id] ?? [])
    if (!addresses || addresses.includes(address))
      add(counts[id][side], (proxied.spoke[id] ?? []).includes(address));
};

/** A flood of made-up senders is not a crowd of innocent hosts. */
const hostsThatTalked = ({ hosts, flows }) => {
  const talked = new Set(
    flows
      .filter(({ carried }) => carried)
      .flatMap(({ key }) => key.split(' ').slice(1))
      .map((end) => end.split('|')[0]),
  );
  return hosts.filter((address) => talked.has(address));
};

export const sumOf = (all) => {
  const sum = empty();
  for (const counts of all) {
    for (const [id, sides] of Object.entries(counts)) {
      for (const [side, { k, n }] of Object.entries(sides)) {
        sum[id][side].k += k;
        sum[id][side].n += n;
      }
    }
  }
  return sum;
};

const empty = () => Object.fromEntries(Object.keys(UNITS).map((id) => [id, NOTHING()]));

const accused = (flow) => Boolean(flow?.system) && isFlagged(flow);

/** About the guilty only what names the right system counts; a mesh without a name is right for who shares files. */
const speaks = ({ cases }, host, detector, side) =>
  casesAbout(cases, host).some(
    ({ activity, findings }) =>
      findings.some((finding) => finding.detector === detector) &&
      (side === 'innocent' || activity === 'peer-to-peer' || host.accept.includes(activity)),
  );

const add = (counts, hit) => {
  counts.n++;
  if (hit) counts.k++;
};
