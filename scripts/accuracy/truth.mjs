// What is known of the labelled cases: what each flow is, what each host did, which programs ran. The meaning of a label
// (which systems are right for it) is the corpus's own: tools/labels.json, read as tools/score.mjs reads it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';

/** Names and folders of the labelled cases. */
export const caseFolders = (shared) => {
  const lab = join(shared, 'corpus/lab');
  return readdirSync(lab)
    .sort()
    .map((name) => ({ name, folder: join(lab, name) }))
    .filter(({ folder }) => existsSync(join(folder, 'flows.csv')));
};

/** The truth of one case; `moved` renames addresses and ports, as in a scrambled capture. */
export const truthOf = ({ name, folder }, meaning, moved = STAYS) => {
  const told = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
  const hostOf = new Map(
    told.hosts.flatMap((host) =>
      [host.ip, host.ip6].filter(Boolean).map((ip) => [canonical(ip), host.name]),
    ),
  );
  const flows = rowsOf(folder).map((row) => flowOf(row, meaning, moved));
  const programs = [...new Set((told.program ?? []).map((text) => text.split(' ')[0]))];
  return {
    name,
    title: told.title,
    // Programs that came from elsewhere than packages are not listed; the case stands for its own.
    programs: programs.length > 0 ? programs : [`(only in ${name})`],
    flows: flows.map(({ ends, ...flow }) => flow),
    hosts: hostsOf(told, flows, hostOf, moved),
  };
};

const STAYS = { address: (text) => text, port: (port) => port };

const rowsOf = (folder) =>
  readFileSync(join(folder, 'flows.csv'), 'utf8')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => line.split(','));

const flowOf = (row, meaning, moved) => {
  const [transport, a, aPort, b, bPort] = row;
  const place = (address, port) => [moved.address(canonical(address)), moved.port(Number(port))];
  return {
    ends: [canonical(a), canonical(b)],
    key: flowKey(transport, ...place(a, aPort), ...place(b, bPort)),
    bytes: Number(row[9]) + Number(row[10]),
    up: Number(row[11]),
    down: Number(row[12]),
    label: row[13],
    ...meaning(row[13]),
  };
};

/** Hosts of the organisation with what they did; servers that carry traffic for others are nobody's subject. */
const hostsOf = (told, flows, hostOf, moved) => {
  const network = (ip) =>
    ip
      .split(isIPv6(ip) ? ':' : '.')
      .slice(0, isIPv6(ip) ? 3 : 2)
      .join();
  const networks = new Set(
    [...hostOf].filter(([, name]) => OURS.test(name)).map(([ip]) => network(ip)),
  );
  const inside = (ip) =>
    hostOf.has(ip) ? OURS.test(hostOf.get(ip)) : networks.has(network(ip)) && !NO_HOST.test(ip);
  const servers = told.hosts.filter(({ role }) => SERVER.test(role)).map(({ name }) => name);
  const hosts = new Map();
  for (const flow of flows) {
    for (const ip of flow.ends.filter(inside)) {
      const name = hostOf.get(ip) ?? ip;
      const host = hosts.get(name) ?? { name, addresses: new Set(), flows: [] };
      host.addresses.add(moved.address(ip));
      host.flows.push(flow);
      hosts.set(name, host);
    }
  }
  return [...hosts.values()]
    .filter(({ name }) => !servers.includes(name))
    .map(({ name, addresses, flows: own }) => ({ name, addresses: [...addresses], ...deeds(own) }));
};

const OURS = /^(corp|srv)/;
const SERVER = /resolver|proxy \(port|mail server|monitor/i;
/** Router and broadcast addresses of the lab. */
const NO_HOST = /(\.0\.1|\.1|\.255|::1)$/;

/** The worst that a host did, and every system that may be named for it. */
const deeds = (flows) => {
  // Content that is hidden by design and went one way only is not to be judged by.
  const counted = flows.filter(({ kind, up, down }) => kind !== 'hard' || (up > 0 && down > 0));
  const kind = ['p2p', 'tunnel', 'hard'].find((one) => counted.some((flow) => flow.kind === one));
  const some = (one) => [...new Set(counted.filter(one).flatMap(({ accept }) => accept))];
  const unscored = counted.length < flows.length || flows.some((flow) => flow.kind === 'ignore');
  return {
    kind: kind ?? (unscored ? 'ignore' : 'benign'),
    accept: kind ? some((flow) => flow.kind === kind) : [],
    allowed: some(() => true),
    labels: [...new Set(counted.map(({ label }) => label))],
  };
};

/** Reads the meanings of labels: label → { kind, accept }. */
export const meaningOf = (shared) => {
  const { labels } = JSON.parse(readFileSync(join(shared, 'tools/labels.json'), 'utf8'));
  const patterns = labels.map(([pattern, kind, accept]) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return { re: new RegExp(`^${parts.join('.*')}$`), kind, accept };
  });
  return (label) => {
    const found = patterns.find(({ re }) => re.test(label));
    return found ? { kind: found.kind, accept: found.accept } : { kind: 'ignore', accept: [] };
  };
};

export const canonical = (ip) =>
  isIPv6(ip) ? new URL(`http://[${ip}]`).hostname.slice(1, -1) : ip;

/** One key for both directions; ICMP has no ports. */
export const flowKey = (transport, a, aPort, b, bPort) => {
  const kind = transport.replace(/6$/, '');
  const port = (one) => (kind === 'icmp' ? 0 : Number(one ?? 0));
  const ends = [`${canonical(a)}|${port(aPort)}`, `${canonical(b)}|${port(bPort)}`].sort();
  return [kind, ...ends].join(' ');
};
