// What a scan asks to find Tor: relays and bridges by the first cell of the link, the directory, and the ports that a Tor
// program offers to programs. https://spec.torproject.org/tor-spec/negotiating-channels.html, control-spec, dir-spec
//
//   relay      TLS, then VERSIONS (circuit 0, command 7, versions 3 4 5) ─► ◄─ VERSIONS, CERTS …
//   control    PROTOCOLINFO 1 ─► ◄─ 250-PROTOCOLINFO 1, 250-VERSION Tor="…"
//   SOCKS      a request of HTTP ─► ◄─ the page "Tor is not an HTTP Proxy" (also at the control port, in its words)
//   directory  its own descriptor: "router <nick> <address> …"
//
// Proof: each of them. Looks alike: nothing known. Does not see: bridges with pluggable transports, which answer nobody
// without their secret.
import { ascii, latin1 } from '../../wire/codec/ascii.ts';
import { u16 } from '../../wire/codec/big-endian.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { Listening, Probe, StreamProbe, TlsProbe, WebProbe } from '../probe.ts';

const VERSIONS = 7;

const relay: TlsProbe = {
  id: 'tor/link',
  transport: 'tls',
  open: () => ({
    opening: Uint8Array.of(0, 0, VERSIONS, 0, 6, 0, 3, 0, 4, 0, 5),
    read: (bytes, length) => {
      if (length < 5) return MORE;
      const size = u16(bytes, 3);
      if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== VERSIONS) return NO;
      if (size < 2 || size > 32 || size % 2 === 1) return NO;
      if (length < 5 + size) return MORE;
      for (let at = 5; at < 5 + size; at += 2)
        if (bytes[at] !== 0 || bytes[at + 1]! > 16) return NO;
      return { system: 'tor', protocol: 'tor/link', program: 'Tor', text: 'relay or bridge' };
    },
  }),
};

const control: StreamProbe = {
  id: 'tor/control',
  transport: 'tcp',
  ports: [9051, 9151],
  open: () => [
    {
      opening: ascii('PROTOCOLINFO 1\r\n'),
      read: (bytes, length) => {
        const text = latin1(bytes, 0, length);
        if (!CONTROL.startsWith(text.slice(0, CONTROL.length))) return NO;
        if (!/\r\n250 OK\r\n/.test(text)) return MORE;
        return torAs('tor/control', 'control port', /VERSION Tor="([^"]{1,40})"/.exec(text)?.[1]);
      },
    },
  ],
};

const CONTROL = '250-PROTOCOLINFO 1';

const socks: StreamProbe = {
  id: 'tor/socks',
  transport: 'tcp',
  ports: [9050, 9150],
  open: () => [
    {
      opening: ascii('GET / HTTP/1.0\r\n\r\n'),
      read: (_bytes, _length) => MORE,
      ended: (bytes, length) => pageOf(latin1(bytes, 0, length)),
    },
  ],
};

const web: WebProbe = {
  id: 'tor/socks',
  transport: 'web',
  read: ({ body }) => pageOf(body),
};

const pageOf = (text: string): Listening | null => {
  if (/Tor is not an HTTP Proxy|This is a SOCKS proxy, not an HTTP proxy/i.test(text))
    return torAs('tor/socks', 'SOCKS port');
  return /Tor's? ?Control ?Port is not an HTTP proxy/i.test(text)
    ? torAs('tor/control', 'control port')
    : null;
};

const directory: WebProbe = {
  id: 'tor/directory',
  transport: 'web',
  ports: [9030],
  path: '/tor/server/authority',
  read: ({ body }) =>
    /^(?:\S+\r?\n)?router \w{1,19} \d{1,3}(?:\.\d{1,3}){3} \d{1,5} /m.test(body)
      ? torAs('tor/directory', 'directory port', /^platform Tor (\S{1,40})/m.exec(body)?.[1])
      : null,
};

const torAs = (protocol: string, text: string, version?: string): Listening => ({
  system: 'tor',
  protocol,
  program: 'Tor',
  ...(version === undefined ? {} : { version }),
  text,
});

export const torProbes: readonly Probe[] = [relay, control, socks, web, directory];
