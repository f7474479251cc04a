// Flows that say nothing alone, gathered by what they have in common: one such flow is anything, all of them together are
// one program. Bounded; the group that was joined longest ago goes first.

import { LIMITS } from '../model/limits.ts';
import type { FlowObservation } from '../model/observation.ts';
import type { FlowGroup, GroupSignature } from '../wire/dissector.ts';

export interface GroupName {
  readonly signature: GroupSignature;
  readonly probability: number;
}

export class Groups {
  private readonly signatures: readonly GroupSignature[];
  private readonly groups = new Map<string, FlowGroup>();

  constructor(signatures: readonly GroupSignature[]) {
    this.signatures = signatures;
  }

  /** Notes a flow that ended without a system; true when it belongs to some group. */
  add(flow: FlowObservation): boolean {
    let grouped = false;
    for (const signature of this.signatures) {
      const key = keyOf(signature, flow);
      if (key === null) continue;
      this.group(signature, key).add(flow);
      grouped = true;
    }
    return grouped;
  }

  /** The most probable name that the groups of a flow give it; null when none does. */
  name(flow: FlowObservation): GroupName | null {
    let best: GroupName | null = null;
    for (const signature of this.signatures) {
      if (signature.names?.(flow) === false) continue;
      const key = keyOf(signature, flow);
      const probability = key === null ? 0 : (this.groups.get(key)?.probability() ?? 0);
      if (probability > (best?.probability ?? 0)) best = { signature, probability };
    }
    return best;
  }

  private group(signature: GroupSignature, key: string): FlowGroup {
    let group = this.groups.get(key);
    if (group) {
      // Maps keep insertion order: the one that was joined last stands last.
      this.groups.delete(key);
    } else {
      if (this.groups.size >= LIMITS.groupsMax) {
        const [oldest] = this.groups.keys();
        if (oldest !== undefined) this.groups.delete(oldest);
      }
      group = signature.open();
    }
    this.groups.set(key, group);
    return group;
  }
}

const keyOf = (signature: GroupSignature, flow: FlowObservation): string | null => {
  const key = signature.key(flow);
  return key === null ? null : `${signature.id}|${key}`;
};
