// Volume per signed-in user, from the proxy's log or from what the wire shows of the proxy's sign-in (D5).

import { LIMITS } from '../model/limits.ts';
import type { Observation } from '../model/observation.ts';
import type { Counting } from './correlate.ts';

export interface UserRow {
  readonly user: string;
  readonly addresses: Set<string>;
  requests: number;
  denied: number;
  bytesOut: number;
  bytesIn: number;
}

/** Addresses kept of one user; a person with more uses many machines, and the number says enough. */
const ADDRESSES_MAX = 32;

export class UserLedger {
  readonly users = new Map<string, UserRow>();

  /** A request that the capture showed too counts here once: with the flow, which names its user. */
  see(observation: Observation, counting: Counting): void {
    if (observation.kind === 'request' && observation.user !== undefined) {
      const row = this.row(observation.user, observation.source);
      if (!row) return;
      row.requests++;
      if (observation.action === 'denied') row.denied++;
      if (counting === 'seen before') return;
      row.bytesOut += observation.bytesOut ?? 0;
      row.bytesIn += observation.bytesIn ?? 0;
    } else if (observation.kind === 'flow') {
      const user = observation.facts?.carrier?.['user'];
      if (typeof user !== 'string') return;
      const row = this.row(user, observation.source);
      if (!row) return;
      row.bytesOut += observation.bytesOut;
      row.bytesIn += observation.bytesIn;
    }
  }

  /** One row a person, whatever the forms of the account. */
  persons(personOf: (user: string) => string): UserRow[] {
    const persons = new Map<string, UserRow>();
    for (const row of this.users.values()) {
      const user = personOf(row.user);
      const person = persons.get(user);
      if (!person) {
        persons.set(user, { ...row, user, addresses: new Set(row.addresses) });
        continue;
      }
      person.requests += row.requests;
      person.denied += row.denied;
      person.bytesOut += row.bytesOut;
      person.bytesIn += row.bytesIn;
      for (const address of row.addresses)
        if (person.addresses.size < ADDRESSES_MAX) person.addresses.add(address);
    }
    return [...persons.values()];
  }

  /** Null when there are too many. */
  row(user: string, address: string): UserRow | null {
    let row = this.users.get(user);
    if (!row) {
      if (this.users.size >= LIMITS.hostsMax) return null;
      row = { user, addresses: new Set(), requests: 0, denied: 0, bytesOut: 0, bytesIn: 0 };
      this.users.set(user, row);
    }
    if (row.addresses.size < ADDRESSES_MAX) row.addresses.add(address);
    return row;
  }
}
