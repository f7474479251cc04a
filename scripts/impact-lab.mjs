// `npm run impact-docs`: measures what the calculators of impact reckon and writes docs/impact.json, docs/impact/*.svg and
// docs/impact.md. A link shaped by tc in network namespaces, the range's eDonkey sources on it, mail and voice beside them.
// Needs root, ip, tc, ethtool, tcpdump, openssl. `-- --page` only writes page and pictures anew from the JSON file.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './impact-lab/measure.mjs';
import { impactPage, impactPictures } from './impact-lab/page.mjs';
import { machineRates } from './impact-lab/rates.mjs';

const docs = new URL('../docs/', import.meta.url);
const json = new URL('impact.json', docs);
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** The paper's download (20 sources of 4 kB/s on 2 Mbit/s), twice that, and more than the link holds. */
const UPLINKS = [4000, 8000, 16_000];
const SETUP = {
  ...{ rate: 2_000_000, bufferMs: 300, sources: 20, seconds: 20 },
  mail: { bytes: 40_000, everyMs: 1000 },
};

const main = async () => {
  if (!process.argv.includes('--page')) await run();
  const measured = JSON.parse(readFileSync(json, 'utf8'));
  mkdirSync(new URL('impact/', docs), { recursive: true });
  for (const [name, svg] of Object.entries(impactPictures(measured)))
    writeFileSync(new URL(`impact/${name}.svg`, docs), svg);
  writeFileSync(new URL('impact.md', docs), impactPage(measured));
};

const run = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'peerwarden-impact-lab-'));
  try {
    const runs = [];
    for (const uplink of UPLINKS) {
      console.log(`impact: ${SETUP.sources} sources of ${uplink / 1000} kB/s`);
      const capture = join(folder, `${uplink}.pcap`);
      const { capture: _, ...measured } = await measure({ ...SETUP, uplink, capture });
      runs.push({ ...measured, analyzed: analyzed(capture, folder) });
    }
    const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Node.js ${process.version}`;
    const day = new Date().toISOString().slice(0, 10);
    const text = JSON.stringify({ day, machine, rates: machineRates(), runs }, null, 2);
    writeFileSync(json, `${text}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What the product says of the same packets. */
const analyzed = (capture, folder) => {
  const policy = join(folder, 'policy.yaml');
  writeFileSync(policy, 'link: 2 Mbit/s\nnetworks: { inside: [10.20.1.0/24] }\n');
  const words = ['analyze', capture, '--policy', policy, '--no-progress', '--format', 'json'];
  let text;
  try {
    text = execFileSync(process.execPath, [cli, ...words], {
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    });
  } catch (error) {
    // 1: cases were raised.
    if (error.status !== 1) throw error;
    text = error.stdout;
  }
  const { cases, impact } = JSON.parse(text);
  const found = cases.find(({ activity }) => activity === 'edonkey');
  return {
    probability: found?.probability ?? 0,
    meanPercent: found?.impact.linkShare?.meanPercent ?? null,
    peakPercent: found?.impact.linkShare?.peakPercent ?? null,
    activityPercent: impact?.link?.activityPercent ?? null,
    othersPercent: impact?.link?.othersPercent ?? null,
  };
};

await main();
