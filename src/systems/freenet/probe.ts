// What a scan asks to find Freenet (Hyphanet): its interface for programs, and its pages.
// https://github.com/hyphanet/wiki/wiki/FCPv2. Proof: the node's hello by name; the title. Written from the specification.
import { ascii, latin1 } from '../../wire/codec/ascii.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { Probe, StreamProbe, WebProbe } from '../probe.ts';

const fcp: StreamProbe = {
  id: 'freenet/fcp',
  transport: 'tcp',
  open: () => [
    {
      opening: ascii('ClientHello\nName=peerwarden-scan\nExpectedVersion=2.0\nEndMessage\n'),
      read: (bytes, length) => {
        const text = latin1(bytes, 0, length);
        if (!HELLO.startsWith(text.slice(0, HELLO.length))) return NO;
        return text.includes('\nEndMessage')
          ? { system: 'freenet', protocol: 'freenet/fcp', text: 'interface for programs' }
          : MORE;
      },
    },
  ],
};

const HELLO = 'NodeHello\n';

const web: WebProbe = {
  id: 'freenet/web',
  transport: 'web',
  ports: [8888],
  read: ({ body }) =>
    /<title>[^<]{0,60}(?:Freenet|Hyphanet)\b/i.test(body) && /fproxy|freenet/i.test(body)
      ? { system: 'freenet', protocol: 'freenet/web', text: 'web interface' }
      : null,
};

export const freenetProbes: readonly Probe[] = [fcp, web];
