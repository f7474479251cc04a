// `peerwarden scan`: what listens on one's own network, what policy says of it, what is new since the last time.

import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { loadPolicy } from '../../intake/policy.ts';
import { contentsOf } from '../../intake/scan/contents.ts';
import { Journal } from '../../intake/scan/journal.ts';
import { neighbours } from '../../intake/scan/neighbours.ts';
import { portsOf } from '../../intake/scan/ports.ts';
import { runScan, type ScanPlan } from '../../intake/scan/scan.ts';
import { targetsOf } from '../../intake/scan/targets.ts';
import { SITE_POLICY } from '../../intake/site-policy.ts';
import { PeerwardenError } from '../../model/errors.ts';
import type { ListenerObservation } from '../../model/observation.ts';
import type { Policy } from '../../model/policy.ts';
import type { Store } from '../../model/ports.ts';
import type { ScanResult } from '../../model/scan.ts';
import { DAY_MS, parseDuration } from '../../model/time.ts';
import { analyze } from '../../pipeline/analyze.ts';
import { KnownDevices } from '../../pipeline/known-devices.ts';
import { type ScanContext, scanResult } from '../../pipeline/scan-result.ts';
import { renderScanCsv, renderScanHtml, renderScanText } from '../../report/scan.ts';
import { openStore } from '../../store/store.ts';
import { choiceOf } from '../choice.ts';
import { tellFaults } from '../faults.ts';
import { interruptible } from '../interrupt.ts';
import { observationRow } from '../observation-row.ts';
import { writeOutput } from '../output.ts';
import { systemName, textLook } from '../render.ts';
import { estimateText, planText, scanProgressLine } from '../scan-plan.ts';

export interface ScanOptions {
  readonly policy?: string;
  readonly ports: string;
  readonly rate: string;
  readonly timeout: string;
  readonly content?: string[];
  readonly against?: string;
  readonly state?: string;
  readonly known?: string[];
  readonly journal?: string;
  readonly every?: string;
  readonly dryRun?: boolean;
  readonly estimate?: boolean;
  readonly format: string;
  readonly output?: string;
  readonly observations?: string;
  readonly progress?: boolean;
}

const FORMATS = ['text', 'json', 'csv', 'html', 'ndjson'] as const;

export const registerScan = (program: Command): void => {
  program
    .command('scan')
    .summary('what listens on your own network, and what policy says of it')
    .description(
      'Asks the hosts of networks.scan in the policy, and no others, what listens at their ports: P2P programs, their web pages, SOCKS and HTTP proxies that serve anybody, web servers that list files, routers that forward ports inward. Says what policy forbids or does not explain, and what is new since the scan before.',
    )
    .argument('[host...]', 'only these addresses or networks (inside networks.scan)')
    .option(
      '--policy <file>',
      `the policy (YAML) with networks.scan (default: ${SITE_POLICY} here)`,
    )
    .option(
      '--ports <ports>',
      'usual (those of all systems), all, or a list: 22,80,6881-6889',
      'usual',
    )
    .option('--rate <n>', 'connections and datagrams a second, all hosts together', '200')
    .option('--timeout <duration>', 'how long an answer may take', '2s')
    .option(
      '--content <hash...>',
      'BitTorrent contents to ask for: info hashes, magnet links, or files that hold such (a report in JSON)',
    )
    .option('--against <file>', 'compare with an earlier scan (its NDJSON)')
    .option('--state <folder>', 'compare with the last scan kept there, and keep this one')
    .option(
      '--known <path...>',
      'leases, sign-ins, inventories: devices that none of them explains are listed',
    )
    .option('--journal <file>', 'write down what is done, and go on from there when it was stopped')
    .option('--every <duration>', 'again and again, such as 24h, until Ctrl-C')
    .option('--dry-run', 'only say what would be asked')
    .option('--estimate', 'only say how long it would take')
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, 'text')
    .option('--output <file>', 'write it there instead of standard output')
    .option('--observations <file>', 'write the listeners there too, as NDJSON for `analyze`')
    .option('--no-progress', 'no progress on standard error')
    .addHelpText('after', EXAMPLES)
    .action(async (hosts: string[], options: ScanOptions) => {
      process.exitCode = await scan(hosts, options);
    });
};

const EXAMPLES = `
Examples:
  peerwarden scan --policy site.yaml
  peerwarden scan 10.20.1.0/24 --policy site.yaml --ports all --journal scan.journal
  peerwarden scan --policy site.yaml --state /var/lib/peerwarden --every 24h --format html --output listeners.html
  peerwarden scan --policy site.yaml --observations listeners.ndjson && peerwarden analyze captures/ listeners.ndjson

Conduct: only addresses of networks.scan are asked, public ones only where the policy says { network: …, public: true };
never network, broadcast or multicast addresses. One connection a question, one question at a time to a port, no faster
than --rate. Nothing is downloaded, signed in to, mapped or changed; printers and machine controllers (ports 9100-9107,
515, 102, 502, 2404, 20000, 44818) are connected to and never spoken to. A proxy is asked to connect to this machine only.
Tell your colleagues before: a scan is seen.

Exit codes: 0 nothing forbidden or unexplained, 1 something is, 2 usage, or policy does not allow it, 3 internal error.`;

const scan = async (hosts: readonly string[], options: ScanOptions): Promise<number> => {
  const format = choiceOf('--format', options.format, FORMATS);
  const everyMs = options.every === undefined ? null : durationOf('--every', options.every);
  if (options.against !== undefined && options.state !== undefined)
    throw usage('--against and --state are both the scan before.', 'Give one of them.');
  const policy = await policyOf(options.policy);
  const plan = planOf(policy, hosts, options);
  if (options.dryRun || options.estimate) {
    await writeOutput(options.dryRun ? planText(plan) : estimateText(plan), options.output);
    return 0;
  }
  const signal = interruptible();
  const known = await knownDevices(options, signal);
  for (;;) {
    const result = await scanOnce(plan, policy, options, known, signal);
    const text = rendered(result, format, options.output === undefined ? process.stdout : null);
    await writeOutput(text, options.output);
    if (everyMs === null || signal.aborted) return exitCodeOf(result);
    // Not at the same minute each time: a tenth more or less.
    const waitMs = everyMs * (0.9 + 0.2 * Math.random());
    await sleep(waitMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return exitCodeOf(result);
  }
};

const planOf = (
  policy: Policy | null,
  hosts: readonly string[],
  options: ScanOptions,
): ScanPlan => ({
  hosts: targetsOf(policy, hosts),
  tcpPorts: portsOf(options.ports),
  contents: contentsOf(options.content ?? []),
  perSecond: rateOf(options.rate),
  answerMs: durationOf('--timeout', options.timeout),
});

const scanOnce = async (
  plan: ScanPlan,
  policy: Policy | null,
  options: ScanOptions,
  known: KnownDevices | null,
  signal: AbortSignal,
): Promise<ScanResult> => {
  const store = options.state === undefined ? null : await openStore(options.state);
  try {
    const before = await beforeOf(options, store, signal);
    const journal = options.journal === undefined ? null : Journal.open(options.journal, plan);
    const progress = options.progress === false ? null : scanProgressLine(process.stderr, plan);
    const from = Date.now();
    const scanned = await runScan({
      plan,
      signal,
      journal,
      ...(progress === null ? {} : { onProgress: progress }),
    });
    if (scanned.complete) journal?.remove();
    else if (journal)
      process.stderr.write(
        `peerwarden: the same command goes on where it stopped (${journal.path})\n`,
      );
    const context: ScanContext = {
      policy,
      plan,
      from,
      until: Date.now(),
      before,
      macs: neighbours(),
      explain: known && ((address, mac) => known.explain(address, mac)),
    };
    const result = scanResult(scanned, context);
    if (store && before) await keep(store, result, before.listeners);
    if (options.observations !== undefined)
      await writeOutput(observationLines(result), options.observations);
    return result;
  } finally {
    await store?.close();
  }
};

/** Listeners of hosts that were not asked this time stay as they were known. */
const keep = async (
  store: Store,
  result: ScanResult,
  before: readonly ListenerObservation[],
): Promise<void> => {
  const gone = new Set(result.gone);
  const now = listenersOf(result);
  const asked = new Set(now.map(({ observation }) => placeOf(observation)));
  await store.listeners.keep([
    ...now.map(({ observation, since }) => ({
      ...observation,
      since: since === undefined ? observation.at : Date.parse(since),
    })),
    ...before
      .filter((one) => !gone.has(one) && !asked.has(placeOf(one)))
      .map((one) => ({ ...one, since: one.at })),
  ]);
};

const listenersOf = ({ hosts }: ScanResult) => hosts.flatMap(({ listeners }) => listeners);

const placeOf = ({ source, sourcePort, transport }: ListenerObservation): string =>
  `${source} ${sourcePort}/${transport}`;

const beforeOf = async (
  { against, state }: ScanOptions,
  store: Store | null,
  signal: AbortSignal,
): Promise<ScanContext['before']> => {
  if (store) {
    const listeners = await store.listeners.known();
    return {
      name: listeners.length === 0 ? 'an empty state' : `the scan kept in ${state}`,
      listeners,
    };
  }
  if (against === undefined) return null;
  const listeners: ListenerObservation[] = [];
  await readObservations([against], signal, (observation) => {
    if (observation.kind === 'listener') listeners.push(observation);
  });
  return { name: against, listeners };
};

const knownDevices = async (
  { known }: ScanOptions,
  signal: AbortSignal,
): Promise<KnownDevices | null> => {
  if (known === undefined) return null;
  const devices = new KnownDevices();
  await readObservations(known, signal, (observation) => devices.see(observation));
  return devices;
};

const readObservations = async (
  paths: readonly string[],
  signal: AbortSignal,
  onObservation: NonNullable<Parameters<typeof analyze>[0]['onObservation']>,
): Promise<void> => {
  const { faults } = await analyze({
    paths,
    policy: null,
    inside: [],
    since: null,
    until: null,
    digest: false,
    signal,
    onObservation,
  });
  tellFaults(faults);
};

const policyOf = async (path: string | undefined): Promise<Policy | null> => {
  if (path !== undefined) return loadPolicy(path);
  const isHere = await access(SITE_POLICY).then(
    () => true,
    () => false,
  );
  if (!isHere) return null;
  process.stderr.write(`peerwarden: using the policy ${SITE_POLICY}\n`);
  return loadPolicy(SITE_POLICY);
};

const rendered = (
  result: ScanResult,
  format: (typeof FORMATS)[number],
  stream: NodeJS.WriteStream | null,
): string => {
  switch (format) {
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
    case 'csv':
      return renderScanCsv(result);
    case 'html':
      return renderScanHtml(result, { nameOf: systemName });
    case 'ndjson':
      return observationLines(result);
    case 'text':
      return renderScanText(result, { ...textLook(stream), nameOf: systemName });
  }
};

const observationLines = (result: ScanResult): string =>
  listenersOf(result)
    .map(({ observation }) => `${JSON.stringify(observationRow(observation, 'scan'))}\n`)
    .join('');

const exitCodeOf = (result: ScanResult): number =>
  result.mappings.length > 0 ||
  listenersOf(result).some(({ verdict }) => verdict === 'forbidden' || verdict === 'unexplained')
    ? 1
    : 0;

const RATE_MAX = 5000;

const rateOf = (text: string): number => {
  const rate = Number(text);
  if (Number.isFinite(rate) && rate >= 1 && rate <= RATE_MAX) return rate;
  throw usage(`--rate ${text} is not a number from 1 to ${RATE_MAX}.`, 'Write it as --rate 200.');
};

const durationOf = (option: string, text: string): number => {
  const ms = parseDuration(text) ?? 0;
  if (ms >= 100 && ms <= 366 * DAY_MS) return ms;
  throw usage(`${option} ${text} is not a duration.`, 'Write it as 2s, 30min, 24h or 7d.');
};

const usage = (message: string, remedy: string): PeerwardenError =>
  new PeerwardenError('PW_USAGE', { message, remedy });
