// Learned endpoints: (address, port, transport, system, from, until), never an address alone.
//
// Two kinds are kept apart because they are worth different things:
//   proven  a flow that could be read had this end: whoever talks to it talks to that program
//   told    a tracker, a neighbour or a node said so: believed only about flows of hosts that were themselves
//           seen to speak the system, because anybody can tell anything about anybody
//
// An endpoint never names a flow that could be read as something else.

import { addressText, isUnicast, parseAddress, type Words } from '../model/address.ts';
import { LIMITS } from '../model/limits.ts';
import { activityOf, type SystemId } from '../model/systems.ts';

type Kind = 'proven' | 'told';

interface Learned {
  system: SystemId;
  kind: Kind;
  from: number;
  until: number;
  how: string;
  /** Two systems were learned here; such an endpoint names nothing. */
  disputed: boolean;
  /** It was dropped or replaced: whoever still points at it looks it up again. */
  gone: boolean;
}

/** A told endpoint and where it is kept. */
interface Recent {
  readonly words: Words;
  readonly port: number;
  readonly transport: 'tcp' | 'udp' | 'both';
  readonly system: SystemId;
  readonly tcp: Learned | null;
  readonly udp: Learned | null;
}

export interface EndpointName {
  readonly system: SystemId;
  readonly probability: number;
  /** For people: how the endpoint came to be known. */
  readonly because: string;
  readonly kind: Kind;
  readonly end: 'source' | 'destination';
  /** Which ends were seen to speak the system themselves. */
  readonly speaks: { readonly source: boolean; readonly destination: boolean };
}

/** What naming needs to know of a flow. */
export interface Unreadable {
  readonly transport: string;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly at: number;
  readonly until: number;
  readonly payloadOut: number;
  readonly payloadIn: number;
  readonly linkSource?: number;
  readonly linkDestination?: number;
}

/**
 * How sure the name of a flow is: of n flows so named on the lab captures all were right (proven 13, sibling 9, told 86);
 * the figure is the lower 95 % bound of their share (Jeffreys). docs/accuracy.md has the counts.
 */
const PROBABILITY = { proven: 0.86, sibling: 0.8, told: 0.97 } as const;

export class Endpoints {
  private readonly byKey = new Map<string, Learned>();
  /** By address and port, the last of its slot. */
  private readonly recent = new Array<Recent | undefined>(LIMITS.recentEndpointsMax).fill(
    undefined,
  );
  private readonly tokens = new Map<string, { system: SystemId; at: number }>();
  /** The one IPv4 address seen behind a link-layer address; null for routers, which have several. */
  private readonly linkAddress = new Map<number, string | null>();
  private lastLink = 0;
  private lastAddress = '';
  /** address → system → last time it was seen to speak it. */
  private readonly speakers = new Map<string, Map<SystemId, number>>();

  get size(): number {
    return this.byKey.size;
  }

  /** A readable flow had this end, and the end has spoken. */
  proven(
    address: string,
    port: number,
    transport: 'tcp' | 'udp',
    system: SystemId,
    at: number,
    how: string,
  ): void {
    this.learn(address, port, transport, system, 'proven', at, how);
  }

  told(
    address: string,
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    at: number,
    how: string,
  ): void {
    if (port < 1 || port > 65_535) return;
    const words = parseAddress(address);
    if (!words || !isUnicast(words)) return;
    if (transport !== 'udp') this.learn(address, port, 'tcp', system, 'told', at, how);
    if (transport !== 'tcp') this.learn(address, port, 'udp', system, 'told', at, how);
  }

  /** As `told`, for an address as four words (model/address.ts). */
  toldWords(
    a: number,
    b: number,
    c: number,
    d: number,
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    at: number,
    how: string,
  ): void {
    const slot = slotOf(a ^ b ^ c ^ d, port);
    const last = this.recent[slot];
    if (
      last !== undefined &&
      last.words[3] === d &&
      last.words[2] === c &&
      last.words[1] === b &&
      last.words[0] === a &&
      last.port === port &&
      last.transport === transport &&
      last.system === system &&
      isKept(last.tcp, at) &&
      isKept(last.udp, at)
    ) {
      if (last.tcp !== null) confirm(last.tcp, system, 'told', at, how);
      if (last.udp !== null) confirm(last.udp, system, 'told', at, how);
      return;
    }
    const words: Words = [a, b, c, d];
    if (port < 1 || port > 65_535 || !isUnicast(words)) return;
    const address = addressText(words);
    const teach = (protocol: 'tcp' | 'udp') =>
      this.learn(address, port, protocol, system, 'told', at, how);
    const tcp = transport === 'udp' ? null : teach('tcp');
    const udp = transport === 'tcp' ? null : teach('udp');
    this.recent[slot] = { words, port, transport, system, tcp, udp };
  }

  /**
   * A device said where it listens. Its socket takes IPv6 as well as IPv4, so the port holds for every address behind
   * the device's link-layer address.
   */
  ownPort(
    link: number,
    port: number,
    transport: 'tcp' | 'udp' | 'both',
    system: SystemId,
    at: number,
    how: string,
  ): void {
    if (link === 0 || port < 1 || port > 65_535) return;
    if (transport !== 'udp') this.learn(linkName(link), port, 'tcp', system, 'told', at, how);
    if (transport !== 'tcp') this.learn(linkName(link), port, 'udp', system, 'told', at, how);
  }

  /** A word that only the two ends of one conversation know (an ICE user fragment), told where it could be read. */
  token(value: string, system: SystemId, at: number): void {
    if (this.tokens.size >= LIMITS.tokensMax) dropOldest(this.tokens);
    this.tokens.set(value, { system, at });
  }

  /** The system of a flow that shows two tokens which were both told; anybody may show one, both are the two ends. */
  nameByTokens(one: string, other: string, flow: Unreadable): EndpointName | null {
    const first = this.tokens.get(one);
    const second = this.tokens.get(other);
    if (!first || !second || first.system !== second.system) return null;
    if (Math.abs(first.at - flow.at) > LIMITS.endpointValidMs) return null;
    return {
      system: first.system,
      probability: PROBABILITY.proven,
      kind: 'proven',
      end: 'destination',
      because:
        'it shows the two words (ICE user fragments) that its ends exchanged through the tracker',
      speaks: { source: true, destination: true },
    };
  }

  /** Notes which address was behind a link-layer address: more than one IPv4 address means a router. */
  sawLink(link: number, address: string): void {
    if (link === 0) return;
    // Packets of one link mostly come in a row; the last pair is known without a look-up.
    if (link === this.lastLink && address === this.lastAddress) return;
    this.lastLink = link;
    this.lastAddress = address;
    if (address.includes(':')) return;
    const known = this.linkAddress.get(link);
    if (known === undefined) {
      if (this.linkAddress.size < LIMITS.hostsMax) this.linkAddress.set(link, address);
    } else if (known !== address) this.linkAddress.set(link, null);
  }

  speaks(address: string, system: SystemId, at: number): void {
    let systems = this.speakers.get(address);
    if (!systems) {
      if (this.speakers.size >= LIMITS.hostsMax) dropOldest(this.speakers);
      systems = new Map();
      this.speakers.set(address, systems);
    }
    const activity = activityOf(system);
    systems.set(activity, Math.max(at, systems.get(activity) ?? at));
  }

  /** True for an address that was seen to speak any system. */
  isSpeaker(address: string): boolean {
    return this.speakers.has(address);
  }

  /** The system of a flow that could not be read, from what is known of its two ends; null when nothing is. */
  name(flow: Unreadable): EndpointName | null {
    if (flow.transport !== 'tcp' && flow.transport !== 'udp') return null;
    return (
      this.nameBy(flow, 'destination') ??
      // The client's TCP port is lent for one connection and says nothing; its UDP port is the program's socket.
      (flow.transport === 'udp' ? this.nameBy(flow, 'source') : null) ??
      this.nameByDevice(flow, 'destination') ??
      (flow.transport === 'udp' ? this.nameByDevice(flow, 'source') : null)
    );
  }

  private nameBy(flow: Unreadable, end: 'source' | 'destination'): EndpointName | null {
    const address = flow[end];
    const port = end === 'source' ? flow.sourcePort : flow.destinationPort;
    const other = end === 'source' ? flow.destination : flow.source;
    const exact = this.valid(`${flow.transport}|${address}|${port}`, flow);
    const sibling = this.valid(
      `${flow.transport === 'tcp' ? 'udp' : 'tcp'}|${address}|${port}`,
      flow,
    );
    // A probe that was never answered is no conversation, unless the known end itself sent it.
    const spoken =
      end === 'source' ? flow.payloadOut > 0 : flow.payloadIn > 0 && flow.payloadOut > 0;
    if (exact?.kind === 'proven' && spoken) return this.named(exact, PROBABILITY.proven, flow, end);
    const told = exact ?? sibling;
    if (told && (this.spoke(other, told.system, flow) || this.spoke(address, told.system, flow))) {
      return this.named(
        told,
        told.kind === 'proven' ? PROBABILITY.sibling : PROBABILITY.told,
        flow,
        end,
      );
    }
    return null;
  }

  /** The port that a device announced from one of its addresses, met at another of them. */
  private nameByDevice(flow: Unreadable, end: 'source' | 'destination'): EndpointName | null {
    const link = end === 'source' ? flow.linkSource : flow.linkDestination;
    const port = end === 'source' ? flow.sourcePort : flow.destinationPort;
    if (!link || this.linkAddress.get(link) === null) return null;
    const own = this.valid(`${flow.transport}|${linkName(link)}|${port}`, flow);
    if (!own) return null;
    const name = this.named(own, PROBABILITY.told, flow, end);
    return { ...name, speaks: { ...name.speaks, [end]: true } };
  }

  private named(
    learned: Learned,
    probability: number,
    flow: Unreadable,
    end: 'source' | 'destination',
  ): EndpointName {
    const address = flow[end];
    const port = end === 'source' ? flow.sourcePort : flow.destinationPort;
    return {
      system: learned.system,
      probability,
      kind: learned.kind,
      end,
      because: `${address.includes(':') ? `[${address}]` : address}:${port} ${learned.how}`,
      speaks: {
        source: this.spoke(flow.source, learned.system, flow),
        destination: this.spoke(flow.destination, learned.system, flow),
      },
    };
  }

  private valid(key: string, flow: Unreadable): Learned | null {
    const learned = this.byKey.get(key);
    if (!learned || learned.disputed) return null;
    // Also flows that began before the endpoint was known: the program was there already.
    const fits =
      flow.until >= learned.from - LIMITS.heldMs &&
      flow.at <= learned.until + LIMITS.endpointValidMs;
    return fits ? learned : null;
  }

  private spoke(address: string, system: SystemId, flow: Unreadable): boolean {
    const at = this.speakers.get(address)?.get(activityOf(system));
    return at !== undefined && Math.abs(at - flow.at) <= LIMITS.endpointValidMs;
  }

  private learn(
    address: string,
    port: number,
    transport: string,
    system: SystemId,
    kind: Kind,
    at: number,
    how: string,
  ): Learned {
    const key = `${transport}|${address}|${port}`;
    const known = this.byKey.get(key);
    if (known && at <= known.until + LIMITS.endpointValidMs) {
      confirm(known, system, kind, at, how);
      return known;
    }
    if (known) known.gone = true;
    else if (this.byKey.size >= LIMITS.endpointsMax) {
      const oldest = dropOldest(this.byKey);
      if (oldest) oldest.gone = true;
    }
    const learned: Learned = {
      system,
      kind,
      from: at,
      until: at,
      how,
      disputed: false,
      gone: false,
    };
    this.byKey.set(key, learned);
    return learned;
  }
}

/** Said again, by the same or by others. */
const confirm = (known: Learned, system: SystemId, kind: Kind, at: number, how: string): void => {
  if (at < known.from) known.from = at;
  if (at > known.until) known.until = at;
  if (known.system === system || activityOf(known.system) === activityOf(system)) {
    if (kind === 'proven' && known.kind === 'told') Object.assign(known, { kind, how, system });
  } else if (kind === 'proven' && known.kind === 'told') {
    Object.assign(known, { kind, how, system, disputed: false });
  } else if (kind === known.kind) {
    known.disputed = true;
  }
};

/** It can be confirmed where it is: still in the table, and not too old to be the same. */
const isKept = (learned: Learned | null, at: number): boolean =>
  learned === null || (!learned.gone && at <= learned.until + LIMITS.endpointValidMs);

/** Fibonacci hashing: the upper bits of the product. */
const slotOf = (words: number, port: number): number =>
  Math.imul(words ^ Math.imul(port, 0x9e37_79b1), 0x85eb_ca6b) >>> SLOT_SHIFT;

const SLOT_SHIFT = 32 - Math.log2(LIMITS.recentEndpointsMax);

const linkName = (link: number): string => `link ${link}`;

/** Maps keep insertion order, so the first key is the oldest. */
const dropOldest = <V>(map: Map<string, V>): V | undefined => {
  for (const [key, value] of map) {
    map.delete(key);
    return value;
  }
  return undefined;
};
