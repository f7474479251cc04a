// Experiments in one process: bounded, measured, drawn.
import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import type { Experiment, Measured } from '../../src/range/experiment.ts';
import type { Host } from '../../src/range/host.ts';
import { panelsOf } from '../../src/range/picture/panels.ts';
import { pictureOf } from '../../src/range/picture/svg.ts';
import { ticks } from '../../src/range/picture/ticks.ts';
import { runExperiment } from '../../src/range/run.ts';

const measured: Measured = {
  answer: 'As many as there are.',
  columns: [
    { id: 'ttl', title: 'TTL' },
    { id: 'found', title: 'peers <found>' },
    { id: 'messages', title: 'messages' },
    { id: 'ms', title: 'time, ms' },
  ],
  rows: [
    [1, 3, 10, 2.5],
    [2, 9, 5000, '–'],
  ],
  picture: { x: 'ttl', y: ['found', 'messages', 'ms'], kind: 'line' },
};

const experiment = (run: Experiment['run']): Experiment => ({
  id: 'echo-count',
  system: 'echo',
  models: ['M1'],
  question: 'How many are there?',
  peersDefault: 4,
  run,
});

describe('an experiment', () => {
  it('gets hosts with addresses of their own, which end with it', async () => {
    const hosts: Host[] = [];
    const result = await runExperiment(
      experiment(async (field) => {
        while (hosts.length < field.peers) hosts.push(field.host());
        await hosts[0]!.listen(4000, 'x', (socket) => socket.end('x'));
        const socket = await hosts[1]!.connect({ address: hosts[0]!.address, port: 4000 }, 'x');
        expect(socket.remotePort).toBe(4000);
        field.end(hosts[3]!);
        expect(hosts[3]!.signal.aborted).toBe(true);
        return measured;
      }),
      { seed: 9 },
    );
    expect(new Set(hosts.map(({ address }) => address)).size).toBe(4);
    expect(hosts.every(({ signal }) => signal.aborted)).toBe(true);
    expect(result).toMatchObject({ id: 'echo-count', peers: 4, seed: 9, measured });
    expect(result.memoryPeakBytes).toBeGreaterThan(1e6);
  });

  it('is ended when its time is over, or when it is told to', async () => {
    const ended: boolean[] = [];
    const hanging = experiment(async (field) => {
      const host = field.host();
      host.signal.addEventListener('abort', () => ended.push(true));
      return await new Promise<never>(() => {});
    });
    const late = runExperiment(hanging, { timeoutMs: 20 });
    await expect(late).rejects.toMatchObject({ code: 'PW_RANGE_BOUND' });
    const told = runExperiment(hanging, { signal: AbortSignal.abort() });
    await expect(told).rejects.toMatchObject({ code: 'PW_RANGE_BOUND' });
    expect(ended).toEqual([true, true]);
  });

  it('does not take more peers than a process holds', async () => {
    const many = runExperiment(
      experiment(async () => measured),
      { peers: 1_000_000 },
    );
    await expect(many).rejects.toMatchObject({ code: 'PW_RANGE_BOUND' });
  });
});

describe('the picture', () => {
  it('gives curves of another unit or size an axis of their own', () => {
    expect(panelsOf(measured).map(({ series }) => series.map(({ title }) => title))).toEqual([
      ['peers <found>'],
      ['messages'],
      ['time, ms'],
    ]);
    expect(panelsOf(measured)[2]!.series[0]!.values).toEqual([2.5, null]);
  });

  it('is well-formed for lines and bars, with nothing of a title taken as markup', async () => {
    for (const kind of ['line', 'bars'] as const) {
      const drawn = { ...measured, picture: { ...measured.picture, kind } };
      const svg = pictureOf(await runExperiment(experiment(async () => drawn)));
      expect(svg).not.toMatch(/NaN|Infinity|undefined|<found>/);
      const faults: string[] = [];
      parseFragment(svg, { onParseError: (error) => faults.push(error.code) });
      expect(faults).toEqual([]);
      expect(svg).toContain('prefers-color-scheme:dark');
    }
  });

  it('stands when there is nothing to draw', async () => {
    const empty = { ...measured, rows: [] };
    const svg = pictureOf(await runExperiment(experiment(async () => empty)));
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('has round numbers on its axes', () => {
    expect(ticks(32)).toEqual([0, 10, 20, 30, 40]);
    expect(ticks(0.7)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
    expect(ticks(0)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    for (const most of [1, 3, 7, 99, 101, 12_345, 1e9]) {
      expect(ticks(most).at(-1)).toBeGreaterThanOrEqual(most);
      expect(ticks(most).length).toBeLessThanOrEqual(7);
    }
  });
});
