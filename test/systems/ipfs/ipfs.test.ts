import { describe, expect, it } from 'vitest';
import { mdns } from '../../../src/systems/ipfs/mdns.ts';
import { multistream } from '../../../src/systems/ipfs/multistream.ts';
import { libp2pTls } from '../../../src/systems/ipfs/tls.ts';
import { type Datagram, NO, YES } from '../../../src/wire/dissector.ts';
import { identifyKept, keptFlows, saidBy, takesAnyStream, wordsOf } from '../flow-fixture.ts';
import { ascii, hex, inspectStream, join, readDatagrams, readStream } from '../streams.ts';

const flows = keptFlows('ipfs');
const [question, answer] = saidBy(flows['mdns']!).map(([, bytes]) => bytes as Uint8Array);
const HELLO = ascii('\x13/multistream/1.0.0\n');

const inspectMdns = (bytes: Uint8Array, serverPort = 5353) =>
  mdns.inspect({ bytes, start: 0, end: bytes.length, serverPort, clientPort: 5353 } as Datagram);

describe('ipfs', () => {
  it('names connections and multicast, reads what secures them and where nodes listen', () => {
    const [connection, local] = identifyKept(flows['libp2p']!, flows['mdns']!);
    expect(connection).toMatchObject({ protocol: 'ipfs/libp2p', system: 'ipfs' });
    expect(connection!.facts!.carrier).toEqual({ secured: '/noise' });
    expect(local).toMatchObject({ protocol: 'ipfs/mdns', system: 'ipfs' });
    expect(local!.facts!.ends[0]).toMatchObject({ listens: 4001 });
    expect(local!.facts!.ends[0]!.identity).toMatch(/^12D3Koo/);
  });

  it('reads the same however the stream is cut', () => {
    const words = [wordsOf(flows['libp2p']!, 0), wordsOf(flows['libp2p']!, 1)] as const;
    for (const pieceBytes of [1, 5, 1000])
      expect(readStream(multistream, ...words, pieceBytes).facts.carrier).toEqual({
        secured: '/noise',
      });
  });

  it('is no BitTorrent, and takes no part by answering with something else', () => {
    expect(inspectStream(multistream, ascii('\x13BitTorrent protocol'))).toBe(NO);
    expect(inspectStream(multistream, ascii('\x13/multistream/2.0.0\n'))).toBe(NO);
    takesAnyStream(multistream, HELLO);
  });

  it('refuses other questions, lists of services, repeated questions and answers without addresses', () => {
    expect(inspectMdns(question!)).toBe(YES);
    expect(inspectMdns(answer!)).toBe(YES);
    expect(inspectMdns(question!, 53)).toBe(NO);
    // A second question in the same message, and a known answer.
    expect(inspectMdns(question!.map((b, i) => (i === 5 ? 2 : b)))).toBe(NO);
    expect(inspectMdns(question!.map((b, i) => (i === 7 ? 1 : b)))).toBe(NO);
    // _ipp._tcp.local, as every printer is looked for.
    const printers = join(
      question!.subarray(0, 12),
      ascii('\x04_ipp\x04_tcp\x05local'),
      hex('00000c0001'),
    );
    expect(inspectMdns(printers)).toBe(NO);
    expect(inspectMdns(answer!.subarray(0, 60))).toBe(NO);
  });

  it('reads damaged answers without harm', () => {
    for (let cut = 0; cut < answer!.length; cut += 3) {
      const changed = answer!.slice();
      changed[cut] = 0xff;
      readDatagrams(mdns, [0, changed], [0, answer!.subarray(0, cut)]);
    }
  });

  it('believes ALPN', () => {
    const hello = (alpn: string[]) =>
      libp2pTls.handshake({ sni: null, alpn, certificateNames: [] });
    expect([hello(['libp2p']), hello(['h2', 'http/1.1']), hello([])]).toEqual([true, false, false]);
  });
});
