// The Debian programs that tests need: `node scripts/tools.mjs` (before `npm test`) installs what is missing through
// apt-get, as root or with sudo that asks nothing. Elsewhere the tests that need them are not run and say so; in CI
// (CI=true) a missing program is a failure.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian package → the program that shows it is there. */
const PACKAGES = {
  nftables: 'nft',
  iproute2: 'ip',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  'libndpi-bin': 'ndpiReader',
  chromium: 'chromium',
  conntrack: 'conntrack',
  squid: 'squid',
  httptunnel: 'htc',
  proxytunnel: 'proxytunnel',
  corkscrew: 'corkscrew',
  curl: 'curl',
  ethtool: 'ethtool',
  'dnsmasq-base': 'dnsmasq',
  unbound: 'unbound',
  bind9: 'named',
  'bind9-dnsutils': 'dig',
  ulogd2: 'ulogd',
  'eiskaltdcpp-daemon': 'eiskaltdcpp-daemon',
  ncdc: 'ncdc',
  bzip2: 'bzip2',
  file: 'file',
  mktorrent: 'mktorrent',
  'clamav-daemon': 'clamd',
  rhash: 'rhash',
  'amule-daemon': 'amuled',
  'amule-utils': 'amulecmd',
  syncthing: 'syncthing',
  aria2: 'aria2c',
  rtorrent: 'rtorrent',
  'qbittorrent-nox': 'qbittorrent-nox',
  'transmission-daemon': 'transmission-daemon',
  'transmission-cli': 'transmission-remote',
  microsocks: 'microsocks',
  // Listeners that a scan must recognise (test/intake/scan).
  uhub: 'uhub',
  tor: 'tor',
  'nginx-light': 'nginx',
  'miniupnpd-nftables': 'miniupnpd',
};

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

const present = (program) =>
  folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const lacking = () => Object.keys(PACKAGES).filter((name) => !present(PACKAGES[name]));

/** The command before `apt-get`, or null when packages cannot be installed here, with the reason. */
const privilege = () => {
  if (!present('apt-get')) return { reason: 'this is no Debian: there is no apt-get' };
  if (process.getuid?.() === 0) return { before: [] };
  const sudo = present('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo && sudo.status === 0
    ? { before: ['sudo', '-n'] }
    : { reason: 'neither root nor sudo without a password' };
};

const aptGet = (before, ...words) => {
  const [command, ...rest] = [
    ...before,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    '-qq',
    '-o',
    'DPkg::Lock::Timeout=120',
    ...words,
  ];
  return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
};

/** Installs one by one, so that a package this release does not have costs only itself; returns why it failed. */
const install = (packages) => {
  const { before, reason } = privilege();
  if (reason) return Object.fromEntries(packages.map((name) => [name, reason]));
  console.log(`tools: installing ${packages.join(', ')}`);
  aptGet(before, 'update');
  const why = {};
  for (const name of packages) {
    const { status, stderr, error } = aptGet(
      before,
      'install',
      '-y',
      '--no-install-recommends',
      name,
    );
    if (status !== 0)
      why[name] =
        (stderr || error?.message || '').trim().split('\n').at(-1) || `apt-get: ${status}`;
  }
  return why;
};

const before = lacking();
const why = before.length > 0 ? install(before) : {};
const after = before.length > 0 ? lacking() : [];
for (const name of after)
  console.log(
    `tools: ${name} (${PACKAGES[name]}) is missing: ${why[name] ?? 'the package brought no such program'}`,
  );
if (after.length > 0) {
  console.log('tools: tests that need these programs will be listed as not run');
  if (process.env.CI === 'true') process.exitCode = 1;
}
