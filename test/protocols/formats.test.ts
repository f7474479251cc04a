import { describe, expect, it } from 'vitest';
import { carriers } from '../../src/protocols/index.ts';
import { type Conversation, datagrams, fixture, named, talk } from './conversation.ts';

const ALL = carriers({ http: [], tls: [], websocket: [] });

const expectOnly = (conversation: Conversation, ...ids: string[]) =>
  expect(named(ALL, conversation)).toEqual(ids);

describe('exactly one dissector names', () => {
  it.each([
    ['http-web', 'http'],
    ['http-chunked', 'http'],
    ['http-connect', 'http'],
    ['tls12', 'tls'],
    ['tls13', 'tls'],
    ['socks5-connect', 'socks'],
    ['socks5-password', 'socks'],
    ['ssh', 'ssh'],
    ['dns', 'dns'],
    ['mdns', 'mdns'],
    ['quic', 'quic'],
    ['mqtt', 'mqtt'],
    ['postgresql', 'postgresql'],
    ['redis', 'redis'],
    ['ftp', 'ftp'],
    ['http2', 'http2'],
    ['iperf3', 'iperf3'],
    ['ssdp', 'ssdp'],
  ])('the captured %s', (name, id) => {
    expectOnly(fixture(name), id);
  });

  it('stun is asked before the DTLS that follows it', () => {
    expect(named(ALL, fixture('stun'))).toEqual(['stun', 'dtls']);
  });

  it.each(['utp', 'mse'])('nobody names the captured %s', (name) => {
    expectOnly(fixture(name));
  });
});

describe('services by their first words', () => {
  it.each([
    ['smtp', talk(25, '< 220 mail.example ESMTP Postfix\r\n')],
    ['smtp', talk(2525, '< 220 mail.example\r\n', '> EHLO me.example\r\n')],
    ['ftp', talk(2121, '< 220 welcome\r\n', '> USER anonymous\r\n')],
    ['pop3', talk(110, '< +OK ready\r\n')],
    ['imap', talk(143, '< * OK [CAPABILITY IMAP4rev1] ready\r\n')],
    ['irc', talk(6667, '> NICK bob\r\nUSER bob 0 * :Bob\r\n')],
    ['xmpp', talk(5222, "> <?xml version='1.0'?><stream:stream xmlns='jabber:client'")],
    ['vnc', talk(5900, '< RFB 003.008\n')],
    ['memcached', talk(11211, '> get key\r\n', '< END\r\n')],
    ['mysql', talk(3306, `< \x4a\0\0\0\x0a8.0.36\0${'x'.repeat(67)}`)],
    ['rdp', talk(3389, '> \x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0')],
    ['ldap', talk(389, '> \x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0')],
    ['bgp', talk(179, `> ${'\xff'.repeat(16)}\0\x1d\x01\x04`)],
    ['dce-rpc', talk(135, '> \x05\0\x0b\x03\x10\0\0\0\x10\0\0\0\x01\0\0\0')],
  ])('%s', (id, conversation) => expectOnly(conversation, id));

  it.each([
    ['a greeting alone', talk(4000, '< 220 hello\r\n', '> xyz hello\r\n')],
    ['get without the answer', talk(4000, '> get /file\r\n', '< nothing\r\n')],
    ['Napster', talk(6699, '< 1', '> GET', '> bob "a.mp3" 0')],
    ['Direct Connect', talk(411, '< $Lock EXTENDEDPROTOCOL Pk=hub|')],
    ['Gnutella', talk(6346, '> GNUTELLA CONNECT/0.6\r\n\r\n')],
    ['eDonkey', talk(4662, '> \xe3\x29\0\0\0\x01\x10\x01\x02\x03\x04\x05\x0e')],
    ['Soulseek', talk(2242, '> \x10\0\0\0\x01\0\0\0\x03\0\0\0bob')],
    ['BitTorrent', talk(6881, `> \x13BitTorrent protocol${'\0'.repeat(8)}`)],
  ])('nobody names %s', (_what, conversation) => expectOnly(conversation));
});

describe('services by one datagram', () => {
  it.each([
    ['ntp', datagrams(123, `23 00 06 ec ${'00'.repeat(44)}`)],
    ['dhcp', datagrams(67, `01 01 06 00 ${'00'.repeat(232)} 63825363 350101ff`)],
    ['ssdp', datagrams(1900, Buffer.from('M-SEARCH * HTTP/1.1\r\n').toString('hex'))],
    ['snmp', datagrams(161, '3018 020101 0406 7075626c6963 a00b 020101 020100 020100 3000')],
    ['syslog', datagrams(514, Buffer.from('<34>Oct 11 22:14:15 host su: x').toString('hex'))],
    ['sip', datagrams(5060, Buffer.from('OPTIONS sip:a@b SIP/2.0\r\nVia: x').toString('hex'))],
    ['tftp', datagrams(69, `0001 ${Buffer.from('boot.img\0octet\0').toString('hex')}`)],
    ['nat-pmp', datagrams(5351, '0000')],
    ['radius', datagrams(1812, `01 05 0019 ${'ab'.repeat(16)} 01 05 626f62`)],
    [
      'dtls',
      datagrams(
        4000,
        `16 feff 0000 000000000000 0018 01 00000c 0000 000000 00000c ${'00'.repeat(12)}`,
      ),
    ],
    ['iperf3', datagrams(5201, '39383736')],
    [
      'quic',
      datagrams(
        443,
        `> ca 1a2a3a4a 08 ${'11'.repeat(8)} 00 ${'00'.repeat(1185)}`,
        `< 80 00000000 00 08 ${'11'.repeat(8)} 00000001 6b3343cf`,
      ),
    ],
  ])('%s', (id, conversation) => expectOnly(conversation, id));

  it.each([
    [
      'a DHT question',
      datagrams(
        6881,
        Buffer.from('d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q4:ping1:t2:aa1:y1:qe').toString('hex'),
      ),
    ],
    ['a UDP tracker', datagrams(6969, '00000417 27101980 00000000 11223344')],
    ['Kad', datagrams(4672, `e4 20 ${'42'.repeat(33)}`)],
    [
      'BT-SEARCH',
      datagrams(6771, Buffer.from('BT-SEARCH * HTTP/1.1\r\nHost: x\r\n\r\n').toString('hex')),
    ],
    ['WireGuard', datagrams(51820, `01000000 ${'5a'.repeat(144)}`)],
    [
      'an unknown QUIC version',
      datagrams(443, `c0 12345678 08 ${'11'.repeat(8)} 00 ${'00'.repeat(1185)}`),
    ],
  ])('nobody names %s', (_what, conversation) => expectOnly(conversation));
});
