// Recorded traffic tried against the models of compiled controls, before anything is in force: what of the forbidden would
// be stopped, what leaks, and what else would be stopped with it.
import { inNetwork, type Network, parseAddress } from '../model/address.ts';
import type { Observation } from '../model/observation.ts';
import type { Policy } from '../model/policy.ts';
import type { SystemId } from '../model/systems.ts';
import { forbiddenBy } from './judge.ts';
import type { ControlModel, Ruling } from './model.ts';
import type { PlannedTarget } from './plan.ts';

export interface TrialRow {
  readonly target: string;
  readonly kind: 'connection' | 'lookup';
  /** Null: traffic in which no forbidden system was recognised. */
  readonly system: SystemId | null;
  passed: number;
  stopped: number;
  /** IP bytes of the connections that pass. */
  bytesPassed: number;
  /** The first that went against what is wanted: of the forbidden one that passes, of the rest one that is stopped. */
  example: string | null;
}

export class Trial {
  readonly #models: { readonly target: string; readonly model: ControlModel }[];
  readonly #forbidden: (system: SystemId) => boolean;
  readonly #inside: readonly Network[];
  readonly #rows = new Map<string, TrialRow>();

  constructor(planned: readonly PlannedTarget[], policy: Policy, inside: readonly Network[]) {
    this.#models = planned.flatMap(({ target, control }) =>
      target.model && control.files.length > 0
        ? [{ target: target.id, model: target.model(control.files) }]
        : [],
    );
    this.#forbidden = (system) => forbiddenBy(policy, system) !== null;
    this.#inside = inside;
  }

  /** Only what leaves the network or comes into it passes a control at its edge. */
  see(observation: Observation): void {
    if (observation.kind === 'flow') {
      const { transport, source, destination, destinationPort: port, at, system } = observation;
      if (transport !== 'tcp' && transport !== 'udp') return;
      if (this.#isInside(source) === this.#isInside(destination)) return;
      const bytes = observation.bytesOut + observation.bytesIn;
      const about = `${source} → ${destination} ${port}/${transport}`;
      for (const { target, model } of this.#models) {
        const ruling = model.connection({ source, destination, transport, port, at });
        if (ruling) this.#count({ target, kind: 'connection', system, bytes, about }, ruling);
      }
    } else if (observation.kind === 'lookup') {
      const name = observation.query.toLowerCase().replace(/\.$/, '');
      for (const { target, model } of this.#models) {
        const ruling = model.lookup({ source: observation.source, name });
        const about = `${observation.source} asks for ${name}`;
        if (ruling) this.#count({ target, kind: 'lookup', system: null, bytes: 0, about }, ruling);
      }
    }
  }

  rows(): readonly TrialRow[] {
    return [...this.#rows.values()].sort((a, b) => (rowKey(a) < rowKey(b) ? -1 : 1));
  }

  #isInside(address: string): boolean {
    const words = parseAddress(address);
    return words !== null && this.#inside.some((network) => inNetwork(words, network));
  }

  #count(
    seen: {
      target: string;
      kind: TrialRow['kind'];
      system: SystemId | null;
      bytes: number;
      about: string;
    },
    { stopped, by }: Ruling,
  ): void {
    const { target, kind, bytes, about } = seen;
    const system = seen.system !== null && this.#forbidden(seen.system) ? seen.system : null;
    const blank = { target, kind, system, passed: 0, stopped: 0, bytesPassed: 0, example: null };
    const key = rowKey(blank);
    const row = this.#rows.get(key) ?? blank;
    this.#rows.set(key, row);
    if (stopped) row.stopped++;
    else {
      row.passed++;
      row.bytesPassed += bytes;
    }
    if (kind === 'connection' && stopped === (system === null)) row.example ??= `${about} (${by})`;
  }
}

const rowKey = ({ target, kind, system }: Pick<TrialRow, 'target' | 'kind' | 'system'>): string =>
  `${target} ${kind} ${system ?? '~'}`;
