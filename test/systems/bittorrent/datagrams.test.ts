import { describe, expect, it } from 'vitest';
import { dht } from '../../../src/systems/bittorrent/dht.ts';
import { lsd } from '../../../src/systems/bittorrent/lsd.ts';
import { trackerUdp } from '../../../src/systems/bittorrent/tracker-udp.ts';
import { utp } from '../../../src/systems/bittorrent/utp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { bytesOf, fixture, type Piece, readAll, textBytes, told, verdicts } from './fixture.ts';

const from = (direction: 0 | 1, bytes: Uint8Array): Piece => ({ direction, bytes });
const node = '\x01'.repeat(20);

describe('bittorrent/dht', () => {
  it('recognises every message of a real flow', () => {
    for (const piece of fixture('dht.hex').pieces) expect(verdicts(dht, [piece])).toEqual([YES]);
  });

  it('reads contents, ports, programs and endpoints', () => {
    const sink = readAll(dht, fixture('dht.hex'));
    expect(sink.facts).toMatchSnapshot();
    expect(told(sink)).toMatchSnapshot();
  });

  it('does not take a question for a content, but one that was answered with peers', () => {
    const ask = (t: string) =>
      from(
        0,
        textBytes(
          `d1:ad2:id20:${node}9:info_hash20:${'h'.repeat(20)}e1:q9:get_peers1:t2:${t}1:y1:qe`,
        ),
      );
    const answer = (t: string, values: string) =>
      from(1, textBytes(`d1:rd2:id20:${node}5:token1:x${values}e1:t2:${t}1:y1:re`));
    const ends = { client: '10.0.0.1', clientPort: 1, server: '192.0.2.1', serverPort: 2 };
    const without = readAll(dht, { ...ends, pieces: [ask('aa'), answer('aa', '')] });
    expect(without.facts.contents).toEqual([]);
    const peers = '6:valuesl6:\xc6\x33\x64\x07\x1a\xe16:\xc6\x33\x64\x08\x1a\xe1e';
    const withPeers = readAll(dht, { ...ends, pieces: [ask('aa'), answer('aa', peers)] });
    expect(withPeers.facts.contents).toEqual([{ id: `btih:${'68'.repeat(20)}` }]);
    expect(told(withPeers)).toEqual(['198.51.100.7 6881 both 1', '198.51.100.8 6881 both 1']);
  });

  it('knows errors, and messages that the capture cut', () => {
    expect(
      verdicts(dht, [from(1, textBytes('d1:eli201e5:Erroree1:t2:aa1:y1:ee').slice(0, 32))]),
    ).toEqual([NO]);
    expect(verdicts(dht, [from(1, textBytes('d1:eli201e5:Errore1:t2:aa1:y1:ee'))])).toEqual([YES]);
    const cut = textBytes(`d1:ad2:id20:${node}9:info_ha`);
    expect(verdicts(dht, [from(0, cut)])).toEqual([YES]);
  });

  it('refuses other bencode', () => {
    for (const text of [
      'd6:method4:ping6:paramslee0123456789e', // JSON-RPC style
      `d1:ad2:id8:shortids1:xi1ee1:q4:ping1:t2:aa1:y1:qe`, // node id of 8 bytes
      `d1:q4:ping1:t2:aa1:y1:q1:zi1ee`, // no arguments
      `d1:ad2:id20:${node}e1:q4:ping1:t2:aa1:y1:qetrailing`,
      'dear sir, this is no message at all',
    ])
      expect(verdicts(dht, [from(0, textBytes(text))]), text).toEqual([NO]);
  });

  it('tells nothing of a message that does not parse to its end', () => {
    const { pieces, ...ends } = fixture('dht.hex');
    const cut = pieces.map(({ direction, bytes }) =>
      from(direction, bytes.slice(0, bytes.length - 1)),
    );
    expect(readAll(dht, { ...ends, pieces: cut }).told).toEqual([]);
  });
});

describe('bittorrent/utp', () => {
  it('recognises a plain and an encrypted connection by the answer to the SYN', () => {
    expect(verdicts(utp, fixture('utp-plain.hex').pieces)).toEqual([MORE, YES]);
    expect(verdicts(utp, fixture('utp-encrypted.hex').pieces)).toEqual([MORE, YES]);
  });

  it('recognises a connection whose beginning was missed', () => {
    expect(verdicts(utp, fixture('utp-encrypted.hex').pieces.slice(2))).toContain(YES);
  });

  it('reads the peer wire inside, in whatever order the packets came', () => {
    const read = fixture('utp-plain.hex');
    const inOrder = readAll(utp, read);
    expect(inOrder.facts).toMatchSnapshot();
    expect(told(inOrder)).toMatchSnapshot();
    // Neighbours exchanged, and every packet twice.
    const pieces = [...read.pieces];
    for (let i = 0; i + 1 < pieces.length; i += 2)
      [pieces[i], pieces[i + 1]] = [pieces[i + 1]!, pieces[i]!];
    const shuffled = readAll(utp, { ...read, pieces: pieces.flatMap((piece) => [piece, piece]) });
    expect(shuffled.facts).toEqual(inOrder.facts);
  });

  const syn = '4100 56a0 520eb120 00000000 00000000 4031 0000';

  it('leaves SYNs without an answer undecided, tried again or not', () => {
    expect(verdicts(utp, [from(0, bytesOf(syn))])).toEqual([MORE]);
    // 1.5 s later by its own clock
    const again = '4100 56a0 5225 9480 00000000 00000000 4031 0000';
    expect(verdicts(utp, [from(0, bytesOf(syn)), from(0, bytesOf(again))])).toEqual([MORE, MORE]);
    // Telemetry, one way: "A", device 2bdf, a microsecond clock, two floats, constants
    const telemetry = ['0001e240', '0010d880', '00201ac0'].map((clock) =>
      from(0, bytesOf(`4100 2bdf ${clock} 41a40000 42200000 0007 0000`)),
    );
    expect(verdicts(utp, telemetry)).toEqual([MORE, MORE, MORE]);
  });

  const data = (direction: 0 | 1, id: string, rest: string) =>
    from(direction, bytesOf(`0100 ${id} 0000c357 ${rest} 6a81`));

  it('believes a missed beginning only where a delay was measured and a window is open', () => {
    // timestamp difference, window, sequence and acknowledged numbers
    const pair = (one: string, other: string) => [data(0, '1234', one), data(1, '1235', other)];
    const good = '0001a2b3 00100000 0102 0304';
    const reply = '7fe20011 00080000 0305 0102';
    expect(verdicts(utp, pair(good, reply))).toEqual([MORE, YES]);
    for (const [one, other] of [
      ['00000000 00100000 0102 0304', reply],
      [good, '00000000 00080000 0305 0102'],
      ['0001a2b3 00000064 0102 0304', reply],
      [good, '7fe20011 00000064 0305 0102'],
    ] as const)
      expect(verdicts(utp, pair(one, other)), `${one} / ${other}`).toEqual([MORE, MORE]);
    // A game's reliable transport: one number each way, no delay, a window of 100
    const game = Array.from({ length: 8 }, (_, i) => `00000000 00000064 000${i} 000${i}`);
    const both = game.flatMap((one) => pair(one, one));
    expect(verdicts(utp, both)).not.toContain(YES);
  });

  it('takes no RESET for the answer to a RESET: "1 ping" in UTF-16, echoed', () => {
    const text = bytesOf('3100 2000 7000 6900 6e00 6700 2000 3000 3000 3000');
    expect(verdicts(utp, [from(0, text), from(1, text)])).not.toContain(YES);
  });

  it('refuses an answer that acknowledges something else', () => {
    const state = (id: string, acknowledged: string) =>
      from(1, bytesOf(`2100 ${id} 520eb220 00000100 00100000 edcd ${acknowledged}`));
    expect(verdicts(utp, [from(0, bytesOf(syn)), state('56a0', '4031')])).toEqual([MORE, YES]);
    expect(verdicts(utp, [from(0, bytesOf(syn)), state('56a0', '4032')])).toEqual([MORE, MORE]);
    expect(verdicts(utp, [from(0, bytesOf(syn)), state('56a1', '4031')])).toEqual([MORE, MORE]);
  });

  it('refuses DNS whose id looks like a SYN (XTLS/Xray-core issue 6735)', () => {
    // id 0x4100, recursion desired, one question, name "ab", type A, class IN: 20 bytes
    const query = from(0, bytesOf('4100 0100 0001 0000 0000 0000 02 6162 00 0001 0001'));
    const answer = from(1, bytesOf('4100 8180 0001 0000 0000 0000 02 6162 00 0001 0001'));
    expect(verdicts(utp, [query, answer], { serverPort: 53 })).toEqual([NO]);
    expect(verdicts(utp, [query, answer, query, answer])).not.toContain(YES);
  });

  it('refuses look-alikes', () => {
    for (const hex of [
      '80 60 1234 00000001 00000002 00000003 00000004', // RTP
      '0001 0000 2112a442 000102030405060708090a0b', // STUN
      '01000000 00000000 00000000 00000000 00000000 00', // zeros behind a type byte
      '2105 56a0 520eb120 00000000 00000000 4031 0000', // unknown extension
      '4101 56a0 520eb120 00000000 00000000 4031 0000 00ff', // extension longer than the packet
      '4100 56a0 520eb120 00000000 00000000 4031 0000 41414141', // SYN with payload
    ])
      expect(verdicts(utp, [from(0, bytesOf(hex))]), hex).toEqual([NO]);
  });
});

describe('bittorrent/tracker-udp', () => {
  it('recognises and reads announces and answers', () => {
    const read = fixture('tracker-udp.hex');
    expect(verdicts(trackerUdp, read.pieces)).toEqual([MORE, YES]);
    const sink = readAll(trackerUdp, read);
    expect(sink.facts).toMatchSnapshot();
    expect(told(sink)).toMatchSnapshot();
  });

  it('recognises an announce whose connect was missed', () => {
    const announces = fixture('tracker-udp.hex').pieces.filter(({ bytes }) => bytes.length >= 98);
    expect(announces.length).toBeGreaterThan(0);
    expect(verdicts(trackerUdp, announces.slice(0, 1))).toEqual([YES]);
  });

  const connect = bytesOf('0000041727101980 00000000 329eefea');

  it('leaves one connect undecided, and believes one that was tried again or answered', () => {
    expect(verdicts(trackerUdp, [from(0, connect)])).toEqual([MORE]);
    expect(verdicts(trackerUdp, [from(0, connect), from(0, connect)])).toEqual([MORE, YES]);
    const refused = bytesOf('00000003 329eefea 6e6f2073657276696365');
    expect(verdicts(trackerUdp, [from(0, connect), from(1, refused)])).toEqual([MORE, YES]);
  });

  it('reads peers of an IPv6 answer and ignores answers that nobody asked for', () => {
    const ends = { client: '2001:db8::1', clientPort: 1, server: '2001:db8::2', serverPort: 2 };
    const announce = new Uint8Array(98);
    announce.set(bytesOf('1122334455667788 00000001 0a0b0c0d'));
    announce.set(textBytes('-qB4520-abcdefghijkl'), 36);
    announce.set(bytesOf('1ae1'), 96);
    const peer = '20010db8000000000000000000000007 1ae1';
    const answer = (transaction: string) =>
      from(1, bytesOf(`00000001 ${transaction} 00000708 00000001 00000001 ${peer} ${peer}`));
    const heard = readAll(trackerUdp, { ...ends, pieces: [from(0, announce), answer('0a0b0c0d')] });
    expect(told(heard)).toEqual(['2001:db8::1 6881 both 0', '2001:db8::7 6881 both 1']);
    const unasked = readAll(trackerUdp, {
      ...ends,
      pieces: [from(0, announce), answer('ffffffff')],
    });
    expect(told(unasked)).toEqual(['2001:db8::1 6881 both 0']);
  });

  it('refuses other datagrams', () => {
    expect(verdicts(trackerUdp, [from(0, bytesOf('00000417271019810000000000000001'))])).toEqual([
      NO,
    ]);
    expect(verdicts(trackerUdp, [from(0, new Uint8Array(98).fill(7))])).toEqual([NO]);
  });
});

describe('bittorrent/lsd', () => {
  it('reads who shares what on which port, over both families', () => {
    for (const name of ['lsd.hex', 'lsd6.hex']) {
      const read = fixture(name);
      expect(verdicts(lsd, read.pieces)).toEqual([YES]);
      const sink = readAll(lsd, read);
      expect(told(sink)).toEqual([`${read.client} 6881 both 0`]);
      expect(sink.facts.contents[0]).toEqual({
        id: 'btih:d37ad8f9edd9e962c23896da25d072d2ec3c162d',
      });
    }
  });

  const search = (lines: string[]) =>
    from(0, textBytes(['BT-SEARCH * HTTP/1.1', ...lines, '', ''].join('\r\n')));
  const ends = {
    client: '10.0.0.1',
    clientPort: 6771,
    server: '239.192.152.143',
    serverPort: 6771,
  };

  it('reads all hashes of one datagram', () => {
    const both = search([
      'Port: 6881',
      `Infohash: ${'AB'.repeat(20)}`,
      `Infohash: ${'cd'.repeat(20)}`,
    ]);
    expect(readAll(lsd, { ...ends, pieces: [both] }).facts.contents).toEqual([
      { id: `btih:${'ab'.repeat(20)}` },
      { id: `btih:${'cd'.repeat(20)}` },
    ]);
  });

  it('refuses SSDP and tells nothing without a port', () => {
    expect(
      verdicts(lsd, [from(0, textBytes('M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900'))]),
    ).toEqual([NO]);
    const sink = readAll(lsd, { ...ends, pieces: [search([`Infohash: ${'ab'.repeat(20)}`])] });
    expect(sink.told).toEqual([]);
    expect(sink.facts.anomalies).toEqual({ 'bittorrent-lsd-malformed': 1 });
  });
});
