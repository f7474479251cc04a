// What a scan asks to find HTTP proxies, and those that serve anybody: a request in absolute form, and CONNECT, both for
// our own listener (RFC 9112 §3.2.2, RFC 9110 §9.3.6).
//
// Proof of an open proxy: the word that our own listener says comes back through it. A proxy that refuses is named when
// it says that it is one: status 407, which only proxies have, or the headers of a known program beside a refusal.
// Looks alike: web servers, which answer an absolute request for a foreign host with a page of their own.
// Does not see: proxies that serve certain addresses only, and answer others as a web server would.
import { ascii, latin1 } from '../../wire/codec/ascii.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { Callback, Dialogue, Listening, Probe, Reading, StreamProbe } from '../probe.ts';

const PORTS = [3128, 8080, 8118, 8888, 8000, 80, 4444];

const absolute: StreamProbe = {
  id: 'http-proxy',
  transport: 'tcp',
  ports: PORTS,
  open: ({ callback }) =>
    callback === null
      ? []
      : [
          dialogue(callback, `GET http://${endOf(callback)}/ HTTP/1.0`),
          dialogue(callback, `CONNECT ${endOf(callback)} HTTP/1.1`),
        ],
};

const endOf = ({ address, port }: Callback): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

const dialogue = (callback: Callback, line: string): Dialogue => ({
  opening: ascii(`${line}\r\nHost: ${endOf(callback)}\r\nUser-Agent: peerwarden-scan\r\n\r\n`),
  read: (bytes, length): Reading => {
    const text = latin1(bytes, 0, length);
    if (!'HTTP/1.'.startsWith(text.slice(0, 7))) return NO;
    if (text.includes(callback.word)) return open(programIn(text));
    return MORE;
  },
  ended: (bytes, length) => refusal(latin1(bytes, 0, length)),
});

const open = (program: Pick<Listening, 'program' | 'version'>): Listening => ({
  system: 'http-proxy',
  protocol: 'http-proxy/open',
  ...program,
  text: 'serves anybody: it connected to our own listener',
});

const refusal = (text: string): Listening | null => {
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1]);
  const program = programIn(text);
  if (status === 407)
    return { system: 'http-proxy', protocol: 'http-proxy', ...program, text: 'asks for a sign-in' };
  if (program.program === undefined || !(status === 403 || status >= 500)) return null;
  return { system: 'http-proxy', protocol: 'http-proxy', ...program, text: 'refused us' };
};

/** Programs that are proxies and nothing else by default, where they write their names. */
const programIn = (text: string): Pick<Listening, 'program' | 'version'> => {
  const found =
    /^(?:Server|Via|Proxy-agent|X-Squid-Error):[^\r\n]*?\b(squid|tinyproxy|privoxy|3proxy|ccproxy|polipo)\b(?:[/ ]v?(\d[\w.]{0,20}))?/im.exec(
      text,
    );
  if (!found && /^X-Squid-Error:/im.test(text)) return { program: 'Squid' };
  if (!found) return {};
  return {
    program: NAMES[found[1]!.toLowerCase()]!,
    ...(found[2] === undefined ? {} : { version: found[2] }),
  };
};

const NAMES: Readonly<Record<string, string>> = {
  squid: 'Squid',
  tinyproxy: 'Tinyproxy',
  privoxy: 'Privoxy',
  '3proxy': '3proxy',
  ccproxy: 'CCProxy',
  polipo: 'Polipo',
};

export const httpProxyProbes: readonly Probe[] = [absolute];
