// What one address did with others in one window, as numbers: the view of BLINC (Karagiannis et al., SIGCOMM 2005), whose
// graphlets are the ways from one address over its own ports to far addresses and far ports.
//
//   own address ── own port ──┬── far address ── far port       a peer: one socket, many addresses, many ports
//                             ├── far address ── far port
//                             └── far address ── far port

import { isPrivate, parseAddress } from '../model/address.ts';
import type { Contact, Slot } from './contacts.ts';

export interface Graphlet {
  /** Far addresses that were not seen to refuse or to stay silent, high port to high port. */
  readonly peers: number;
  /** Those of them that this address went to, and those that came to it. */
  readonly wentTo: number;
  readonly cameFrom: number;
  /** Peers over TCP and UDP both. */
  readonly overBoth: number;
  readonly overTcp: number;
  /** Distinct ports at which far ends were sought, answered or not, and the far addresses that were sought. */
  readonly farPorts: number;
  readonly sought: number;
  /** Most ports that were tried at one address. */
  readonly portsAtOne: number;
  /** Of attempts with a known outcome: how many, and how many of them failed. */
  readonly tried: number;
  readonly failed: number;
  /** Peers at one own port that has as many far ports as far addresses, and at one that accepted and opened. */
  readonly onePortEach: number;
  readonly bothRoles: number;
  readonly flows: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  /** The contacts with peers, as examples. */
  readonly contacts: readonly Contact[];
}

export const graphletOf = (address: string, window: readonly Slot[]): Graphlet => {
  const contacts = acrossBorder(
    address,
    window.flatMap((slot) => [...slot.contacts.values()]),
  );
  const alive = contacts.filter((contact) => contact.answered !== false);
  const out = contacts.filter((contact) => contact.out);
  const outcomes = out.filter((contact) => contact.answered !== null);
  const tcp = farOf(alive, (contact) => contact.transport === 'tcp');
  const udp = farOf(alive, (contact) => contact.transport === 'udp');
  const sum = (of: (contact: Contact) => number) =>
    alive.reduce((total, one) => total + of(one), 0);
  return {
    peers: farOf(alive).size,
    wentTo: farOf(alive, (contact) => contact.out).size,
    cameFrom: farOf(alive, (contact) => !contact.out).size,
    overBoth: [...tcp].filter((far) => udp.has(far)).length,
    overTcp: tcp.size,
    farPorts: new Set(out.map(({ farPort }) => farPort)).size,
    sought: farOf(out).size,
    portsAtOne: Math.max(0, ...portsByFar(out).values()),
    tried: outcomes.length,
    failed: outcomes.filter(({ answered }) => answered === false).length,
    ...ownPorts(alive),
    flows: sum(({ flows }) => flows),
    bytesOut: sum(({ bytesOut }) => bytesOut),
    bytesIn: sum(({ bytesIn }) => bytesIn),
    contacts: alive,
  };
};

/** Programs of one house talk with each other in many ways (clusters, management, backup): only strangers are peers. */
const acrossBorder = (address: string, contacts: readonly Contact[]): Contact[] => {
  if (!isPrivateText(address)) return [...contacts];
  const near = new Map<string, boolean>();
  return contacts.filter(({ far }) => {
    const known = near.get(far) ?? isPrivateText(far);
    near.set(far, known);
    return !known;
  });
};

const isPrivateText = (address: string): boolean => {
  const words = parseAddress(address);
  return words !== null && isPrivate(words);
};

const farOf = (
  contacts: readonly Contact[],
  which: (contact: Contact) => boolean = () => true,
): Set<string> => new Set(contacts.filter(which).map(({ far }) => far));

const portsByFar = (contacts: readonly Contact[]): Map<string, number> => {
  const ports = new Map<string, Set<number>>();
  for (const { far, farPort } of contacts)
    ports.set(far, (ports.get(far) ?? new Set()).add(farPort));
  return new Map([...ports].map(([far, set]) => [far, set.size]));
};

interface OwnPort {
  readonly far: Set<string>;
  readonly farPorts: Set<string>;
  /** Connections that came over TCP: each from a port of its own. */
  came: number;
  accepted: boolean;
  opened: boolean;
}

/**
 * {IP, port} pairs (Karagiannis et al., IMC 2004, section 4.1.2): each peer comes from one address and one port of its
 * own, so that the two numbers are nearly equal (a difference below 2); a browser opens several connections to one
 * server, so that ports outnumber addresses.
 */
const ownPorts = (contacts: readonly Contact[]): Pick<Graphlet, 'onePortEach' | 'bothRoles'> => {
  const byPort = new Map<number, OwnPort>();
  for (const contact of contacts) {
    if (contact.ownPort === 0) continue;
    const own = byPort.get(contact.ownPort) ?? newPort();
    byPort.set(contact.ownPort, own);
    own.far.add(contact.far);
    if (contact.transport === 'tcp') own.came += contact.cameFrom.length;
    else own.farPorts.add(String(contact.farPort));
    if (contact.out) own.opened = true;
    else own.accepted = true;
  }
  let onePortEach = 0;
  let bothRoles = 0;
  for (const own of byPort.values()) {
    const ports = own.came + own.farPorts.size;
    if (Math.abs(own.far.size - ports) < 2) onePortEach = Math.max(onePortEach, own.far.size);
    if (own.accepted && own.opened) bothRoles = Math.max(bothRoles, own.far.size);
  }
  return { onePortEach, bothRoles };
};

const newPort = (): OwnPort => ({
  far: new Set(),
  farPorts: new Set(),
  came: 0,
  accepted: false,
  opened: false,
});
