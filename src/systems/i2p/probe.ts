// What a scan asks to find I2P routers: the interfaces that they offer to people and programs. https://geti2p.net/en/docs/ports
//
//   SAM     HELLO VERSION ─► ◄─ HELLO REPLY RESULT=…
//   web     the console's title, and the pages that the HTTP proxy answers with
//
// Proof: their own words. Does not see: the router's own port: NTCP2 answers nobody that does not know its key, by design.
import { ascii, latin1 } from '../../wire/codec/ascii.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { Listening, Probe, StreamProbe, WebProbe } from '../probe.ts';

const sam: StreamProbe = {
  id: 'i2p/sam',
  transport: 'tcp',
  open: () => [
    {
      opening: ascii('HELLO VERSION\n'),
      read: (bytes, length) => {
        const text = latin1(bytes, 0, length);
        if (!REPLY.startsWith(text.slice(0, REPLY.length))) return NO;
        if (!text.includes('\n')) return MORE;
        return { system: 'i2p', protocol: 'i2p/sam', text: 'interface for programs' };
      },
    },
  ],
};

const REPLY = 'HELLO REPLY RESULT=';

const pages: WebProbe = {
  id: 'i2p/web',
  transport: 'web',
  ports: [7657, 7070, 4444],
  read: ({ body, headers }) => {
    const title = /<title>\s*([^<]{1,80}?)\s*<\/title>/i.exec(body)?.[1] ?? '';
    if (/^I2Pd? HTTP proxy/i.test(title))
      return page('i2p/http-proxy', 'i2pd', 'HTTP proxy into I2P');
    if (/^Purple I2P/i.test(title)) return page('i2p/web', 'i2pd', 'console');
    if (/^I2P Router Console/i.test(title)) return page('i2p/web', 'I2P', 'console');
    return /I2P/.test(headers.get('proxy-agent') ?? '')
      ? page('i2p/http-proxy', 'I2P', 'HTTP proxy into I2P')
      : null;
  },
};

const page = (protocol: string, program: string, text: string): Listening => ({
  system: 'i2p',
  protocol,
  program,
  text,
});

export const i2pProbes: readonly Probe[] = [sam, pages];
