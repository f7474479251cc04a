// covers: S3 S4
// On the labelled captures, where they are at hand: every plain flow of eDonkey, Kad and Direct Connect is named, and
// nothing else is.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { directconnect } from '../../../src/systems/directconnect/system.ts';
import { edonkey } from '../../../src/systems/edonkey/system.ts';
import { kad } from '../../../src/systems/kad/system.ts';
import { type CapturedFlow, captureFlows, recognise } from '../capture-flows.ts';

const SHARED =
  process.env.PEERWARDEN_SHARED ?? new URL('../../../../shared', import.meta.url).pathname;
const LAB = `${SHARED}/corpus/lab`;
const PUBLIC = `${SHARED}/corpus/public`;
const DISSECTORS = [...edonkey.dissectors!, ...kad.dissectors!, ...directconnect.dissectors!];

/** What each label has to be called. TLS and obfuscated flows show nothing that these dissectors read. */
const EXPECTED: Readonly<Record<string, string>> = {
  'edonkey/tcp': 'edonkey/client',
  kad: 'kad/udp',
  'directconnect/nmdc': 'directconnect/nmdc',
  'directconnect/nmdc-udp': 'directconnect/nmdc-udp',
  'directconnect/adc': 'directconnect/adc',
  'directconnect/adc-udp': 'directconnect/adc-udp',
};

describe.skipIf(!existsSync(LAB))('the laboratory captures', () => {
  it('are named where they are plain, and nowhere else', () => {
    const missed: string[] = [];
    const wrong: string[] = [];
    for (const name of readdirSync(LAB)) {
      const labels = labelsOf(`${LAB}/${name}/flows.csv`);
      for (const flow of captureFlows(`${LAB}/${name}/capture.pcap`)) {
        const label = labels.get(keyOf(flow)) ?? '';
        const expected = EXPECTED[label];
        const named = recognise(flow, DISSECTORS)?.dissector.id;
        if (expected && named === undefined) missed.push(`${name} ${label}`);
        else if (named !== expected) wrong.push(`${name} ${label} ${named}`);
      }
    }
    expect(wrong).toEqual([]);
    // Results may be encrypted with a key from the search (SUDP), which shows nothing.
    expect(missed.filter((one) => !one.endsWith('directconnect/adc-udp'))).toEqual([]);
  });
});

describe.skipIf(!existsSync(PUBLIC))('the public captures', () => {
  it('are named only in the class of eDonkey', () => {
    const named: string[] = [];
    for (const folder of readdirSync(PUBLIC).filter((entry) => !entry.includes('.')))
      for (const file of readdirSync(`${PUBLIC}/${folder}`)) {
        const path = `${PUBLIC}/${folder}/${file}`;
        if (statSync(path).size > 20_000_000 || folder === 'robustness') continue;
        for (const flow of captureFlows(path)) {
          const id = recognise(flow, DISSECTORS)?.dissector.id;
          if (id) named.push(`${folder} ${id}`);
        }
      }
    expect(named).toEqual(['p2p-edonkey edonkey/client']);
  });
});

const labelsOf = (path: string): Map<string, string> => {
  const labels = new Map<string, string>();
  for (const line of readFileSync(path, 'utf8').split('\n').slice(1)) {
    const [transport, a, aPort, b, bPort, ...rest] = line.split(',');
    if (!bPort) continue;
    labels.set(`${transport} ${a} ${aPort} ${b} ${bPort}`, rest[8] ?? '');
    labels.set(`${transport} ${b} ${bPort} ${a} ${aPort}`, rest[8] ?? '');
  }
  return labels;
};

const keyOf = (flow: CapturedFlow): string =>
  `${flow.transport} ${flow.client} ${flow.clientPort} ${flow.server} ${flow.serverPort}`;
