// Everything known about the adware and spyware that came with P2P clients.
import type { System } from '../system.ts';
import { adwareHttp } from './http.ts';

const READ = '2026-11-22';

export const adware = Object.freeze<System>({
  id: 'adware',
  name: 'Adware of P2P clients',
  family: 'adware',
  requirement: 'S9',
  programs: [
    'Gator (GAIN, Claria)',
    'Aureate (Radiate)',
    'Cydoor',
    "Altnet and TopSearch (Kazaa's own)",
    'Best Offers (with Kazaa)',
    'SaveNow (WhenU)',
    'New.net',
    'BonziBuddy',
    'eZula TopText',
  ],
  models: [],
  summary:
    'Programs that the installers of free P2P clients bring along: they show advertisements chosen by what the user does, and report what that is.',
  findsPeers:
    'It looks for no peers: the addresses of its advertising and collecting servers are built in, and updates bring further ones.',
  movesFiles:
    'It moves no files of the user. It reports over HTTP, as form posts to port 80 or through the proxy, and fetches advertisements and updates of itself the same way.',
  weakness:
    'It needs its few servers, by name, over HTTP; without them it is mute. It starts with the machine from known keys and folders, where any scanner finds it.',
  risk: 'By the paper, sites visited, installed applications, contents of folders and even keystrokes go to strangers (one examination of Aureate found the user name only). Updates run whatever the server sends. Bandwidth and working time are lost, and other programs crash (Aureate: Internet Explorer).',
  found:
    "By requests that only these programs make, on the wire and in proxy logs: Gator's name with the number of the machine and its own folder, Cydoor's parameters at its server, the list of Altnet TopSearch, the start page of Kazaa. Port 80 is everybody's and no lead, a host name alone is none either: banners stood on other pages, and names change hands. Not seen: families without a public description of their requests (Aureate, SaveNow, New.net, BonziBuddy), logs that leave out agent and query, its files and start entries on disk.",
  stopped:
    'Answer the names of its servers with a dead address (hosts file or DNS), refuse them at the proxy, and remove the programs; users without the right to install do not get it. Port 80 cannot be blocked for it, and lists of names miss servers that an update brings. Names that have gone to other owners since, such as gator.com as a whole, are not listed.',
  onTheWire: 'payload',
  ports: [{ port: 80, transport: 'tcp', use: 'reports and advertisements over HTTP', paper: true }],
  dnsNames: [
    'bannerserver.gator.com',
    'gatorcme.gator.com',
    'gs.gator.com',
    '.gainpublishing.com',
    '.cydoor.com',
    'www.cydoor.com',
    'jmcms.cydoor.com',
    '.altnet.com',
    'desktop.kazaa.com',
    '.whenu.com',
    'akapp.whenu.com',
  ],
  userAgents: ['Gator/'],
  tlsNames: [],
  processes: ['gator.exe', 'cmesys.exe', 'gmt.exe', 'cd_load.exe'],
  packages: ['GAIN', 'Gator eWallet', 'Altnet', 'Cydoor', 'SaveNow'],
  artefacts: [
    'cmesys.exe',
    'gmt.exe',
    'gain_trickler_*.exe',
    'advert.dll',
    'adimage.dll',
    'cd_clint.dll',
    'cd_gif.dll',
    'cd_load.exe',
    'adcache/',
    'Program Files/Altnet/',
  ],
  advisories: [],
  sources: [
    {
      title: 'Gator: what it installs and reports',
      where: 'http://www.pcmag.com/article2/0,2817,1753726,00.asp',
      read: READ,
    },
    {
      title: 'Gator Trickler and its programs',
      where: 'http://www.winpatrol.com/db/freesample/gain_tickler.html',
      read: READ,
    },
    {
      title: 'Altnet, as it came with P2P clients',
      where: 'http://www.f-secure.com/sw-desc/adware_w32_altnet.shtml',
      read: READ,
    },
    {
      title: 'Files of Aureate / Radiate',
      where: 'https://www.2-spyware.com/file-advert-dll.html',
      read: READ,
    },
    {
      title: 'An analysis that found Aureate to send the user name only',
      where: 'https://kaspersky.com/about/press-releases/aureate-media-not-guilty',
      read: READ,
    },
    {
      title: 'Cydoor, its files and folders',
      where: 'https://everything2.com/title/cd_load.exe',
      read: READ,
    },
    {
      title: 'What the installer of Kazaa brought along',
      where: 'http://stopbadware.org/reports/reportdisplay?reportname=kazaa',
      read: READ,
    },
    {
      title: 'A request of Gator, as a Snort signature of July 2003 describes it',
      where: 'https://lists.snort.org/pipermail/snort-sigs/2003-July/002925.html',
      read: READ,
    },
    {
      title: 'Measurement and analysis of spyware in a university environment (NSDI 2004)',
      where:
        'https://www.usenix.org/legacy/publications/library/proceedings/nsdi04/tech/full_papers/saroiu/saroiu_html/index.html',
      read: READ,
    },
    {
      title: 'The 2003 paper: what is reported, and crashes',
      where: 'requirements.md row S9',
      read: READ,
    },
  ],
  http: [adwareHttp],
});
