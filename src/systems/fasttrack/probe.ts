// What a scan asks to find FastTrack programs (KaZaA, Grokster, iMesh): a page, as a browser would; the listening port answers
// with headers that only they write. Seen in captures and in MLDonkey's fasttrackPandora.ml; no program of the time ran here.
import type { Probe, WebProbe } from '../probe.ts';

const web: WebProbe = {
  id: 'fasttrack/http',
  transport: 'web',
  read: ({ headers }) => {
    const server = /^KazaaClient(?: (.{1,40}))?$/.exec(headers.get('server') ?? '');
    const name = headers.get('x-kazaa-username');
    if (!server && name === undefined && !headers.has('x-kazaa-network')) return null;
    return {
      system: 'fasttrack',
      protocol: 'fasttrack/http',
      program: 'KazaaClient',
      ...(server?.[1] === undefined ? {} : { version: server[1] }),
      text: name === undefined ? 'shows its shared files' : `user ${name}, shows its shared files`,
    };
  },
};

export const fasttrackProbes: readonly Probe[] = [web];
