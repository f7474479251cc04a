// Everything known about UltraSurf.
import type { System } from '../system.ts';

const READ = '2026-11-22';

export const ultrasurf = Object.freeze<System>({
  id: 'ultrasurf',
  name: 'UltraSurf',
  family: 'tunnel',
  programs: ['UltraSurf'],
  models: [],
  summary:
    'A program against censorship, small and without installation: it sets itself as proxy of the browser and carries its requests to servers of its makers.',
  findsPeers:
    'Addresses of servers come with the program, through DNS answers and through documents on public services.',
  movesFiles:
    'HTTPS to changing addresses, to port 443 or high ports, without a server name; older versions used a format of their own.',
  weakness: 'It must learn new addresses; it talks TLS to bare addresses.',
  risk: 'Rules about names and content end at the tunnel.',
  found:
    "Not recognised on the wire: today it is TLS like a browser's, without a name, as other programs send too. The signature of other tools (eight bytes of one capture) is of that capture only and was not taken over.",
  stopped:
    'Permit TLS only with a server name that a category permits, and deny outward ports that policy does not permit; remove the program from computers.',
  onTheWire: 'not recognised on the wire',
  ports: [{ port: 9666, transport: 'tcp', use: 'local proxy, on the computer itself' }],
  dnsNames: ['.ultrasurf.us', '.ultrareach.com', '.wujie.net'],
  userAgents: [],
  tlsNames: [],
  processes: ['u.exe', 'ultrasurf.exe'],
  packages: ['us.ultrasurf.mobile.ultrasurf'],
  artefacts: ['u.exe', 'utmp/'],
  advisories: [],
  sources: [
    {
      title: 'What nDPI looks for',
      where: 'github.com/ntop/nDPI src/lib/protocols/ultrasurf.c',
      read: READ,
    },
    {
      title: 'How to block it',
      where: 'https://kb.smoothwall.net/Content/applications/block-proxy_bypass_sites_software.htm',
      read: READ,
    },
  ],
});
