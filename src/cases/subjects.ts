// Who is who: addresses of one device are one subject; routers, proxies and resolvers are subjects of their own kind.
//
// Inside, in this order (design: definitions): what the user says; private and unique-local ranges; what the link
// layer shows to be local; else unknown. Evidence that holds private addresses is taken to come from a site that uses
// them, so that other addresses without a local sign are outside.

import {
  isPrivate,
  isV4,
  macText,
  type Network,
  networkMatcher,
  parseAddress,
} from '../model/address.ts';
import type { Subject } from '../model/case.ts';
import { LIMITS } from '../model/limits.ts';
import type { Observation } from '../model/observation.ts';
import { HOPS_UNKNOWN, type HostLedger, type HostRow } from './host-ledger.ts';

export type Place = 'inside' | 'outside' | 'unknown';

export interface SubjectHints {
  /** Networks that the user named as inside; empty when none were named. */
  readonly inside: readonly Network[];
  readonly proxies: readonly Network[];
  readonly resolvers: readonly Network[];
  readonly gateways: readonly Network[];
}

/** More addresses than this behind one link-layer address is a router (a host has one or two IPv4, a few IPv6). */
const HOST_V4_MAX = 2;
const HOST_V6_MAX = 6;

/** Collects which addresses were seen behind which link-layer address. */
export class LinkMap {
  private readonly addressesByMac = new Map<number, Set<string>>();
  private readonly lastMac = new Map<string, number>();

  see(observation: Observation): void {
    if (observation.kind !== 'flow') return;
    this.noteChange(observation.linkSource, observation.source);
    this.noteChange(observation.linkDestination, observation.destination);
  }

  /** An address that is still behind the link-layer address it was behind before tells nothing new. */
  private noteChange(mac: number | undefined, address: string): void {
    if (!mac || this.lastMac.get(address) === mac) return;
    if (this.lastMac.size < LIMITS.hostsMax) this.lastMac.set(address, mac);
    this.note(mac, address);
  }

  /** Link-layer addresses with the addresses behind them. */
  entries(): IterableIterator<[number, Set<string>]> {
    return this.addressesByMac.entries();
  }

  private note(mac: number, address: string): void {
    if (isGroupMac(mac)) return;
    let addresses = this.addressesByMac.get(mac);
    if (!addresses) {
      if (this.addressesByMac.size >= LIMITS.hostsMax) return;
      addresses = new Set();
      this.addressesByMac.set(mac, addresses);
    }
    if (addresses.size <= HOST_V4_MAX + HOST_V6_MAX + 8) addresses.add(address);
  }
}

/** The lowest bit of the first octet marks group addresses (IEEE 802). */
const isGroupMac = (mac: number): boolean => Math.floor(mac / 2 ** 40) % 2 === 1 || mac === 0;

export class Subjects {
  private readonly hints: SubjectHints;
  private readonly hosts: HostLedger;
  private readonly macOf = new Map<string, number>();
  private readonly devices = new Map<number, string[]>();
  /** Addresses that were seen on the link but belong to no single device. */
  private readonly onLink = new Set<string>();
  private readonly isInside: ((words: ArrayLike<number>) => boolean) | null;
  private readonly sitePrivate: boolean;
  private readonly routersSeen: boolean;
  private readonly addressOfName: (name: string) => string | undefined;

  /** `addressOf`: the address that a machine known by its name had, where leases or sign-ins tell. */
  constructor(
    hints: SubjectHints,
    links: LinkMap,
    hosts: HostLedger,
    addressOf: (name: string) => string | undefined = () => undefined,
  ) {
    this.addressOfName = addressOf;
    this.hints = hints;
    this.hosts = hosts;
    this.isInside = hints.inside.length > 0 ? networkMatcher(hints.inside) : null;
    let routers = 0;
    const shared = new Set<string>();
    for (const [mac, addresses] of links.entries()) {
      const local = [...addresses].filter((address) => isOnLink(hosts.hosts.get(address)));
      if (local.length < addresses.size || isRouter(addresses)) {
        routers++;
        continue;
      }
      for (const address of local) {
        // An address that two devices had, one after the other, tells neither of them.
        if (this.macOf.has(address) || shared.has(address)) {
          shared.add(address);
          this.macOf.delete(address);
        } else this.macOf.set(address, mac);
      }
    }
    for (const [address, mac] of this.macOf) {
      this.devices.set(mac, [...(this.devices.get(mac) ?? []), address]);
    }
    for (const [mac, addresses] of this.devices)
      if (!isOneHost(addresses)) this.leaveApart(mac, addresses);
    this.routersSeen = routers > 0;
    this.sitePrivate = [...hosts.hosts.keys()].some((address) =>
      isPrivate(parseAddress(address) ?? [0, 0, 0, 0]),
    );
  }

  /** Several IPv4 addresses behind one link-layer address may be several hosts (a bridge, a repeater, virtual machines). */
  private leaveApart(mac: number, addresses: readonly string[]): void {
    this.devices.delete(mac);
    for (const address of addresses) this.macOf.delete(address);
    for (const address of addresses) this.onLink.add(address);
  }

  placeOf(address: string): Place {
    const words = parseAddress(address);
    if (!words) return 'outside';
    if (this.isInside)
      return this.isInside(words) || this.sharesDevice(address, this.isInside)
        ? 'inside'
        : 'outside';
    if (isPrivate(words) || this.sharesDevice(address, isPrivate)) return 'inside';
    const host = this.hosts.hosts.get(address);
    const onLink = this.macOf.has(address) || this.onLink.has(address);
    if (this.routersSeen && onLink && host?.hops === 0) return 'inside';
    return this.sitePrivate ? 'outside' : 'unknown';
  }

  /** All addresses of the device that has this one, the address itself first. */
  addressesOf(address: string): string[] {
    const mac = this.macOf.get(address);
    const all = mac === undefined ? [] : (this.devices.get(mac) ?? []);
    return [address, ...all.filter((other) => other !== address && this.hosts.hosts.has(other))];
  }

  /** The address that stands for a device: the one with most flows, IPv4 before IPv6 when equal. */
  mainAddress(address: string): string {
    let best = address;
    for (const other of this.addressesOf(address))
      if (this.rank(other) > this.rank(best)) best = other;
    return best;
  }

  /** Of an address, or of a machine that is known by its name alone. */
  subjectOf(name: string): Subject {
    const address = isMachineName(name) ? (this.addressOfName(name) ?? name) : name;
    if (isMachineName(address)) {
      // Names of machines are the same in any case (RFC 4343).
      const lower = address.toLowerCase();
      return {
        ...{ address: lower, addresses: [lower], device: null, user: null },
        ...{ role: 'host', inside: true },
      };
    }
    const main = this.mainAddress(address);
    const addresses = this.addressesOf(main);
    const users = new Set(
      addresses.flatMap((one) => [...(this.hosts.hosts.get(one)?.users.keys() ?? [])]),
    );
    const mac = this.macOf.get(main);
    return {
      address: main,
      addresses,
      device: mac === undefined ? null : macText(mac),
      user: users.size === 1 ? [...users][0]! : null,
      role: this.roleOf(main),
      inside: this.placeOf(main) === 'inside',
    };
  }

  private roleOf(address: string): Subject['role'] {
    const words = parseAddress(address);
    if (words && networkMatcher(this.hints.proxies)(words)) return 'proxy';
    if (words && networkMatcher(this.hints.resolvers)(words)) return 'resolver';
    if (words && networkMatcher(this.hints.gateways)(words)) return 'router';
    const host = this.hosts.hosts.get(address);
    return host && host.proxied > 0 && this.placeOf(address) === 'inside' ? 'proxy' : 'host';
  }

  private sharesDevice(address: string, matches: (words: ArrayLike<number>) => boolean): boolean {
    const mac = this.macOf.get(address);
    if (mac === undefined) return false;
    return (this.devices.get(mac) ?? []).some((other) =>
      matches(parseAddress(other) ?? [0, 0, 0, 0]),
    );
  }

  private rank(address: string): number {
    const host: HostRow | undefined = this.hosts.hosts.get(address);
    const words = parseAddress(address);
    const linkLocal = words !== null && words[0] >>> 22 === 0x3fa;
    return (host?.flows ?? 0) + (words && isV4(words) ? 0.5 : 0) - (linkLocal ? 1e12 : 0);
  }
}

/** Of the subject of a finding: inventories may know a machine by its name alone, and are of one's own machines. */
export const isMachineName = (subject: string): boolean => parseAddress(subject) === null;

/** Packets that a router has passed on arrive with a hop limit below the usual initial ones. */
const isOnLink = (host: HostRow | undefined): boolean =>
  !host || host.hops === 0 || host.hops === HOPS_UNKNOWN;

/** One IPv4 address at most: IPv6 addresses beside it are the same host's. */
const isOneHost = (addresses: readonly string[]): boolean =>
  addresses.filter((address) => !address.includes(':')).length <= 1;

const isRouter = (addresses: ReadonlySet<string>): boolean => {
  let v4 = 0;
  let v6 = 0;
  for (const address of addresses) {
    const words = parseAddress(address);
    if (!words) continue;
    if (isV4(words)) v4++;
    else if (words[0] >>> 22 !== 0x3fa) v6++;
  }
  return v4 > HOST_V4_MAX || v6 > HOST_V6_MAX;
};
