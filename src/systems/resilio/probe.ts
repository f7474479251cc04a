// What a scan reads in pages to find Resilio Sync: the title of its web interface, and the realm it asks a password for.
// Written from its documentation (https://help.resilio.com); no program was at hand.
import type { Probe, WebProbe } from '../probe.ts';

const web: WebProbe = {
  id: 'resilio/web',
  transport: 'web',
  ports: [8888],
  path: '/gui/',
  read: ({ headers, body }) =>
    /<title>\s*Resilio Sync/i.test(body) ||
    /realm="(?:Resilio|BitTorrent Sync|Sync)"/i.test(headers.get('www-authenticate') ?? '')
      ? {
          system: 'resilio',
          protocol: 'resilio/web',
          program: 'Resilio Sync',
          text: 'web interface',
        }
      : null,
};

export const resilioProbes: readonly Probe[] = [web];
