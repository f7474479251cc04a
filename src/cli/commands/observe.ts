// `peerwarden observe`: everything that was read, as facts, before anybody judges. One JSON object a line.

import type { Command } from 'commander';
import { OBSERVATION_KINDS, type ObservationKind } from '../../model/observation.ts';
import { analyze } from '../../pipeline/analyze.ts';
import { choiceOf } from '../choice.ts';
import { addEvidenceOptions, type EvidenceOptions, evidenceRequest } from '../evidence-options.ts';
import { tellFaults } from '../faults.ts';
import { observationRow } from '../observation-row.ts';
import { Sink } from '../sink.ts';

interface ObserveOptions extends EvidenceOptions {
  readonly kind?: string[];
  readonly output: string;
}

export const registerObserve = (program: Command): void => {
  addEvidenceOptions(
    program
      .command('observe')
      .summary('every fact in the evidence, one JSON object a line')
      .description(
        'Writes every observation as it is read: flows of captures, requests of proxies, verdicts of firewalls, connections of connection tables and flow records, look-ups, leases, sign-ins, with the file and the line or byte they come from. Nothing is judged.',
      ),
  )
    .option('--kind <kind...>', `only these: ${OBSERVATION_KINDS.join(', ')}`)
    .option('--output <file>', 'write there; - is standard output', '-')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: ObserveOptions) => {
      await observe(paths, options);
    });
};

const EXAMPLES = `
Examples:
  peerwarden observe capture.pcap access.log | jq 'select(.host)'
  peerwarden observe firewall.log --kind verdict | jq -r 'select(.action == "denied") | .source' | sort | uniq -c

Exit codes: 0 done, 2 usage or nothing readable, 3 internal error.`;

const observe = async (paths: readonly string[], options: ObserveOptions): Promise<void> => {
  const asked = (options.kind ?? []).flatMap((text) => text.split(','));
  const kinds = new Set<ObservationKind>(
    asked.map((text) => choiceOf('--kind', text, OBSERVATION_KINDS)),
  );
  const request = await evidenceRequest(paths, options);
  const sink = new Sink(options.output);
  // Indexes count what could be read, so that a path may take the place of one that could not.
  const pathOf: string[] = [];
  const { faults } = await analyze({
    ...request,
    digest: false,
    // Each file is told as it is; whoever counts decides what is one.
    copies: true,
    onEvidence: (index, path) => {
      pathOf[index] = path;
    },
    // What a slow pipe brings is passed on as it comes.
    onProgress: (progress) => {
      request.onProgress?.(progress);
      sink.flush();
    },
    onObservation: (observation) => {
      if (kinds.size > 0 && !kinds.has(observation.kind)) return;
      const row = observationRow(observation, pathOf[observation.origin.evidence] ?? '');
      sink.write(`${JSON.stringify(row)}\n`);
    },
  });
  sink.close();
  tellFaults(faults);
};
