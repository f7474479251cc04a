// docs/scan.md: every listener of the lab, what Peerwarden and nmap called it, and how long each took.

/** Ports that nmap found open, by `address port/transport`: its words for them. */
const nmapNames = (xml) => {
  const names = new Map();
  for (const host of xml.split('<host ').slice(1)) {
    const address = /addr="([\d.]+)"/.exec(host)?.[1];
    for (const port of host.split('<port ').slice(1)) {
      const [, transport, number] = /protocol="(\w+)" portid="(\d+)"/.exec(port) ?? [];
      if (!/state state="open"/.test(port)) continue;
      const service = /<service ([^>]*)/.exec(port)?.[1] ?? '';
      const field = (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(service)?.[1] ?? '';
      const probed = field('method') === 'probed';
      const words = [field('name'), field('product'), field('version')].filter(Boolean).join(' ');
      names.set(
        `${address} ${number}/${transport}`,
        probed ? words : `${words || 'nothing'} (from its table of ports)`,
      );
    }
  }
  return names;
};

const oursOf = (result) => {
  const names = new Map();
  for (const { listeners } of result.hosts)
    for (const { observation: o } of listeners) {
      const key = `${o.source} ${o.sourcePort}/${o.transport}`;
      names.set(key, [...(names.get(key) ?? []), o]);
    }
  return names;
};

const said = (list) =>
  list === undefined
    ? '–'
    : list
        .map((o) =>
          [o.protocol, [o.program, o.version].filter(Boolean).join(' ')].filter(Boolean).join(': '),
        )
        .join('; ');

const isRight = (list, { system, protocol }) =>
  (list ?? []).some((o) => o.system === system && o.protocol === protocol);

const cell = (text) => text.replaceAll('|', '\\|');

export const scanPage = ({ date, nmapVersion, versions, up, runs, nmap }) => {
  const usual = oursOf(runs.usual.result);
  const all = oursOf(runs.all.result);
  const content = oursOf(runs.content.result);
  const theirs = new Map([...nmapNames(nmap.tcp.xml), ...nmapNames(nmap.udp.xml)]);
  const rows = up.flatMap(({ daemon, address }) =>
    daemon.expected.map((expected) => ({
      daemon,
      expected,
      key: `${address} ${expected.port}/${expected.over}`,
    })),
  );
  const right = (names) =>
    rows.filter(({ key, expected }) => isRight(names.get(key), expected)).length;
  const expectedKeys = new Set(rows.map(({ key }) => key));
  const named = (names) =>
    [...names].filter(
      ([key, list]) => !expectedKeys.has(key) && list.some(({ system }) => system !== null),
    );
  const systems = rows.filter(({ expected }) => expected.system !== null);
  const named2 = systems.filter(
    ({ key }) =>
      theirs.has(key) &&
      !/from its table/.test(theirs.get(key)) &&
      !/^(unknown|tcpwrapped|http |http$|ssl)/.test(theirs.get(key)),
  );
  const others = [...all].filter(([key]) => !expectedKeys.has(key));
  return `<!-- Written by \`node scripts/scan-lab.mjs\` from a real run; do not edit. -->

# What a scan recognises

Measured on ${date}: ${up.length} hosts, each a network namespace with one unchanged program of Debian 12, on one bridge; two shared cores.
${nmapVersion} was run on the same hosts, as \`nmap -sV -p-\`, and as \`nmap -sU -sV\` at the UDP ports of this table only.

| | listeners called by their right name | time |
|---|---|---|
| \`peerwarden scan\` (usual ports, TCP and UDP) | ${right(usual)} of ${rows.length} | ${runs.usual.seconds.toFixed(0)} s |
| \`peerwarden scan --ports all\` (65,535 TCP ports, and UDP) | ${right(all)} of ${rows.length} | ${runs.all.seconds.toFixed(0)} s |
| \`nmap -sV -p-\` and \`nmap -sU -sV\` | see the table: it names ${named2.length} of the ${systems.length} listeners of systems by more than a carrier or its table of ports | ${nmap.tcp.seconds.toFixed(0)} s and ${nmap.udp.seconds.toFixed(0)} s |

Peerwarden asked up to 2,000 times a second (its default is 200), nmap as fast as it chose. The cores did other work at the time, so that times
are upper bounds. aMule answers a bootstrap of Kad from one address only now and then: in the second of two scans it was silent. The right name is the system and the wire
format; nmap has other words for many, so that its column is shown as it is and not scored. Nothing else was named as a system by
Peerwarden: ${
    named(all).length === 0
      ? 'none'
      : named(all)
          .map(([key, list]) => `${key} ${said(list)}`)
          .join('; ')
  } of the ${others.length} other open ports of these hosts${others.length === 0 ? '' : ` (${others.map(([key, list]) => `${key} ${said(list)}`).join('; ')})`}.

| program | host and port | Peerwarden, usual ports | Peerwarden, all ports | nmap |
|---|---|---|---|---|
${rows
  .map(
    ({ daemon, expected, key }) =>
      `| ${daemon.name} | ${key} | ${isRight(usual.get(key), expected) ? '' : '✗ '}${cell(said(usual.get(key)))} | ${isRight(all.get(key), expected) ? '' : '✗ '}${cell(said(all.get(key)))} | ${cell(theirs.get(key) ?? '–')} |`,
  )
  .join('\n')}

✗: not recognised as what it is. A dash: not asked, or no answer. Ports beyond the usual ones are asked with \`--ports all\` only, and
UDP beside them only when the TCP port of the same number is open.

With a content that the site knows (\`--content\`), the three BitTorrent clients that have it answered: ${['10.88.0.11 51413/tcp', '10.88.0.12 6881/tcp', '10.88.0.13 6891/tcp'].map((key) => said(content.get(key))).join('; ')}. Without one, their TCP port is known by the shape of a
key exchange only, which is a lead; DHT and µTP prove the rest.

Programs, by package: ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.

## What was not tried with a real program

Gnutella, Gnutella2, Napster, FastTrack, Soulseek, IPFS, Freenet, Resilio Sync, µTorrent and eDonkey servers are recognised by probes
written from their specifications; no program of theirs is in Debian 12. Those of Gnutella, Napster servers and hubs of NMDC were tried with
the peers of our own range (test/intake/scan/listeners.test.ts), the others with bytes. Mappings of a router are read
over UPnP as UPnP IGD 1 says; the miniupnpd of Debian answered, and had none.
`;
};
