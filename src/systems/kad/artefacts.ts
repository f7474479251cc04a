// `nodes.dat`: the contacts from which Kad starts.
//
//   version 0: count (4) │ { id (16) │ address (4) │ UDP (2) │ TCP (2) │ type (1) } …
//   1 and 2:   0 (4) │ version (4) │ count (4) │ the same, from 2 with UDP key (8) and verified (1)
//   3:         0 (4) │ 3 (4) │ bootstrap edition (4) │ count (4) │ as version 1
//
// Source: aMule src/kademlia/routing/RoutingZone.cpp (ReadFile, ReadBootstrapNodesDat).
import { ipv4Text } from '../../model/address.ts';
import type { Artefact, ArtefactReader } from '../artefact.ts';
import { ArtefactDraft } from '../artefact-draft.ts';
import { Fields } from '../edonkey/fields.ts';

const ID_BYTES = 16;
/** Smallest record, to tell the version of old by its size. */
const RECORD_BYTES = ID_BYTES + 4 + 2 + 2 + 1;
const KEYED_FROM = 2;
const BOOTSTRAP = 3;
const KEY_BYTES = 9;

export const nodesDat = Object.freeze<ArtefactReader>({
  id: 'kad/nodes-dat',
  system: 'kad',
  title: 'eMule and aMule: the Kad nodes it knows',
  names: ['nodes.dat'],
  looks: (head) => layoutOf(new Fields(head, 0, head.length)) !== null,
  bytesMax: 16 << 20,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(nodesDat);
    const fields = new Fields(bytes, 0, bytes.length);
    const layout = layoutOf(fields);
    for (let i = 0; layout !== null && i < layout.count; i++) {
      const identity = fields.hex(ID_BYTES);
      const address = ipv4Text(fields.u32());
      const port = fields.u16();
      fields.skip(2 + 1 + layout.keyBytes);
      if (!fields.ok) {
        draft.anomaly('cut');
        break;
      }
      if (!draft.contact({ kind: 'node', address, port, identity })) break;
    }
    if (layout === null) draft.anomaly('damaged');
    return draft.done();
  },
});

/** Leaves `fields` at the first record. */
const layoutOf = (fields: Fields): { count: number; keyBytes: number } | null => {
  const first = fields.u32();
  if (first > 0) return fields.ok && first < NODES_MAX ? { count: first, keyBytes: 0 } : null;
  const version = fields.u32();
  if (version < 1 || version > BOOTSTRAP) return null;
  if (version === BOOTSTRAP) fields.skip(4);
  const count = fields.u32();
  const room = fields.left >= Math.min(count, 1) * RECORD_BYTES;
  if (!fields.ok || count > NODES_MAX || !room) return null;
  return { count, keyBytes: version === KEYED_FROM ? KEY_BYTES : 0 };
};

/** A routing table holds 5,000 at most. */
const NODES_MAX = 100_000;
