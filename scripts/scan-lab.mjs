// Writes docs/scan.md from a real run: every program of the lab (scripts/scan-lab/daemons.mjs) in a network namespace of its
// own, scanned by Peerwarden and by `nmap -sV -p-` (and -sU at the same UDP ports), with what each called every listener and
// how long it took. Root, and the packages that it names: `node scripts/scan-lab.mjs`.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTENT, DAEMONS, startDaemons } from './scan-lab/daemons.mjs';
import { makeLab } from './scan-lab/network.mjs';
import { scanPage } from './scan-lab/page.mjs';

const root = new URL('../', import.meta.url);

const timed = (lab, program, args) =>
  new Promise((resolve) => {
    const began = Date.now();
    const [command, words] = lab.scanning(program, ...args);
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'], cwd: lab.folder });
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += bytes;
    });
    child.on('close', (code) => resolve({ text, code, seconds: (Date.now() - began) / 1000 }));
  });

const lab = makeLab();
process.on('SIGINT', () => {
  lab.close();
  process.exit(130);
});
try {
  const started = await startDaemons(lab);
  for (const { daemon, fault } of started) if (fault) console.error(`${daemon.name}: ${fault}`);
  const up = started.filter(({ fault }) => fault === null);
  const hosts = up.map(({ address }) => address);
  const policy = join(lab.folder, 'site.yaml');
  writeFileSync(policy, 'networks: { inside: [10.88.0.0/24], scan: [10.88.0.0/24] }\n');
  const cli = new URL('dist/cli/main.js', root).pathname;
  const common = [
    'scan',
    ...hosts,
    '--policy',
    policy,
    '--format',
    'json',
    '--no-progress',
    '--rate',
    '2000',
  ];
  const runs = {};
  for (const [name, extra] of [
    ['usual', []],
    ['all', ['--ports', 'all']],
    ['content', ['--ports', '51413,6881,6891', '--content', CONTENT]],
  ]) {
    const { text, seconds } = await timed(lab, process.execPath, [cli, ...common, ...extra]);
    runs[name] = { result: JSON.parse(text), seconds };
    console.error(`${name}: ${seconds.toFixed(0)} s`);
  }
  const udpPorts = [
    ...new Set(
      up.flatMap(({ daemon }) =>
        daemon.expected.filter(({ over }) => over === 'udp').map(({ port }) => port),
      ),
    ),
  ];
  const xml = join(lab.folder, 'nmap.xml');
  const tcp = await timed(lab, 'nmap', ['-Pn', '-n', '-sV', '-p-', '-oX', xml, ...hosts]);
  const tcpXml = readFileSync(xml, 'utf8');
  console.error(`nmap tcp: ${tcp.seconds.toFixed(0)} s`);
  const udp = await timed(lab, 'nmap', [
    '-Pn',
    '-n',
    '-sU',
    '-sV',
    '-p',
    udpPorts.join(','),
    '-oX',
    xml,
    ...hosts,
  ]);
  console.error(`nmap udp: ${udp.seconds.toFixed(0)} s`);
  const data = {
    date: new Date().toISOString().slice(0, 10),
    nmapVersion: execFileSync('nmap', ['--version'], { encoding: 'utf8' }).split('\n')[0],
    versions: Object.fromEntries(
      DAEMONS.flatMap(({ packages }) => packages).map((name) => [
        name,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own form
        execFileSync('dpkg-query', ['-W', '-f=${Version}', name], { encoding: 'utf8' }),
      ]),
    ),
    up,
    runs,
    nmap: {
      tcp: { seconds: tcp.seconds, xml: tcpXml },
      udp: { seconds: udp.seconds, xml: readFileSync(xml, 'utf8') },
    },
  };
  writeFileSync(process.env.SCAN_LAB_DATA ?? join(lab.folder, 'data.json'), JSON.stringify(data));
  writeFileSync(new URL('docs/scan.md', root), scanPage(data));
} finally {
  lab.close();
}
