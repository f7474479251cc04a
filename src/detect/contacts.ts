// Who had to do with whom, by headers alone: what captures, connection tables and firewall logs all show. Kept per
// address in slots of five minutes, so that any two neighbours make a sliding window of ten: three in four hosts of
// file sharing showed themselves within that time (Bartlett et al., Global Internet 2007).

import { LIMITS } from '../model/limits.ts';
import type { FlowObservation, Observation, Transport } from '../model/observation.ts';
import { MINUTE_MS } from '../model/time.ts';
import { isNobody } from './part.ts';

/** One far end as one address sees it, with everything that was seen of it in a slot. */
export interface Contact {
  readonly far: string;
  /** Where the far end listens, when this address opened; else the last port it came from. */
  readonly farPort: number;
  readonly ownPort: number;
  readonly transport: Transport;
  /** This address opened. */
  readonly out: boolean;
  /** Null where the evidence does not say, as of a firewall's line about what it let pass. */
  answered: boolean | null;
  /** Ports that the far end came from over TCP, a few: what two pieces of evidence both show is one. */
  readonly cameFrom: number[];
  flows: number;
  bytesOut: number;
  bytesIn: number;
  /** The first of it. */
  readonly first: Observation;
}

export interface Slot {
  readonly contacts: Map<string, Contact>;
}

export const SLOT_MS = 5 * MINUTE_MS;

/** Calls `judge` for each address and pair of neighbouring slots, the oldest early where there are too many contacts. */
export class Contacts {
  private readonly slots = new Map<number, Map<string, Slot>>();
  private readonly judge: (address: string, at: number, window: readonly Slot[]) => void;
  private size = 0;

  constructor(judge: (address: string, at: number, window: readonly Slot[]) => void) {
    this.judge = judge;
  }

  see(observation: Observation): void {
    const { kind } = observation;
    if (kind !== 'flow' && kind !== 'verdict' && kind !== 'connection') return;
    const { transport, source, destination, destinationPort } = observation;
    const sourcePort = observation.sourcePort ?? 0;
    if (transport !== 'tcp' && transport !== 'udp') return;
    // A service that everybody knows is at one end: whoever uses it, or offers it, is no peer for that.
    if (!isPeerPort(destinationPort) || (sourcePort !== 0 && !isPeerPort(sourcePort))) return;
    if (isNobody(destination) || source === destination) return;
    const answered = isAnswered(observation);
    const out = observation.bytesOut ?? 0;
    const into = observation.bytesIn ?? 0;
    const port = destinationPort!;
    this.add(observation, source, destination, port, sourcePort, true, answered, out, into);
    this.add(observation, destination, source, sourcePort, port, false, answered, into, out);
  }

  end(): void {
    for (const slot of [...this.slots.keys()].sort((a, b) => a - b)) this.close(slot);
  }

  private add(
    observation: Observation & { transport: Transport },
    address: string,
    far: string,
    farPort: number,
    ownPort: number,
    out: boolean,
    answered: boolean | null,
    bytesOut: number,
    bytesIn: number,
  ): void {
    const { transport } = observation;
    // One socket serves many over UDP, so that its port tells something; a TCP client has a new one each time.
    const port = out && transport === 'tcp' ? 0 : ownPort;
    const key = `${out ? '>' : '<'}${transport}${port}|${far}|${out ? farPort : ''}`;
    const contacts = this.slotOf(address, observation.at).contacts;
    const known = contacts.get(key);
    if (known) {
      known.flows++;
      notePort(known, farPort);
      known.bytesOut += bytesOut;
      known.bytesIn += bytesIn;
      if (answered !== null) known.answered = known.answered === true || answered;
      return;
    }
    // A host with so many has shown what it does.
    if (contacts.size >= LIMITS.contactsPerHostMax) return;
    if (this.size >= LIMITS.contactsMax) this.closeOldest();
    if (this.size >= LIMITS.contactsMax) return;
    this.size++;
    const first = observation;
    contacts.set(key, {
      far,
      farPort,
      ownPort: port,
      transport,
      out,
      answered,
      cameFrom: out || transport === 'udp' ? [] : [farPort],
      flows: 1,
      bytesOut,
      bytesIn,
      first,
    });
  }

  private slotOf(address: string, at: number): Slot {
    const number = Math.floor(at / SLOT_MS);
    let hosts = this.slots.get(number);
    if (!hosts) {
      hosts = new Map();
      this.slots.set(number, hosts);
    }
    let slot = hosts.get(address);
    if (!slot) {
      slot = { contacts: new Map() };
      hosts.set(address, slot);
    }
    return slot;
  }

  /** All but the newest: it is still being filled. */
  private closeOldest(): void {
    if (this.slots.size < 2) return;
    let oldest = Number.POSITIVE_INFINITY;
    for (const number of this.slots.keys()) oldest = Math.min(oldest, number);
    this.close(oldest);
  }

  private close(number: number): void {
    const next = this.slots.get(number + 1);
    for (const [address, slot] of this.slots.get(number) ?? []) {
      const after = next?.get(address);
      this.judge(address, number * SLOT_MS, after ? [slot, after] : [slot]);
      this.size -= slot.contacts.size;
    }
    this.slots.delete(number);
  }
}

const notePort = ({ cameFrom, out, transport }: Contact, port: number): void => {
  if (out || transport === 'udp' || cameFrom.length >= CAME_FROM_MAX) return;
  if (!cameFrom.includes(port)) cameFrom.push(port);
};

/** Enough to tell one connection each from several each. */
const CAME_FROM_MAX = 8;

/**
 * Ports of services from 1024 on whose use is everyday business: beside those of model/services.ts, the ones that
 * Karagiannis et al. (2004, section 4.2) leave out, discovery on a link, and STUN, TURN and SIP, which calls need.
 */
const SERVICE_PORTS = new Set([
  1194, 1433, 1521, 1701, 1723, 1812, 1813, 1900, 2049, 3074, 3128, 3306, 3389, 3478, 3479, 3480,
  3481, 3702, 4500, 5060, 5061, 5222, 5228, 5349, 5353, 5355, 5432, 5671, 5672, 6379, 6514, 8000,
  8008, 8080, 8443, 8883, 9418, 19302,
]);

const isPeerPort = (port: number | undefined): boolean =>
  port !== undefined && port >= 1024 && !SERVICE_PORTS.has(port);

type Seen = Extract<Observation, { kind: 'flow' | 'connection' | 'verdict' }>;

const isAnswered = (seen: Seen): boolean | null => {
  if (seen.kind === 'verdict') return seen.action === 'denied' ? false : null;
  if (seen.kind === 'connection') {
    if (seen.unanswered || seen.refused) return false;
    return (seen.bytesIn ?? seen.packetsIn ?? 0) > 0 ? true : null;
  }
  return isAnsweredFlow(seen);
};

const isAnsweredFlow = ({ connection, transport, packetsIn }: FlowObservation): boolean =>
  transport === 'udp'
    ? packetsIn > 0
    : connection === 'established' || (connection === 'midstream' && packetsIn > 0);
