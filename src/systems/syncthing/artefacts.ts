// Syncthing's `config.xml`: folders that are kept alike, with whom, and this device's own name and id.
//
//   <configuration><folder id label path type><device id/></folder><device id name><address/></device><gui><address/></gui>…
//
// Source: docs.syncthing.net/users/config.html; written here by Syncthing 1.19.2 of Debian. Keys and passwords that
// stand in it are not taken.
import { LIMITS } from '../../model/limits.ts';
import { walkXml } from '../../wire/codec/xml-walk.ts';
import type { Artefact, ArtefactReader } from '../artefact.ts';
import { ArtefactDraft, pathText, short } from '../artefact-draft.ts';
import { fileText } from '../text-file.ts';

export const syncthingConfig = Object.freeze<ArtefactReader>({
  id: 'syncthing/config',
  system: 'syncthing',
  title: 'Syncthing: folders and devices',
  names: ['config.xml'],
  looks: (head) =>
    /^\s*(?:<\?xml[^>]*>\s*)?<configuration version="\d+">\s*<(?:folder|device|gui)\b/.test(
      fileText(head),
    ),
  bytesMax: 16 << 20,
  read(bytes): Artefact {
    const draft = new ArtefactDraft(syncthingConfig);
    draft.self.program = 'Syncthing';
    const bounds = { depthMax: LIMITS.artefactDepthMax, textCharsMax: LIMITS.textCharsMax };
    const open: string[] = [];
    let device = { id: '', name: '' };
    const end = walkXml(fileText(bytes), bounds, {
      open(tag, said, depth) {
        open.length = depth - 1;
        open.push(tag);
        if (depth === 2 && tag === 'folder')
          draft.folder(pathText(said['path'] ?? ''), short(said['label'] || (said['id'] ?? '')));
        if (depth === 2 && tag === 'device')
          device = { id: short(said['id'] ?? ''), name: short(said['name'] ?? '') };
        return true;
      },
      close(tag, text, depth) {
        if (tag !== 'address' || depth !== 3) return;
        if (open[1] === 'device') noteDevice(draft, device, text);
        else if (open[1] === 'gui') draft.port(Number(/:(\d+)$/.exec(text)?.[1] ?? 0));
      },
    });
    if (end === 'damaged') draft.anomaly('damaged');
    return draft.done();
  },
});

/** All devices stand there alike, this one among them: which it is, only its key says. */
const noteDevice = (
  draft: ArtefactDraft,
  { id, name }: { id: string; name: string },
  text: string,
): void => {
  const place = /^(?:tcp|quic)\d?:\/\/(.*?)(?::(\d{1,5}))?$/.exec(text);
  const port = Number(place?.[2] ?? 0);
  draft.contact({
    kind: 'peer',
    // `dynamic`: found by discovery.
    address: short(place?.[1] ?? ''),
    ...(port > 0 ? { port } : {}),
    name,
    identity: id,
  });
};
