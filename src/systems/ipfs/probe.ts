// What a scan asks to find IPFS and other nodes of libp2p: the beginning of multistream-select, and the gateway's headers.
// https://github.com/libp2p/specs/blob/master/connections/README.md, https://specs.ipfs.tech/http-gateways/path-gateway/
// Proof: twenty fixed bytes come back; headers that only a gateway writes. Written from the specifications.
// Looks alike: BitTorrent also begins with 0x13. Does not see: private networks (pnet), QUIC.
import { ascii, matchesAt } from '../../wire/codec/ascii.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { Probe, StreamProbe, WebProbe } from '../probe.ts';

const BEGINNING = ascii('\x13/multistream/1.0.0\n');

const node: StreamProbe = {
  id: 'ipfs/libp2p',
  transport: 'tcp',
  open: () => [
    {
      opening: BEGINNING,
      read: (bytes, length) => {
        if (!matchesAt(bytes, 0, length, BEGINNING.subarray(0, length))) return NO;
        return length < BEGINNING.length ? MORE : { system: 'ipfs', protocol: 'ipfs/libp2p' };
      },
    },
  ],
};

/** Kubo's control interface sends /webui on to the page's own content. */
const web: WebProbe = {
  id: 'ipfs/web',
  transport: 'web',
  ports: [5001, 8080],
  path: '/webui',
  read: ({ headers }) =>
    headers.has('x-ipfs-path') ||
    headers.has('x-ipfs-roots') ||
    /^\/ipfs\/\w{46,}/.test(headers.get('location') ?? '')
      ? { system: 'ipfs', protocol: 'ipfs/web', text: 'gateway or control interface' }
      : null,
};

export const ipfsProbes: readonly Probe[] = [node, web];
