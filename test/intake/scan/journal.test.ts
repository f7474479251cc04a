// covers: D6
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostHeard } from '../../../src/intake/scan/host.ts';
import { Journal } from '../../../src/intake/scan/journal.ts';
import type { ScanPlan } from '../../../src/intake/scan/scan.ts';

const plan: ScanPlan = {
  hosts: ['10.20.1.1', '10.20.1.2'],
  tcpPorts: [22],
  contents: [],
  perSecond: 100,
  answerMs: 1000,
};
const heard: HostHeard = {
  address: '10.20.1.1',
  state: 'up',
  tried: 1,
  cut: false,
  mappings: [],
  listeners: [{ port: 22, over: 'tcp', at: 1, system: null, protocol: 'ssh', text: 'SSH-2.0-x' }],
};

describe('the journal of a scan', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'peerwarden-journal-'));
    path = join(folder, 'journal');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives back what was done, and is gone when the scan is whole', () => {
    Journal.open(path, plan).add(heard);
    const again = Journal.open(path, plan);
    expect([...again.done]).toEqual([['10.20.1.1', heard]]);
    again.remove();
    expect(existsSync(path)).toBe(false);
  });

  it('asks again whom a crash cut short, and goes on behind it', () => {
    Journal.open(path, plan).add(heard);
    appendFileSync(path, '{"address":"10.20.1.2","state":"up","lis');
    const again = Journal.open(path, plan);
    expect([...again.done.keys()]).toEqual(['10.20.1.1']);
    again.add({ ...heard, address: '10.20.1.2' });
    expect([...Journal.open(path, plan).done.keys()]).toEqual(['10.20.1.1', '10.20.1.2']);
  });

  it('refuses another scan, and what is no journal', () => {
    Journal.open(path, plan);
    expect(() => Journal.open(path, { ...plan, tcpPorts: [23] })).toThrow(/other hosts or ports/);
    writeFileSync(path, 'something else\n');
    expect(() => Journal.open(path, plan)).toThrow(/no journal/);
    expect(readFileSync(path, 'utf8')).toBe('something else\n');
  });
});
