// One host: which of its ports are open, what listens there over TCP and UDP.

import { LIMITS } from '../../model/limits.ts';
import type { PortMapping } from '../../model/scan.ts';
import type { Listening } from '../../systems/probe.ts';
import { PER_HOST_AT_ONCE } from './conduct.ts';
import { connect } from './connection.ts';
import { askDatagram } from './datagram.ts';
import { mappingsOf, UPNP } from './gateways.ts';
import { askPort, type Means } from './port.ts';
import { datagramQuestions } from './questions.ts';

export interface Heard extends Listening {
  readonly port: number;
  readonly over: 'tcp' | 'udp';
  /** Epoch ms of the answer. */
  readonly at: number;
}

export interface HostHeard {
  readonly address: string;
  /** `up`: something answered, be it a refusal; `silent`: nothing did; `absent`: the network knows no such host. */
  readonly state: 'up' | 'silent' | 'absent';
  readonly listeners: readonly Heard[];
  /** What it forwards inward, of a router that tells. */
  readonly mappings: readonly PortMapping[];
  /** Ports that were tried before the host was given up, or all. */
  readonly tried: number;
  /** More ports were open than are asked. */
  readonly cut: boolean;
}

/** A host that says nothing at this many ports, not even no, is not tried at the others. */
const SILENT_PORTS_MAX = 256;

export const askHost = async (
  address: string,
  ports: readonly number[],
  means: Means,
  signal: AbortSignal,
): Promise<HostHeard> => {
  const { open, state, tried } = await openPorts(address, ports, means, signal);
  const asked = open.slice(0, LIMITS.scanListenersMax);
  const heard = await inParallel(asked, signal, async (port): Promise<Heard[]> => {
    const found = await askPort(address, port, means);
    return [{ ...found, port, over: 'tcp', at: Date.now() }];
  });
  const datagrams =
    state === 'absent'
      ? []
      : await inParallel(datagramQuestions(asked), signal, async ({ probe, port }) => {
          const asking = { host: address, port, callback: null, ...means };
          for (const dialogue of probe.open(asking)) {
            const found = await askDatagram(address, port, dialogue, means.patience, means.turn);
            if (found) return [{ ...found, port, over: 'udp' as const, at: Date.now() }];
          }
          return [];
        });
  const listeners = [...heard, ...datagrams].sort((a, b) => a.port - b.port);
  const router = listeners.find(({ protocol }) => protocol === UPNP);
  const mappings = router?.text === undefined ? [] : await mappingsOf(address, router.text, means);
  return {
    address,
    mappings,
    state: state === 'silent' && listeners.length > 0 ? 'up' : state,
    listeners,
    tried,
    cut: open.length > asked.length,
  };
};

interface Open {
  readonly open: number[];
  readonly state: HostHeard['state'];
  readonly tried: number;
}

const openPorts = async (
  address: string,
  ports: readonly number[],
  means: Means,
  signal: AbortSignal,
): Promise<Open> => {
  const open: number[] = [];
  let answered = false;
  let absent = false;
  let tried = 0;
  await inParallel(ports, signal, async (port) => {
    if (absent || (!answered && tried >= SILENT_PORTS_MAX)) return [];
    await means.turn();
    tried++;
    const socket = await connect(address, port, means.patience);
    if (typeof socket !== 'string') {
      socket.destroy();
      open.push(port);
      answered = true;
    } else if (socket === 'closed') answered = true;
    else if (socket === 'absent') absent = !answered;
    return [];
  });
  return {
    open: open.sort((a, b) => a - b),
    state: answered ? 'up' : absent ? 'absent' : 'silent',
    tried,
  };
};

/** All of it, a few at once; nothing new is begun after the signal. */
const inParallel = async <Item, Result>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<readonly Result[]>,
): Promise<Result[]> => {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length && !signal.aborted) results.push(...(await work(items[next++]!)));
  };
  await Promise.all(Array.from({ length: PER_HOST_AT_ONCE }, worker));
  return results;
};
