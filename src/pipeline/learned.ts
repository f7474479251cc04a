// What a run leaves for those after it: volumes by the hour, and who had which address.
import type { Holding } from '../cases/identity.ts';
import { canonicalAddress } from '../model/address.ts';
import type { IdentityLearned, Name } from '../model/identity-interval.ts';
import type { Learned } from '../model/run.ts';
import type { Judged } from './judgement.ts';

export const learnedOf = ({ volumes, identity }: Judged): Learned => ({
  volumes: volumes.hourVolumes(),
  identities: identity
    .all()
    .filter(({ earlier }) => earlier === undefined)
    .flatMap(pairsOf),
});

/** An address and a link-layer address, each of them and the device's name, an address or a device and a person. */
const pairsOf = ({ held, kind, holder, name, from, until, origin }: Holding): IdentityLearned[] => {
  const span = { evidence: origin.evidence, from, until };
  const place: Name = { kind: canonicalAddress(held) === null ? 'device' : 'address', value: held };
  if (kind === 'user') return [{ ...span, one: place, other: { kind: 'user', value: holder } }];
  const mac: Name | null = MAC.test(holder) ? { kind: 'mac', value: holder } : null;
  const device: Name | null =
    name === undefined && mac !== null
      ? null
      : { kind: 'device', value: (name ?? holder).toLowerCase() };
  return [
    ...(mac ? [{ ...span, one: place, other: mac }] : []),
    ...(device ? [{ ...span, one: place, other: device }] : []),
    ...(mac && device ? [{ ...span, one: mac, other: device }] : []),
  ];
};

const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;
