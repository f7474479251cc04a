import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressText } from '../../src/model/address.ts';
import { Decoder } from '../../src/wire/decode.ts';
import { DECODE, DECODE_REASONS } from '../../src/wire/decode-code.ts';
import { LINK_TYPES } from '../../src/wire/link.ts';
import { type Packet, VIA } from '../../src/wire/packet.ts';
import { ETHERNET, HELLO, hex, INNER4, INNER6, ipv4, ipv6, join, tcp, udp } from './bytes.ts';

const decoder = new Decoder();
const decode = (bytes: Uint8Array, linkType = 1, wireBytes = bytes.length) =>
  decoder.decode(bytes, 0, bytes.length, wireBytes, linkType);
const ethernet = (packet: Uint8Array, type = '0800') => decode(join(ETHERNET(type), packet));

const seen = (packet: Packet = decoder.packet) => ({
  from: `${addressText(packet.words)} ${packet.sourcePort}`,
  to: `${addressText(packet.words, 4)} ${packet.destinationPort}`,
  payload: new TextDecoder().decode(packet.bytes.subarray(packet.payloadStart, packet.payloadEnd)),
});
const FOUR = { from: '10.0.0.1 1024', to: '10.0.0.2 53', payload: 'hello' };
const SIX = { from: '2001:db8::1 1024', to: '2001:db8::2 53', payload: 'hello' };

describe('link layers', () => {
  const SNAP = hex('aaaa03 000000 0800');
  it.each([
    ['Ethernet', 1, ETHERNET('0800')],
    ['802.1Q', 1, join(ETHERNET('8100'), hex('0064 0800'))],
    ['QinQ, 802.1ad', 1, join(ETHERNET('88a8'), hex('0064 8100 0065 0800'))],
    ['QinQ, old type', 1, join(ETHERNET('9100'), hex('0064 8100 0065 0800'))],
    ['802.3 with SNAP', 1, join(ETHERNET('0029'), SNAP)],
    ['802.3 with the IP service access point', 1, join(ETHERNET('0024'), hex('060603'))],
    ['MPLS, two labels', 1, join(ETHERNET('8847'), hex('00010040 00011140'))],
    ['MPLS, pseudowire', 1, join(ETHERNET('8847'), hex('00011140'), ETHERNET('0800'))],
    [
      'MPLS, pseudowire with control word',
      1,
      join(ETHERNET('8847'), hex('00010040 00011140 00000001'), ETHERNET('0800')),
    ],
    [
      'MPLS, pseudowire of a tagged frame to an address like a version',
      1,
      join(ETHERNET('8847'), hex('00011140 45000000000b 02000000000a 8100 0064 0800')),
    ],
    ['Cisco metadata', 1, join(ETHERNET('8909'), hex('01 01 0001 0002 0800'))],
    ['PPPoE', 1, join(ETHERNET('8864'), hex('11 00 0001 0023 0021'))],
    ['raw', 101, hex('')],
    ['raw IPv4', 228, hex('')],
    ['null, little-endian', 0, hex('02000000')],
    ['null, big-endian', 0, hex('00000002')],
    ['loop', 108, hex('00000002')],
    ['Linux cooked', 113, hex('0000 0001 0006 02000000000a 0000 0800')],
    ['Linux cooked 2', 276, hex('0800 0000 00000002 0001 00 06 02000000000a 0000')],
    ['PPP', 9, hex('ff03 0021')],
    ['PPP without framing', 9, hex('0021')],
    ['PPP, protocol field compressed', 9, hex('21')],
    ['PPP serial', 50, hex('ff03 0021')],
    ['Cisco HDLC', 50, hex('0f00 0800')],
  ])('%s', (_name, linkType, header) => {
    expect(decode(join(header, INNER4), linkType)).toBe(DECODE.OK);
    expect(seen()).toEqual(FOUR);
  });

  it.each([
    ['raw IPv6', 229, hex('')],
    ['null, FreeBSD', 0, hex('1c000000')],
    ['null, macOS, big-endian', 0, hex('0000001e')],
    ['PPP', 9, hex('0057')],
    ['Ethernet', 1, ETHERNET('86dd')],
  ])('IPv6 over %s', (_name, linkType, header) => {
    expect(decode(join(header, INNER6), linkType)).toBe(DECODE.OK);
    expect(seen()).toEqual(SIX);
  });

  it('keeps the addresses of the outermost frame', () => {
    ethernet(INNER4);
    expect([...decoder.packet.mac]).toEqual([0x020000, 0x00000a, 0x020000, 0x00000b]);
    decode(INNER4, 101);
    expect([...decoder.packet.mac]).toEqual([0, 0, 0, 0]);
  });

  it('says why not', () => {
    expect(ethernet(hex('0001 0800 06 04 0001'), '0806')).toBe(DECODE.NOT_IP); // ARP
    expect(ethernet(hex('424203 0000'), '0005')).toBe(DECODE.NOT_IP); // spanning tree
    expect(decode(hex('02000000000b 0200'))).toBe(DECODE.TRUNCATED_LINK);
    expect(decode(INNER4, 147)).toBe(DECODE.UNKNOWN_LINK);
    const tags = hex('0064 8100'.repeat(20));
    expect(ethernet(join(tags, INNER4), '8100')).toBe(DECODE.TOO_DEEP);
    for (const code of Object.values(DECODE)) expect(DECODE_REASONS[code]).toBeTypeOf('string');
  });
});

describe('802.11', () => {
  const SNAP = hex('aaaa03 000000 0800');
  const STATION = '020000000001';
  const ACCESS = '020000000002';
  const HOST = '020000000003';
  const addresses = (...three: string[]) => hex(`0000 ${three.join(' ')} 1000`);
  const TO = join(hex('0801'), addresses(ACCESS, STATION, HOST));
  const FROM = join(hex('8802'), addresses(STATION, ACCESS, HOST), hex('0000'));
  const RADIOTAP = hex('0000 0d00 04800200 02 00 00 00 00');
  const FCS = hex('deadbeef');

  it.each([
    ['from a station', 105, TO],
    ['to a station, with quality of service', 105, FROM],
    ['without an access point', 105, join(hex('0800'), addresses(HOST, STATION, ACCESS))],
    [
      'between access points, with quality of service and HT control',
      105,
      join(hex('8883'), addresses(ACCESS, ACCESS, HOST), hex(STATION), hex('0000 00000000')),
    ],
    ['radiotap', 127, join(RADIOTAP, TO)],
    [
      'radiotap of two antennas, with time and flags',
      127,
      join(hex('0000 1900 030000a0 01000000'), hex('00000000 0102030405060708 00'), TO),
    ],
    ['radiotap, header padded to four', 127, join(hex('0000 0900 02000000 20'), FROM, hex('0000'))],
    ['Prism', 119, join(hex('44000000 90000000'), new Uint8Array(136), TO)],
    ['AVS', 163, join(hex('80211001 00000040'), new Uint8Array(56), TO)],
    ['AVS named Prism', 119, join(hex('80211001 00000040'), new Uint8Array(56), TO)],
    ['PPI', 192, join(hex('0000 0800 69000000'), TO)],
  ])('%s', (_name, linkType, header) => {
    expect(decode(join(header, SNAP, INNER4), linkType)).toBe(DECODE.OK);
    expect(seen()).toEqual(FOUR);
    expect(decoder.packet.encapsulation).toBe(0);
  });

  it('knows who sent a frame and for whom it is', () => {
    decode(join(TO, SNAP, INNER4), 105);
    expect([...decoder.packet.mac]).toEqual([0x020000, 1, 0x020000, 3]);
    decode(join(FROM, SNAP, INNER4), 105);
    expect([...decoder.packet.mac]).toEqual([0x020000, 3, 0x020000, 1]);
  });

  it('never takes the checksum behind a frame for payload', () => {
    const offload = INNER4.slice();
    offload[2] = offload[3] = 0;
    const common = hex('0000 2000 69000000 0200 1400 0000000000000000 0100 00000000000000000000');
    for (const [header, linkType] of [
      [hex('0000 0900 02000000 10'), 127],
      [common, 192],
    ] as const) {
      expect(decode(join(header, TO, SNAP, offload, FCS), linkType)).toBe(DECODE.OK);
      expect(decoder.packet.payloadBytes).toBe(5);
    }
  });

  it('says why not', () => {
    const with1 = (flags: string, tail = hex('')) =>
      decode(join(hex(`88${flags}`), FROM.subarray(2), tail, SNAP, INNER4), 105);
    expect(with1('42')).toBe(DECODE.WLAN_PROTECTED);
    expect(with1('06')).toBe(DECODE.WLAN_PARTS); // more pieces follow
    const second = join(TO, SNAP, INNER4);
    second[22] = 0x11;
    expect(decode(second, 105)).toBe(DECODE.WLAN_PARTS);
    const several = join(FROM, SNAP, INNER4);
    several[24] = 0x80;
    expect(decode(several, 105)).toBe(DECODE.WLAN_PARTS);
    const damaged = hex('0000 0900 02000000 50');
    expect(decode(join(damaged, TO, SNAP, INNER4, FCS), 127)).toBe(DECODE.WLAN_DAMAGED);
    expect(decode(join(hex('8000'), TO.subarray(2), SNAP), 105)).toBe(DECODE.NOT_IP); // beacon
    expect(decode(join(hex('4801'), TO.subarray(2)), 105)).toBe(DECODE.NOT_IP); // no data
    const eapol = join(TO, hex('aaaa03 000000 888e 0203005f'));
    expect(decode(eapol, 105)).toBe(DECODE.NOT_IP);
    expect(decode(TO.subarray(0, 20), 105)).toBe(DECODE.TRUNCATED_LINK);
    expect(decode(hex('0000 ff00 00000000'), 127)).toBe(DECODE.TRUNCATED_LINK);
    expect(decode(join(hex('0000 0800 01000000'), TO), 192)).toBe(DECODE.NOT_IP);
  });
});

describe('IP', () => {
  it('skips IPv4 options', () => {
    const packet = ipv4(17, udp(1024, 53, HELLO));
    const options = join(packet.subarray(0, 20), hex('94040000'), packet.subarray(20));
    options[0] = 0x46;
    options[3] = options.length;
    expect(ethernet(options)).toBe(DECODE.OK);
    expect(seen()).toEqual(FOUR);
  });

  it('takes total length 0 as the length of the frame (segmentation offload)', () => {
    const packet = ipv4(6, tcp(new Uint8Array(3000)));
    packet[2] = 0;
    packet[3] = 0;
    expect(ethernet(packet)).toBe(DECODE.OK);
    expect(decoder.packet).toMatchObject({ ipBytes: 3040, payloadBytes: 3000 });
  });

  it('never takes padding for payload', () => {
    expect(ethernet(join(INNER4, new Uint8Array(13)))).toBe(DECODE.OK);
    expect(seen()).toEqual(FOUR);
    expect(decoder.packet).toMatchObject({ ipBytes: 33, payloadBytes: 5, cut: false });
  });

  it('tells what was cut off', () => {
    const frame = join(ETHERNET('0800'), ipv4(17, udp(1024, 53, new Uint8Array(500))));
    expect(decoder.decode(frame, 0, 68, frame.length, 1)).toBe(DECODE.OK);
    const { payloadStart, payloadEnd, payloadBytes, ipBytes, cut } = decoder.packet;
    expect([payloadEnd - payloadStart, payloadBytes, ipBytes, cut]).toEqual([26, 500, 528, true]);
  });

  it('walks IPv6 extension headers, the authentication header and an atomic fragment', () => {
    const chain = join(
      hex('2b 00 050200000100'), // hop-by-hop → routing
      hex('3c 00 0000 00000000'), // routing → destination options
      hex('33 00 010400000000'), // destination options → authentication
      hex('2c 01 0000 00000001 00000001'), // authentication, 3 words → fragment
      hex('11 00 0000 00000001'), // offset 0, no more → UDP
      udp(1024, 53, HELLO),
    );
    expect(ethernet(ipv6(0, chain), '86dd')).toBe(DECODE.OK);
    expect(seen()).toEqual(SIX);
    const endless = join(hex('3c00 0000 00000000'.repeat(40)));
    expect(ethernet(ipv6(60, endless), '86dd')).toBe(DECODE.TOO_DEEP);
  });

  it('refuses impossible headers', () => {
    const short = ipv4(17, udp(1024, 53, HELLO));
    short[0] = 0x44;
    expect(ethernet(short)).toBe(DECODE.BAD_IP);
    const total = ipv4(17, udp(1024, 53, HELLO));
    total[3] = 19;
    expect(ethernet(total)).toBe(DECODE.BAD_IP);
    expect(ethernet(hex('4500'))).toBe(DECODE.TRUNCATED_IP);
    expect(ethernet(hex('90000000'))).toBe(DECODE.BAD_IP);
  });
});

describe('transport', () => {
  it('reads TCP and skips its options', () => {
    const segment = tcp(hex('01010101 68656c6c6f'));
    segment[12] = 0x60;
    expect(ethernet(ipv4(6, segment))).toBe(DECODE.OK);
    expect(seen()).toEqual({ from: '10.0.0.1 1024', to: '10.0.0.2 80', payload: 'hello' });
    expect(decoder.packet).toMatchObject({ tcpFlags: 0x18, checksum: 0xabcd });
    expect(decoder.packet.tcpSequence >>> 0).toBe(0x80000001);
    expect(decoder.packet.tcpAcknowledgment >>> 0).toBe(0x80000002);
  });

  it('refuses impossible TCP and UDP headers', () => {
    const below = tcp(HELLO);
    below[12] = 0x40;
    expect(ethernet(ipv4(6, below))).toBe(DECODE.BAD_TRANSPORT);
    const beyond = tcp(HELLO);
    beyond[12] = 0xf0;
    expect(ethernet(ipv4(6, beyond))).toBe(DECODE.BAD_TRANSPORT);
    expect(ethernet(ipv4(17, hex('0400 0035 0007 0000')))).toBe(DECODE.BAD_TRANSPORT);
    const frame = join(ETHERNET('0800'), ipv4(6, tcp(HELLO)));
    expect(decoder.decode(frame, 0, 40, frame.length, 1)).toBe(DECODE.TRUNCATED_TRANSPORT);
  });

  it('bounds the UDP length by the packet', () => {
    expect(ethernet(ipv4(17, hex('0400 0035 0000 0000 68656c6c6f')))).toBe(DECODE.OK);
    expect(seen()).toEqual(FOUR);
    expect(ethernet(ipv4(17, hex('0400 0035 ffff 0000 68656c6c6f')))).toBe(DECODE.OK);
    expect(decoder.packet.payloadBytes).toBe(5);
  });

  it('reads ICMP, SCTP and what it does not know', () => {
    expect(ethernet(ipv4(1, hex('08 00 1234 0001 0002 68656c6c6f')))).toBe(DECODE.OK);
    expect(seen()).toEqual({ from: '10.0.0.1 0', to: '10.0.0.2 0', payload: 'hello' });
    expect(decoder.packet).toMatchObject({ icmpType: 8, checksum: 0x1234 });
    expect(ethernet(ipv4(132, hex('0400 0035 00000000 00000000 68656c6c6f')))).toBe(DECODE.OK);
    expect(seen()).toEqual(FOUR);
    expect(ethernet(ipv4(50, HELLO))).toBe(DECODE.OK);
    expect(seen().payload).toBe('hello');
    expect(decoder.packet).toMatchObject({ protocol: 50, sourcePort: 0 });
  });
});

describe('encapsulations', () => {
  const gre = (header: string, inner: Uint8Array) => ipv4(47, join(hex(header), inner));
  const frame = join(ETHERNET('0800'), INNER4);
  /** The length is filled in. */
  const gtp = (header: string, inner: Uint8Array) => {
    const message = join(hex(header), inner);
    message[3] = message.length - 8;
    return ipv4(17, udp(2152, 2152, message));
  };
  const TEREDO_AUTHENTICATION = hex('0001 00 00 0000000000000000 00');
  const TEREDO_ORIGIN = hex('0000 fbff f5fffffe');
  it.each([
    ['GRE', VIA.GRE, gre('0000 0800', INNER4), FOUR],
    ['GRE with IPv6', VIA.GRE, gre('0000 86dd', INNER6), SIX],
    [
      'GRE with checksum, key and sequence',
      VIA.GRE,
      gre('b000 0800 00000000 00000001 00000002', INNER4),
      FOUR,
    ],
    [
      'GRE with routing',
      VIA.GRE,
      gre('4000 0800 00000000 0800 00 04 0a000009 00000000', INNER4),
      FOUR,
    ],
    ['GRE with Ethernet', VIA.GRE, gre('0000 6558', frame), FOUR],
    ['GRE with MPLS', VIA.GRE | VIA.MPLS, gre('0000 8847 00011140', INNER4), FOUR],
    ['ERSPAN I', VIA.GRE | VIA.ERSPAN, gre('0000 88be', frame), FOUR],
    ['ERSPAN II', VIA.GRE | VIA.ERSPAN, gre('1000 88be 00000001 1001000000000000', frame), FOUR],
    [
      'ERSPAN III',
      VIA.GRE | VIA.ERSPAN,
      gre('1000 22eb 00000001 20010000 00000000 0000 0000', frame),
      FOUR,
    ],
    [
      'ERSPAN III of an IP packet, with platform header',
      VIA.GRE | VIA.ERSPAN,
      gre('1000 22eb 00000001 20010000 00000000 0000 0801 0000000000000000', INNER4),
      FOUR,
    ],
    ['MPLS in IP', VIA.MPLS, ipv4(137, join(hex('00011140'), INNER4)), FOUR],
    ['MPLS in UDP', VIA.MPLS, ipv4(17, udp(50_000, 6635, join(hex('00011140'), frame))), FOUR],
    [
      'Geneve',
      VIA.GENEVE,
      ipv4(17, udp(50_000, 6081, join(hex('0000 6558 00000100'), frame))),
      FOUR,
    ],
    [
      'Geneve with options, of an IP packet',
      VIA.GENEVE,
      ipv4(17, udp(50_000, 6081, join(hex('0240 86dd 00000100 0108 0101 00000000'), INNER6))),
      SIX,
    ],
    ['GTP-U', VIA.GTP_U, gtp('30 ff 0021 00000001', INNER4), FOUR],
    [
      'GTP-U with extension headers',
      VIA.GTP_U,
      gtp('36 ff 0035 00000001 0007 00 85 02 00000000000085 01 000000', INNER6),
      SIX,
    ],
    ['PPTP', VIA.GRE, gre('3081 880b 00230001 00000001 00000001 ff030021', INNER4), FOUR],
    ['IPv4 in IPv4', VIA.IP_IN_IP, ipv4(4, INNER4), FOUR],
    ['6in4', VIA.IP_IN_IP, ipv4(41, INNER6), SIX],
    ['VXLAN', VIA.VXLAN, ipv4(17, udp(5000, 4789, join(hex('0800000000000100'), frame))), FOUR],
    [
      'VXLAN on 8472',
      VIA.VXLAN,
      ipv4(17, udp(5000, 8472, join(hex('0800000000000100'), frame))),
      FOUR,
    ],
    ['Teredo', VIA.TEREDO, ipv4(17, udp(5000, 3544, INNER6)), SIX],
    [
      'Teredo with authentication and origin',
      VIA.TEREDO,
      ipv4(17, udp(3544, 5000, join(TEREDO_AUTHENTICATION, TEREDO_ORIGIN, INNER6))),
      SIX,
    ],
  ])('%s', (_name, bit, packet, expected) => {
    expect(ethernet(packet)).toBe(DECODE.OK);
    expect(seen()).toEqual(expected);
    expect(decoder.packet.encapsulation).toBe(bit);
  });

  it('goes through several', () => {
    expect(ethernet(gre('0000 0800', ipv4(41, INNER6)))).toBe(DECODE.OK);
    expect(seen()).toEqual(SIX);
    expect(decoder.packet.encapsulation).toBe(VIA.GRE | VIA.IP_IN_IP);
    let nested: Uint8Array = INNER4;
    for (let i = 0; i < 20; i++) nested = ipv4(4, nested);
    expect(ethernet(nested)).toBe(DECODE.TOO_DEEP);
  });

  it('falls back to the outer packet when the inside is something else', () => {
    const bits = hex('68656c6c6f 0000000000000000000000000000000000000000000000000000000000000000');
    for (const port of [4789, 8472, 3544, 2152, 6081, 6635]) {
      expect(ethernet(ipv4(17, udp(1024, port, bits)))).toBe(DECODE.OK);
      expect(decoder.packet).toMatchObject({
        sourcePort: 1024,
        destinationPort: port,
        encapsulation: 0,
        payloadBytes: bits.length,
      });
    }
    // A VXLAN header that is right around a frame that is not IP: the outer flow must not be lost.
    const arp = join(hex('0800000000000100'), ETHERNET('0806'), new Uint8Array(28));
    expect(ethernet(ipv4(17, udp(1024, 4789, arp)))).toBe(DECODE.OK);
    expect(decoder.packet).toMatchObject({
      destinationPort: 4789,
      encapsulation: 0,
      payloadBytes: 50,
    });
    expect(ethernet(ipv4(4, hex('ffff')))).toBe(DECODE.OK);
    expect(decoder.packet).toMatchObject({ protocol: 4, payloadBytes: 2, encapsulation: 0 });
    // GTP-U: lengths must fit; other messages, GTP' and version 0 hold no packet.
    for (const header of ['30 ff 0022 00000001', '30 01 0021 00000001', '20 ff 0021 00000001']) {
      expect(ethernet(ipv4(17, udp(2152, 2152, join(hex(header), INNER4))))).toBe(DECODE.OK);
      expect(decoder.packet).toMatchObject({ destinationPort: 2152, encapsulation: 0 });
    }
    const endless = `34 ff 0000 00000001 0000 00 85 ${'01 000085'.repeat(30)}`;
    expect(ethernet(gtp(endless, INNER4))).toBe(DECODE.OK);
    expect(decoder.packet).toMatchObject({ destinationPort: 2152, encapsulation: 0 });
    // Teredo's length must fit.
    const long = INNER6.slice();
    long[5] = 0xff;
    expect(ethernet(ipv4(17, udp(1024, 3544, long)))).toBe(DECODE.OK);
    expect(decoder.packet).toMatchObject({ destinationPort: 3544, encapsulation: 0 });
  });
});

describe('any bytes', () => {
  const samples = [
    join(ETHERNET('0800'), INNER4),
    join(ETHERNET('0800'), ipv4(6, tcp(HELLO))),
    join(ETHERNET('86dd'), INNER6),
    join(
      ETHERNET('0800'),
      ipv4(17, udp(9, 4789, join(hex('0800000000000100'), ETHERNET('0800'), INNER4))),
    ),
    join(ETHERNET('0800'), ipv4(47, join(hex('b000 0800 00000000 00000001 00000002'), INNER4))),
    join(ETHERNET('0800'), ipv4(17, udp(1024, 3544, INNER6))),
    join(ETHERNET('8100'), hex('0064 0800'), ipv4(17, udp(1, 2, HELLO), 0x2000)),
    join(ETHERNET('8847'), hex('00010040 00011140 00000001'), ETHERNET('0800'), INNER4),
    join(ETHERNET('8909'), hex('01 01 0001 0002 0800'), INNER4),
    join(
      ETHERNET('0800'),
      ipv4(
        17,
        udp(2152, 2152, join(hex('34 ff 002d 00000001 0007 00 85 02 00000000000000'), INNER4)),
      ),
    ),
    join(
      ETHERNET('0800'),
      ipv4(17, udp(9, 6081, join(hex('0240 0800 00000100 0108 0101 00000000'), INNER4))),
    ),
    join(ETHERNET('0800'), ipv4(17, udp(9, 6635, join(hex('00011140'), INNER4)))),
    join(
      ETHERNET('0800'),
      ipv4(
        47,
        join(
          hex('1000 22eb 00000001 20010000 00000000 0000 0001 0000000000000000'),
          ETHERNET('0800'),
          INNER4,
        ),
      ),
    ),
    join(
      hex('0000 1900 030000a0 01000000 00000000 0102030405060708 10'),
      hex('8802 0000 020000000001 020000000002 020000000003 1000 0000 aaaa03 000000 0800'),
      INNER4,
    ),
    join(
      hex('0000 0800 69000000 0801 0000 020000000001 020000000002 020000000003 1000'),
      hex('aaaa03 000000 0800'),
      INNER4,
    ),
  ];
  /** A sample with some bytes replaced, or noise. */
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .tuple(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 6 }),
        fc.nat(140),
      )
      .map(([sample, edits, length]) => {
        const bytes = sample.slice(0, length);
        for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
        return bytes;
      }),
  );
  const surrounded = (bytes: Uint8Array) =>
    join(new Uint8Array(9).fill(0x45), bytes, new Uint8Array(99).fill(0x45));

  it('never throws and never leaves the captured range', () => {
    const own = new Decoder();
    fc.assert(
      fc.property(hostile, fc.constantFrom(...LINK_TYPES), fc.nat(300), (bytes, linkType, wire) => {
        const block = surrounded(bytes);
        const end = 9 + bytes.length;
        if (own.decode(block, 9, end, wire, linkType) !== DECODE.OK) return;
        const { payloadStart, payloadEnd, payloadBytes } = own.packet;
        expect(payloadStart).toBeLessThanOrEqual(payloadEnd);
        expect(payloadEnd - payloadStart).toBeLessThanOrEqual(payloadBytes);
        expect(payloadEnd).toBeLessThanOrEqual(
          own.packet.bytes === block ? end : own.packet.bytes.length,
        );
        if (own.packet.bytes === block) expect(payloadStart).toBeGreaterThanOrEqual(9);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads nothing outside the range', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...LINK_TYPES), (bytes, linkType) => {
        const [a, b] = [new Decoder(), new Decoder()];
        const block = surrounded(bytes);
        const code = a.decode(bytes, 0, bytes.length, bytes.length, linkType);
        expect(b.decode(block, 9, 9 + bytes.length, bytes.length, linkType)).toBe(code);
        if (code === DECODE.OK) expect(seen(b.packet)).toEqual(seen(a.packet));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same by the short way as by the long way', () => {
    fc.assert(
      fc.property(hostile, fc.nat(300), (bytes, wire) => {
        const [short, long] = [new Decoder(), new Decoder()];
        const code = short.decode(bytes, 0, bytes.length, wire, 1);
        expect(long.decodeAny(bytes, 0, bytes.length, wire, 1)).toBe(code);
        if (code === DECODE.OK) expect(short.packet).toEqual(long.packet);
      }),
      { numRuns: 3000 },
    );
  });
});
