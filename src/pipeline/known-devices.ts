// Which devices are known (P3): what explains an address or a link-layer address. A fixed assignment, a sign-in from it or a
// machine in an inventory does; that it was given an address because it asked for one does not.

import type { Observation } from '../model/observation.ts';

export class KnownDevices {
  readonly #byName = new Map<string, string>();

  see(observation: Observation): void {
    switch (observation.kind) {
      case 'assignment': {
        if (observation.event !== 'fixed') return;
        const words = `fixed assignment${named(observation.device)}`;
        // The link-layer address stands for the device; an address alone is anybody's who takes it.
        this.#note(observation.mac ?? observation.source, words);
        return;
      }
      case 'sign-in':
        if (observation.event !== 'signed-in') return;
        for (const name of [observation.source, observation.assigned, observation.mac])
          this.#note(name, `signed in: ${observation.user}`);
        return;
      case 'program':
        // Read on the machine itself, by an agent or an inventory.
        if (observation.presence !== undefined)
          this.#note(observation.source, `inventory${named(observation.device)}`);
        return;
      default:
    }
  }

  /** What explains it, or null. */
  explain(address: string, mac: string | null): string | null {
    return (mac === null ? undefined : this.#byName.get(mac)) ?? this.#byName.get(address) ?? null;
  }

  #note(name: string | undefined, words: string): void {
    if (name !== undefined && !this.#byName.has(name)) this.#byName.set(name, words);
  }
}

const named = (device: string | undefined): string => (device === undefined ? '' : ` of ${device}`);
