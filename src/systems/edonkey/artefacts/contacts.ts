// Whom eMule and aMule know: servers (`server.met`), friends (`emfriends.met`), and everybody with whom bytes were
// exchanged, by user hash (`clients.met`, the credits).
// Source: aMule src/ServerList.cpp, src/FriendList.cpp, src/Friend.cpp, src/ClientCreditsList.cpp.
import { ipv4Text } from '../../../model/address.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { Artefact, ArtefactReader, Contact } from '../../artefact.ts';
import { ArtefactDraft, known, secondsTime, short } from '../../artefact-draft.ts';
import { Fields } from '../fields.ts';
import { readMetTags, textTag } from './met-tags.ts';

const NAME = 0x01;
const HASH_BYTES = 16;

/** Reads `count` records until one is cut. */
const readRecords = (draft: ArtefactDraft, fields: Fields, next: () => Contact): Artefact => {
  const count = fields.u32();
  for (let i = 0; i < count; i++) {
    const contact = next();
    if (!fields.ok) {
      draft.anomaly('cut');
      break;
    }
    if (!draft.contact(contact)) break;
  }
  return draft.done();
};

export const serverMet = Object.freeze<ArtefactReader>({
  id: 'edonkey/server-met',
  system: 'edonkey',
  title: 'eMule and aMule: the servers it knows',
  names: ['server.met', 'server.met.bak', 'server_met.old', 'staticservers.dat'],
  looks: (head) => (head[0] === 0xe0 || head[0] === 0x0e) && head.length >= 5,
  bytesMax: 16 << 20,
  read(bytes): Artefact {
    const fields = new Fields(bytes, 1, bytes.length);
    return readRecords(new ArtefactDraft(serverMet), fields, () => {
      const address = ipv4Text(fields.address());
      const port = fields.u16();
      const name = textTag(readMetTags(fields), NAME);
      return {
        kind: 'server',
        address,
        port,
        ...known('name', name === undefined ? undefined : short(name)),
      };
    });
  },
});

export const friendsMet = Object.freeze<ArtefactReader>({
  id: 'edonkey/emfriends-met',
  system: 'edonkey',
  title: 'eMule and aMule: friends of its user',
  names: ['emfriends.met', 'emfriends.met.bak'],
  looks: (head) => head[0] === 0x0e && head.length >= 5,
  bytesMax: 16 << 20,
  read(bytes): Artefact {
    const fields = new Fields(bytes, 1, bytes.length);
    return readRecords(new ArtefactDraft(friendsMet), fields, () => {
      const identity = fields.hex(HASH_BYTES);
      const address = ipv4Text(fields.address());
      const port = fields.u16();
      const lastSeen = secondsTime(fields.u32());
      fields.skip(4);
      const name = textTag(readMetTags(fields), NAME);
      return {
        kind: 'friend',
        address,
        port,
        identity,
        ...known('lastSeen', lastSeen),
        ...known('name', name === undefined ? undefined : short(name)),
      };
    });
  },
});

/** With the public key (80 bytes and its length) since eMule 0.30. */
const KEY_BYTES = 81;
const CREDITS_VERSIONS = [0x11, 0x12];

export const clientsMet = Object.freeze<ArtefactReader>({
  id: 'edonkey/clients-met',
  system: 'edonkey',
  title: 'eMule and aMule: with whom bytes were exchanged, and how many',
  names: ['clients.met', 'clients.met.bak'],
  looks: (head) => CREDITS_VERSIONS.includes(head[0]!) && head.length >= 5,
  bytesMax: LIMITS.artefactBytesMax,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(clientsMet);
    const fields = new Fields(bytes, 1, bytes.length);
    const keyed = bytes[0] === 0x12;
    let up = 0;
    let down = 0;
    const artefact = readRecords(draft, fields, () => {
      const identity = fields.hex(HASH_BYTES);
      let bytesUp = fields.u32();
      let bytesDown = fields.u32();
      const lastSeen = secondsTime(fields.u32());
      bytesUp += fields.u32() * 2 ** 32;
      bytesDown += fields.u32() * 2 ** 32;
      fields.skip(2 + (keyed ? KEY_BYTES : 0));
      if (fields.ok) {
        up += bytesUp;
        down += bytesDown;
      }
      const contact = { kind: 'peer', address: '', identity, bytesUp, bytesDown } as const;
      return { ...contact, ...known('lastSeen', lastSeen) };
    });
    return { ...artefact, uploadedBytes: up, downloadedBytes: down };
  },
});
