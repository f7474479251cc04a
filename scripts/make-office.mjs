// Makes examples/office out of the project's lab captures: `node scripts/make-office.mjs`. The captures are not part of
// the repository; PEERWARDEN_SHARED names their folder. The result is committed, so nobody needs to run this.
//
//   lab case ─► hosts of its cast, no oversized flows ─► office addresses, checksums ─► office time ─► one capture
//   its logs ─► the same choice, names and times as text ──────────────────────────────────────────► one log a kind
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { flowOf, readPcap, repairChecksums, writePcap } from './office/frames.mjs';
import { identities, replaceBytes } from './office/identities.mjs';
import { STORY } from './office/story.mjs';

const lab = new URL(
  `file://${process.env.PEERWARDEN_SHARED ?? new URL('../../shared', import.meta.url).pathname}/corpus/lab/`,
);
const office = new URL('../examples/office/', import.meta.url);

const main = () => {
  const scenes = STORY.map(playScene);
  const byTime = (a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
  write('span-port.pcap', writePcap(scenes.flatMap(({ records }) => records).sort(byTime)));
  for (const log of ['firewall.log', 'conntrack.log', 'access.log']) {
    const lines = scenes.flatMap(({ logs }) => logs[log] ?? []).sort(byTime);
    write(log, lines.map(({ text }) => `${text}\n`).join(''));
  }
};

const write = (name, content) => {
  writeFileSync(new URL(name, office), content);
  console.log(`${name}: ${content.length.toLocaleString('en')} bytes`);
};

const playScene = (scene) => {
  const folder = new URL(`${scene.case}/`, lab);
  const read = (name) => {
    const file = new URL(name, folder);
    return existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  };
  const all = [...readPcap(read('capture.pcap'))];
  const syslog = read('logs/firewall.syslog').toString();
  const who = identities(scene, routerOf(all));
  const shiftUs = BigInt(Date.parse(scene.at)) * 1000n - all[0].at;
  const { records, leftOut } = chooseRecords(all, scene, who);
  const shown = (text) => isShown(text, scene, who, leftOut);
  const renamed = (text) => who.text.reduce((line, [from, to]) => line.replaceAll(from, to), text);
  const rows = (text, rewrite) =>
    text
      .split('\n')
      .filter(shown)
      .flatMap((line) => rewrite(renamed(line), shiftUs) ?? []);
  return {
    records: records.map((record) => disguise(record, who, shiftUs)),
    logs: {
      'firewall.log': rows(syslog, syslogLine),
      'conntrack.log': rows(read('logs/conntrack-events.log').toString(), conntrackLine),
      'access.log': rows(read('logs/access.log').toString(), squidLine),
    },
  };
};

/** The one link-layer source behind which addresses outside stand. */
const routerOf = (records) => {
  for (const { frame } of records)
    if (frame.readUInt16BE(12) === 0x0800 && [198, 203].includes(frame[26]))
      return frame
        .subarray(6, 12)
        .toString('hex')
        .replace(/..(?=.)/g, '$&:');
  throw new Error('no packet from outside');
};

const chooseRecords = (all, scene, who) => {
  const bytes = new Map();
  for (const { frame, wireBytes } of all) {
    const key = flowOf(frame)?.key;
    if (key !== undefined) bytes.set(key, (bytes.get(key) ?? 0) + wireBytes);
  }
  const leftOut = new Set();
  const records = all.filter(({ frame }) => {
    const flow = flowOf(frame);
    if (!flow || involves(flow, who.absent)) return false;
    const tooLarge = bytes.get(flow.key) > (scene.flowBytesMax ?? Number.POSITIVE_INFINITY);
    if (tooLarge) leftOut.add([...flow.ports].sort().join(' '));
    return !tooLarge;
  });
  return { records, leftOut };
};

const involves = (flow, addresses) =>
  addresses.some(
    (address) =>
      flow.source === address ||
      flow.destination === address ||
      // The same host by IPv6: 2001:db8:20::11 ends in 0.17.
      (flow.source.length > 15 &&
        [flow.source, flow.destination].some(
          (end) =>
            end.endsWith(`.0.${Number.parseInt(address.slice(-2), 16)}`) &&
            end.startsWith('32.1.13.184.0.32.'),
        )),
  );

/** A line of a log is kept when its hosts play in the scene, one of them inside, and its connection was kept. */
const isShown = (line, scene, who, leftOut) => {
  if (line === '' || who.absent.some((address) => line.includes(`${address} `))) return false;
  const cast = Object.keys(scene.cast).map((name) => `10.20.1.1${name.at(-1)} `);
  if (!cast.some((address) => line.includes(address))) return false;
  const ports = /\b(?:sport|SPT)=(\d+) (?:dport|DPT)=(\d+)/.exec(line);
  return !ports || !leftOut.has([Number(ports[1]), Number(ports[2])].sort().join(' '));
};

const disguise = ({ at, wireBytes, frame }, who, shiftUs) => {
  replaceBytes(frame, who.bytes);
  repairChecksums(frame);
  return { at: at + shiftUs, wireBytes, frame };
};

/** The firewall's lines as rsyslog writes them: with year and zone, so that they can be dated in any year. */
const syslogLine = (line, shiftUs) => {
  const match = /^(\w{3} +\d+ [\d:]+) \S+ +(.*?)\s*$/.exec(line);
  if (!match) return null;
  const at = BigInt(Date.parse(`${match[1]} 2026 UTC`)) * 1000n + shiftUs;
  return { at, text: `${isoMicros(at)} gw kernel: ${match[2]}` };
};

const isoMicros = (us) =>
  new Date(Number(us / 1000n))
    .toISOString()
    .replace('Z', `${String(us % 1000n).padStart(3, '0')}+00:00`);

const conntrackLine = (line, shiftUs) => {
  const match = /^\[(\d+)\.(\d{6})\](.*)$/.exec(line);
  if (!match) return null;
  const at = BigInt(match[1]) * 1_000_000n + BigInt(match[2]) + shiftUs;
  const seconds = at / 1_000_000n;
  return { at, text: `[${seconds}.${String(at % 1_000_000n).padStart(6, '0')}]${match[3]}` };
};

const squidLine = (line, shiftUs) => {
  const match = /^(\d+)\.(\d{3})(.*)$/.exec(line);
  if (!match) return null;
  const at = BigInt(match[1]) * 1_000_000n + BigInt(match[2]) * 1000n + shiftUs;
  const ms = at / 1000n;
  return { at, text: `${ms / 1000n}.${String(ms % 1000n).padStart(3, '0')}${match[3]}` };
};

main();
