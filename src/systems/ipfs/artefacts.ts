// `config` of an IPFS repository (Kubo): who the node is, where it listens, whom it starts from. What it holds stands in
// its block store, by hash only, without names.
// Source: github.com/ipfs/kubo docs/config.md, read 2026-11-22. Debian 12 has no Kubo: not tried with the program.
import type { Artefact, ArtefactReader } from '../artefact.ts';
import { ArtefactDraft, short } from '../artefact-draft.ts';
import { isRecord, jsonOf } from '../json-file.ts';
import { fileText } from '../text-file.ts';

export const ipfsConfig = Object.freeze<ArtefactReader>({
  id: 'ipfs/config',
  system: 'ipfs',
  title: 'IPFS (Kubo): identity, addresses and first contacts',
  names: ['config'],
  looks: (head) => {
    const text = fileText(head);
    return /^\s*\{/.test(text) && /"(?:PeerID|Swarm|Bootstrap|Datastore)"/.test(text);
  },
  bytesMax: 1 << 20,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(ipfsConfig);
    draft.self.program = 'Kubo';
    const config = jsonOf(bytes);
    if (!isRecord(config)) {
      draft.anomaly('damaged');
      return draft.done();
    }
    const identity = isRecord(config['Identity']) ? config['Identity']['PeerID'] : undefined;
    if (typeof identity === 'string') draft.self.identity = short(identity);
    const addresses = isRecord(config['Addresses']) ? config['Addresses'] : {};
    for (const text of [addresses['Swarm'], addresses['API'], addresses['Gateway']].flatMap(texts))
      draft.port(Number(/\/(?:tcp|udp)\/(\d{1,5})/.exec(text)?.[1] ?? 0));
    for (const text of texts(config['Bootstrap'])) noteContact(draft, text);
    return draft.done();
  },
});

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter(
    (one) => typeof one === 'string',
  );

/** `/ip4/203.0.113.4/tcp/4001/p2p/Qm…` */
const noteContact = (draft: ArtefactDraft, text: string): void => {
  const parts =
    /^\/(?:ip[46]|dns[46]?|dnsaddr)\/([^/]+)(?:\/(?:tcp|udp)\/(\d{1,5}))?.*?(?:\/p2p\/(\w+))?$/.exec(
      text,
    );
  if (!parts) return;
  const port = Number(parts[2] ?? 0);
  draft.contact({
    kind: 'node',
    address: short(parts[1]!),
    ...(port > 0 ? { port } : {}),
    ...(parts[3] === undefined ? {} : { identity: short(parts[3]) }),
  });
};
