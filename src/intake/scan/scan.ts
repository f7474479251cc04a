// A scan: hosts one after the other, a few at a time, no faster than it may. What is done is in the journal.

import { randomBytes } from 'node:crypto';
import { LIMITS } from '../../model/limits.ts';
import { Callbacks } from './callback.ts';
import { HOSTS_AT_ONCE, patienceOf } from './conduct.ts';
import { askHost, type HostHeard } from './host.ts';
import type { Journal } from './journal.ts';
import type { Means } from './port.ts';
import { Rate } from './rate.ts';

export interface ScanPlan {
  readonly hosts: readonly string[];
  readonly tcpPorts: readonly number[];
  /** Info hashes, 20 bytes each. */
  readonly contents: readonly Uint8Array[];
  /** Connections and datagrams a second, all hosts together. */
  readonly perSecond: number;
  /** Milliseconds for an answer. */
  readonly answerMs: number;
}

export interface ScanProgress {
  readonly hosts: number;
  readonly hostsTotal: number;
  readonly listeners: number;
  readonly asked: number;
}

export interface ScanRequest {
  readonly plan: ScanPlan;
  readonly signal: AbortSignal;
  readonly journal: Journal | null;
  readonly onProgress?: (progress: ScanProgress) => void;
}

export interface Scanned {
  /** In the order of the plan; those that an earlier, interrupted run had asked are among them. */
  readonly hosts: readonly HostHeard[];
  /** Connections and datagrams of this run. */
  readonly asked: number;
  /** False when it was stopped. */
  readonly complete: boolean;
}

export const runScan = async (request: ScanRequest): Promise<Scanned> => {
  const { plan, signal, journal, onProgress } = request;
  const rate = new Rate(plan.perSecond);
  const callbacks = new Callbacks();
  const means: Means = {
    patience: patienceOf(plan.answerMs),
    contents: plan.contents.slice(0, LIMITS.scanContentsMax),
    callbacks,
    random: (count) => new Uint8Array(randomBytes(count)),
    turn: () => rate.take(),
  };
  const heard = new Map(journal?.done ?? []);
  const left = plan.hosts.filter((host) => !heard.has(host));
  let listeners = [...heard.values()].reduce((sum, host) => sum + host.listeners.length, 0);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < left.length && !signal.aborted) {
      const host = await askHost(left[next++]!, plan.tcpPorts, means, signal);
      heard.set(host.address, host);
      listeners += host.listeners.length;
      // What was broken off is asked again by the next run.
      if (!signal.aborted) journal?.add(host);
      onProgress?.({
        hosts: heard.size,
        hostsTotal: plan.hosts.length,
        listeners,
        asked: rate.taken,
      });
    }
  };
  try {
    await Promise.all(Array.from({ length: HOSTS_AT_ONCE }, worker));
  } finally {
    await callbacks.close();
  }
  return {
    hosts: plan.hosts.flatMap((host) => heard.get(host) ?? []),
    asked: rate.taken,
    complete: !signal.aborted,
  };
};

/** Seconds that a scan takes at least: the ports of all hosts at the rate, or silent hosts one after the other. */
export const leastSeconds = ({ hosts, tcpPorts, perSecond }: ScanPlan): number =>
  (hosts.length * tcpPorts.length) / perSecond;
