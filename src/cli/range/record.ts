// `peerwarden range record`: a scenario in network namespaces, written as a case whose truth is known.
import { record } from '../../range/record.ts';
import { tableLines } from '../columns.ts';
import { writeOutput } from '../output.ts';
import { textLook } from '../render.ts';
import { scenarioOf } from './found.ts';
import { say, untilStopped } from './until-stopped.ts';

export interface RangeRecordOptions {
  readonly output: string;
  readonly mark: boolean;
  readonly seed: number;
  readonly rate: string;
  readonly firewall: 'open' | 'strict' | 'nat';
  readonly timeout: number;
}

export const rangeRecord = (name: string, options: RangeRecordOptions): Promise<void> =>
  untilStopped(async (stopped) => {
    const { output, mark, seed, rate, firewall, timeout } = options;
    const scenario = scenarioOf(name);
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeout * 1000)]);
    const { packets, flows, labels } = await record(scenario, {
      folder: output,
      marked: mark,
      seed,
      rate,
      firewall,
      signal,
      progress: say,
    });
    const rows = Object.entries(labels).map(([label, count]) => [label, String(count)]);
    const { width } = textLook(process.stdout);
    const lines = [
      `${output}: capture.pcap (${packets} packets), flows.csv (${flows} flows), truth.json, logs/`,
      '',
      ...tableLines(['label', 'flows'], rows.sort(), width),
      '',
    ];
    await writeOutput(lines.join('\n'), undefined);
  });
