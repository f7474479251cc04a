// Which lines of logs belong to the case: requests that show its activity, what firewalls and connection tables say of
// its flows, and the lines that its findings point at.

import { RequestIdentifier } from '../../identify/requests.ts';
import type { Observation } from '../../model/observation.ts';
import type { Report, ReportCase } from '../../model/report.ts';
import { activityOf } from '../../model/systems.ts';
import { SYSTEMS } from '../../systems/index.ts';
import { type Candidate, SLACK_MS } from './candidates.ts';
import { tupleKey } from './tuple.ts';

export class LineSelection {
  readonly #case: ReportCase;
  readonly #addresses: ReadonlySet<string>;
  readonly #flows = new Map<string, Candidate[]>();
  /** `path|line` of the findings' examples. */
  readonly #examples = new Set<string>();
  /** Connections that examples opened: all that is said of them belongs too. */
  readonly #followed = new Set<string>();
  readonly #requests = new RequestIdentifier(SYSTEMS.flatMap((system) => system.http ?? []));

  constructor(report: Report, found: ReportCase, flows: readonly Candidate[]) {
    this.#case = found;
    this.#addresses = new Set(found.subject.addresses);
    for (const flow of flows) {
      const key = tupleKey(flow);
      this.#flows.set(key, [...(this.#flows.get(key) ?? []), flow]);
    }
    for (const { evidence, line } of found.findings.flatMap((finding) => finding.evidence)) {
      if (line !== undefined) this.#examples.add(`${report.evidence[evidence]?.path}|${line}`);
    }
  }

  /** `observations`: what the line says by itself. */
  has(path: string, line: number, observations: readonly Observation[]): boolean {
    const example = this.#examples.size > 0 && this.#examples.has(`${path}|${line}`);
    if (example)
      for (const observation of observations)
        if (observation.kind === 'connection') this.#followed.add(tupleKey(observation));
    return example || observations.some((observation) => this.#belongs(observation));
  }

  #belongs(observation: Observation): boolean {
    switch (observation.kind) {
      case 'request':
        if (!this.#addresses.has(observation.source)) return false;
        this.#requests.identify(observation);
        return (
          observation.system !== undefined && activityOf(observation.system) === this.#case.activity
        );
      case 'verdict':
        return this.#ofFlow(tupleKey(observation), observation.at, observation.at);
      case 'connection': {
        const until = observation.until ?? observation.at;
        const { translated } = observation;
        return (
          this.#followed.has(tupleKey(observation)) ||
          this.#ofFlow(tupleKey(observation), observation.at, until) ||
          (translated !== undefined &&
            this.#ofFlow(tupleKey({ ...observation, ...translated }), observation.at, until))
        );
      }
      default:
        return false;
    }
  }

  #ofFlow(key: string, at: number, until: number): boolean {
    return (this.#flows.get(key) ?? []).some(
      (flow) => at <= flow.logUntil + SLACK_MS && until >= flow.logAt - SLACK_MS,
    );
  }
}
