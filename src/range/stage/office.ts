// The office that every recording and drill is played in: who is where, with which address.
//
//   corp1 … corp4, srv ── brin ─ router ─ brout ── ext1 … ext3 (198.51.100.0/24), ext4 … ext6 (203.0.113.0/24)
//     10.20.0.0/16        2001:db8:20::/64        2001:db8:e::/64
import { PeerwardenError } from '../../model/errors.ts';

export interface OfficeHost {
  readonly name: string;
  readonly side: 'inside' | 'outside';
  readonly v4: string;
  readonly v6: string;
  /** Of its network, in IPv4. */
  readonly prefix: number;
  readonly gateway: string;
  /** Locally administered (IEEE 802 bit 41), the same in every run. */
  readonly mac: string;
}

/** The router's addresses on each bridge. */
export const ROUTER = {
  inside: { bridge: 'brin', v4: ['10.20.0.1/16'], v6: '2001:db8:20::1' },
  outside: { bridge: 'brout', v4: ['198.51.100.1/24', '203.0.113.1/24'], v6: '2001:db8:e::1' },
} as const;

/** Every address of the office, for the conduct of its hosts. */
export const OFFICE_NETWORKS = [
  '10.20.0.0/16',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '2001:db8:20::/64',
  '2001:db8:e::/64',
] as const;

/** The host that has the resolver and the proxy; it is always there. */
export const SERVER = 'srv';

const inside = (name: string, v4: string, last: number): OfficeHost => ({
  name,
  side: 'inside',
  v4,
  v6: `2001:db8:20::${last}`,
  prefix: 16,
  gateway: '10.20.0.1',
  mac: `02:20:00:00:00:${last}`,
});

const outside = (name: string, network: string, last: number): OfficeHost => ({
  name,
  side: 'outside',
  v4: `${network}.${last}`,
  v6: `2001:db8:e::${last}`,
  prefix: 24,
  gateway: `${network}.1`,
  mac: `02:20:00:00:01:${last}`,
});

export const OFFICE: readonly OfficeHost[] = [
  inside('corp1', '10.20.1.11', 11),
  inside('corp2', '10.20.1.12', 12),
  inside('corp3', '10.20.1.13', 13),
  inside('corp4', '10.20.1.14', 14),
  inside(SERVER, '10.20.0.10', 10),
  outside('ext1', '198.51.100', 11),
  outside('ext2', '198.51.100', 12),
  outside('ext3', '198.51.100', 13),
  outside('ext4', '203.0.113', 14),
  outside('ext5', '203.0.113', 15),
  outside('ext6', '203.0.113', 16),
];

/** @throws PeerwardenError PW_RANGE_UNKNOWN */
export const officeHost = (name: string): OfficeHost => {
  const found = OFFICE.find((host) => host.name === name);
  if (found) return found;
  throw new PeerwardenError('PW_RANGE_UNKNOWN', {
    message: `The office of the range has no host ${name}.`,
    remedy: `It has ${OFFICE.map((host) => host.name).join(', ')}.`,
  });
};
