// The page of accuracy, the figures it is made of, and the weights that the program uses are of one measurement.
// covers: D9 T1
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jeffreys, regularisedBeta } from '../../scripts/accuracy/intervals.mjs';
import { accuracyPage } from '../../scripts/accuracy/page.mjs';
import { movedAddress, movedPort } from '../../scripts/accuracy/scramble.mjs';
import { DETECTORS } from '../../src/detect/index.ts';
import { WEIGHTS } from '../../src/detect/weights.data.ts';
import { SHARED } from '../harness/identify.ts';

const figures = JSON.parse(readFileSync('docs/accuracy.json', 'utf8'));

describe('docs/accuracy.md (if it is out of date: npm run calibrate)', () => {
  it('is what its figures say', () => {
    expect(readFileSync('docs/accuracy.md', 'utf8')).toBe(accuracyPage(figures));
  });

  it('is of the same measurement as the weights', () => {
    expect(figures.weights).toEqual(WEIGHTS);
  });

  it('has a measured weight for every technique, each within its interval', () => {
    // What no labelled evidence could measure yet says so in every finding (src/detect/assumed-weights.ts).
    const assumed = ['programs', 'files', 'listeners'];
    const measured = DETECTORS.map(({ id }) => id).filter((id) => !assumed.includes(id));
    expect(Object.keys(WEIGHTS)).toEqual(expect.arrayContaining(measured));
    for (const { decibans, low, high, guilty, innocent } of Object.values(WEIGHTS)) {
      expect(low).toBeLessThan(decibans);
      expect(decibans).toBeLessThan(high);
      expect(guilty[0]).toBeLessThanOrEqual(guilty[1]);
      expect(innocent[0]).toBeLessThanOrEqual(innocent[1]);
    }
  });

  it('leaves the range out', () => {
    const cases = figures.plain.flows.missed.map(({ name }: { name: string }) => name);
    const recordings = existsSync('docs/range') ? readdirSync('docs/range') : [];
    expect(cases.filter((name: string) => recordings.includes(`${name}.json`))).toEqual([]);
  });
});

describe('Jeffreys intervals', () => {
  it('are the known quantiles for none, one and five of ten', () => {
    expect(jeffreys(0, 10).low).toBe(0);
    expect(jeffreys(0, 10).high).toBeCloseTo(0.217, 3);
    expect(jeffreys(1, 10).low).toBeCloseTo(0.011, 3);
    expect(jeffreys(1, 10).high).toBeCloseTo(0.381, 3);
    expect(jeffreys(5, 10).low).toBeCloseTo(0.224, 3);
    expect(jeffreys(5, 10).high).toBeCloseTo(0.776, 3);
  });

  it('rest on a beta function that is symmetric', () => {
    expect(regularisedBeta(0.3, 2, 5)).toBeCloseTo(1 - regularisedBeta(0.7, 5, 2), 8);
    expect(regularisedBeta(0.5, 3, 3)).toBeCloseTo(0.5, 8);
  });
});

describe('scrambling', () => {
  it('gives every port another of its own, and keeps those below 1024', () => {
    const moved = Array.from({ length: 65_536 }, (_, port) => movedPort(port));
    expect(new Set(moved).size).toBe(65_536);
    expect(moved.slice(0, 1024)).toEqual(Array.from({ length: 1024 }, (_, port) => port));
    expect(movedPort(6881)).not.toBe(6881);
  });

  it('gives every address of a network another of one network', () => {
    const hosts = Array.from({ length: 256 }, (_, host) => movedAddress(`198.51.100.${host}`));
    expect(new Set(hosts).size).toBe(256);
    expect(new Set(hosts.map((text) => text.replace(/\.\d+$/, ''))).size).toBe(1);
    expect(movedAddress('10.20.1.11')).toMatch(/^172\.23\.1\./);
    expect(movedAddress('239.192.152.143')).toBe('239.192.152.143');
    expect(movedAddress('2001:db8:20::11')).toBe('2001:db8:731::11');
  });
});

const calibrate = (...words: string[]) =>
  spawnSync('node', ['scripts/calibrate.mjs', ...words], {
    encoding: 'utf8',
    env: { ...process.env, PEERWARDEN_SHARED: words.includes('--quick') ? SHARED : '/nowhere' },
  });

describe('npm run calibrate', () => {
  it('changes nothing without the labelled corpus, and says so', () => {
    const before = readFileSync('docs/accuracy.json', 'utf8');
    const { status, stderr } = calibrate();
    expect(status).toBe(1);
    expect(stderr).toContain('nothing was measured or changed');
    expect(readFileSync('docs/accuracy.json', 'utf8')).toBe(before);
  });

  const ready = existsSync(join(SHARED, 'corpus/lab')) && existsSync('dist/pipeline/analyze.js');

  it.skipIf(!ready)(
    'measures two captures and writes page, figures and weights',
    () => {
      const out = mkdtempSync(join(tmpdir(), 'peerwarden-accuracy-'));
      try {
        expect(calibrate('--quick', '--out', out).status).toBe(0);
        const made = JSON.parse(readFileSync(join(out, 'docs/accuracy.json'), 'utf8'));
        expect(made.captures.lab).toBe(2);
        expect(made.scrambled.flows.kinds.p2p.flows).toBe(made.plain.flows.kinds.p2p.flows);
        expect(readFileSync(join(out, 'docs/accuracy.md'), 'utf8')).toBe(accuracyPage(made));
        expect(existsSync(join(out, 'src/detect/weights.data.ts'))).toBe(true);
      } finally {
        rmSync(out, { recursive: true, force: true });
      }
    },
    120_000,
  );
});
