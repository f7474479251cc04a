// Web pages and control ports of BitTorrent programs, as a scan meets them. All of them name themselves.
// Seen: Transmission 3.00, qBittorrent 4.5.2, Deluge 2.0.3, aria2 1.36, opentracker (Debian 12). µTorrent, ruTorrent and
// Flood by their sources: github.com/bittorrent/webui, github.com/Novik/ruTorrent, github.com/jesec/flood.
import type { Listening, Probe, TlsProbe, WebAnswer, WebProbe } from '../probe.ts';

const web = (program: string, version?: string, text = 'web interface'): Listening => ({
  system: 'bittorrent',
  protocol: 'bittorrent/web',
  program,
  ...(version === undefined ? {} : { version }),
  text,
});

const pages: WebProbe = {
  id: 'bittorrent/web',
  transport: 'web',
  ports: [9091, 8080, 8112, 8081, 8090, 3000],
  read: ({ headers, body }: WebAnswer) => {
    const title = /<title>\s*([^<]{1,80}?)\s*<\/title>/i.exec(body)?.[1] ?? '';
    const where = headers.get('location') ?? '';
    const realm = headers.get('www-authenticate') ?? '';
    const server = headers.get('server') ?? '';
    if (/^Transmission\b/.test(server) || /realm="Transmission"/.test(realm)) {
      return web('Transmission', /^Transmission\/(\d[\w.]{0,20})/.exec(server)?.[1]);
    }
    if (/\/transmission\/(web|rpc)/.test(where)) return web('Transmission');
    if (headers.has('x-transmission-session-id')) return web('Transmission');
    if (/^qBittorrent\b/.test(title)) {
      return web('qBittorrent', /\bv?(\d+\.\d+[\w.]*)/.exec(title)?.[1]);
    }
    if (/^Deluge:? ?Web ?UI/i.test(title))
      return web('Deluge', /(\d+\.\d+[\w.]*)/.exec(title)?.[1]);
    if (/realm="(uTorrent|BitTorrent)"/.test(realm)) return web(/"(\w+)"/.exec(realm)![1]!);
    if (/^(ruTorrent|Flood)\b/.test(title)) return web(/^\w+/.exec(title)![0]);
    return null;
  },
};

/** µTorrent keeps its page at /gui/. */
const gui: WebProbe = { ...pages, ports: [8080], path: '/gui/' };

/** Answered to whoever asks, unless a secret was set; then the error names the form. */
const aria2: WebProbe = {
  id: 'bittorrent/web',
  transport: 'web',
  ports: [6800],
  path: '/jsonrpc?method=aria2.getVersion&id=peerwarden',
  read: ({ body }) => {
    if (!/"id":"peerwarden"/.test(body) || !/"jsonrpc":"2\.0"/.test(body)) return null;
    return web('aria2', /"version":"([\w.]{1,20})"/.exec(body)?.[1], 'remote control');
  },
};

/** A tracker refuses an announce that names no content, in bencode. */
const tracker: WebProbe = {
  id: 'bittorrent/tracker-http',
  transport: 'web',
  ports: [6969, 1337, 2710],
  path: '/announce',
  read: ({ body }) =>
    /^d14:failure reason\d{1,3}:/.test(body) || /^d8:completei\d/.test(body)
      ? { system: 'bittorrent', protocol: 'bittorrent/tracker-http', text: 'tracker' }
      : null,
};

/** Deluge makes its own certificate for remote control (deluge/core/rpcserver.py, generate_ssl_keys). */
const delugeControl: TlsProbe = {
  id: 'bittorrent/control',
  transport: 'tls',
  open: (_asking, { subject }) =>
    subject === 'Deluge Daemon'
      ? {
          system: 'bittorrent',
          protocol: 'bittorrent/control',
          program: 'Deluge',
          text: 'remote control',
        }
      : null,
};

export const bittorrentWeb: readonly Probe[] = [pages, gui, aria2, tracker, delugeControl];
