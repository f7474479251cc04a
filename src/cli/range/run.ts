// `peerwarden range run`: an experiment, or all of a system, as text, JSON or a picture.
import { PeerwardenError } from '../../model/errors.ts';
import { pictureOf } from '../../range/picture/svg.ts';
import { type RunResult, runExperiment } from '../../range/run.ts';
import { writeOutput } from '../output.ts';
import { textLook } from '../render.ts';
import { experimentsOf } from './found.ts';
import { checkOutput } from './output-place.ts';
import { resultText } from './result-text.ts';
import { say, untilStopped } from './until-stopped.ts';

export type RunFormat = 'text' | 'json' | 'svg';

export interface RangeRunOptions {
  readonly peers?: number;
  readonly seed: number;
  readonly timeout: number;
  readonly format: RunFormat;
  readonly output?: string;
}

export const rangeRun = (name: string, options: RangeRunOptions): Promise<void> =>
  untilStopped(async (signal) => {
    const experiments = experimentsOf(name);
    if (options.format === 'svg' && experiments.length > 1)
      throw new PeerwardenError('PW_USAGE', {
        message: `${name} has ${experiments.length} experiments, and a picture shows one.`,
        remedy: `Name one of ${experiments.map(({ id }) => id).join(', ')}.`,
      });
    if (options.output !== undefined) checkOutput(options.output);
    const results: RunResult[] = [];
    for (const experiment of experiments) {
      say(`${experiment.id}: ${experiment.question}`);
      const { peers, seed, timeout } = options;
      const result = await runExperiment(experiment, {
        seed,
        timeoutMs: timeout * 1000,
        signal,
        progress: (sentence) => say(`  ${sentence}`),
        ...(peers === undefined ? {} : { peers }),
      });
      results.push(result);
    }
    await writeOutput(rendered(results, options), options.output);
  });

const rendered = (results: readonly RunResult[], { format, output }: RangeRunOptions): string => {
  if (format === 'svg') return pictureOf(results[0]!);
  if (format === 'json')
    return `${JSON.stringify(results.length === 1 ? results[0] : results, null, 2)}\n`;
  const { width } = textLook(output === undefined ? process.stdout : null);
  return results.map((result) => resultText(result, width)).join('\n');
};
