import { describe, expect, it } from 'vitest';
import { dns, dnsTcp, llmnr, mdns, nbns } from '../../src/protocols/dns.ts';
import { ssh } from '../../src/protocols/ssh.ts';
import { stun, stunTcp } from '../../src/protocols/stun.ts';
import { NO, YES } from '../../src/wire/dissector.ts';
import { bytesOf, datagrams, fixture, named, play } from './conversation.ts';

const NAMES = [dns, mdns, llmnr, nbns];

describe('dns', () => {
  it('two questions, two answers', () => {
    const { facts } = play(dns, fixture('dns'));
    expect(facts.carrier).toMatchObject({
      query: 'ext1.example.net',
      type: 'A',
      queries: 2,
      rcode: 0,
    });
    expect(facts.carrier).toMatchObject({ answers: 1, answer: '198.51.100.11' });
  });

  it('odd types, as tunnels use them, are still DNS', () => {
    expect(play(dns, fixture('dns-tunnel-null')).facts.carrier?.['type']).toBe('NULL');
  });

  it('aliases and IPv6 answers', () => {
    const { facts } = play(
      dns,
      datagrams(
        53,
        `1234 8180 0001 0002 0000 0000   # answer: one question, two records
         01 61 02 6e 74 00 001c 0001     # a.nt AAAA IN
         c00c 0005 0001 00000010 0004 01 62 c00e           # CNAME b.nt
         c022 001c 0001 00000010 0010 20010db8000000000000000000000001`,
      ),
    );
    expect(facts.carrier).toMatchObject({ query: 'a.nt', answers: 2, answer: 'b.nt,2001:db8::1' });
  });

  it('over TCP, with two messages', () => {
    const message = '0001 0100 0001 0000 0000 0000 01 61 00 0001 0001';
    const bytes = bytesOf(`0013 ${message} 0013 ${message}`);
    const tcp = { transport: 'tcp' as const, clientPort: 4, serverPort: 53 };
    const { verdict, facts } = play(dnsTcp, { ...tcp, pieces: [{ direction: 0, bytes }] });
    expect(verdict).toBe(YES);
    expect(facts.carrier).toMatchObject({ query: 'a', queries: 2 });
  });

  it.each([
    ['a byte too many', '1234 0100 0001 0000 0000 0000 01 61 00 0001 0001 00'],
    ['a byte too few', '1234 0100 0001 0000 0000 0000 01 61 00 0001 00'],
    ['a count that is not met', '1234 0100 0002 0000 0000 0000 01 61 00 0001 0001'],
    ['a pointer to itself', '1234 0100 0001 0000 0000 0000 c00c 0001 0001'],
    ['a class that is none', '1234 0100 0001 0000 0000 0000 01 61 00 0001 0777'],
    ['a µTP opening', '4100 3039 00000001 00000000 00100000 0001 0000'],
  ])('refuses %s', (_what, hex) => {
    expect(named(NAMES, datagrams(53, hex))).toEqual([]);
  });

  it('refuses µTP as captured', () => {
    expect(named(NAMES, fixture('utp'))).toEqual([]);
  });

  it('mDNS, LLMNR and NetBIOS are told apart', () => {
    const question = '0000 0000 0001 0000 0000 0000 01 61 00 00ff 0001';
    expect(named(NAMES, fixture('mdns'))).toEqual(['mdns']);
    expect(named(NAMES, datagrams(5355, question))).toEqual(['llmnr']);
    expect(named(NAMES, datagrams(4000, question))).toEqual(['dns']);
    const netbios = `8001 0110 0001 0000 0000 0000 20 ${'46'.repeat(32)} 00 0020 0001`;
    expect(named(NAMES, datagrams(137, netbios))).toEqual(['nbns']);
  });
});

describe('stun', () => {
  it('of a browser: both halves of the user name', () => {
    const { verdict, facts } = play(stun, fixture('stun'));
    expect(verdict).toBe(YES);
    expect(facts.carrier?.['username']).toMatch(/^.{4,}:.{4,}$/);
    expect(facts.carrier?.['dtls']).toBe(true);
  });

  const ID = '00112233445566778899aabb';
  it.each([
    ['binding with software', `0001 0008 2112a442 ${ID} 8022 0003 61626300`, YES],
    ['classic with CHANGE-REQUEST', `0001 0008 00000000 ${ID} 0003 0004 00000000`, YES],
    ['classic with an attribute of no kind', `0001 0008 00000000 ${ID} 7777 0004 00000000`, NO],
    ['a length that is not the rest', `0001 000c 2112a442 ${ID} 8022 0003 61626300`, NO],
    ['a method that is none', `003f 0000 2112a442 ${ID}`, NO],
    ['another cookie', `0001 0000 2112a443 ${ID}`, NO],
  ])('%s', (_what, hex, verdict) => {
    expect(play(stun, datagrams(4000, hex)).verdict).toBe(verdict);
  });

  it('over TCP', () => {
    const bytes = bytesOf(`0003 0008 2112a442 ${ID} 8022 0003 61626300`);
    const tcp = { transport: 'tcp' as const, clientPort: 4, serverPort: 3478 };
    const { verdict, facts } = play(stunTcp, { ...tcp, pieces: [{ direction: 0, bytes }] });
    expect(verdict).toBe(YES);
    expect(facts.carrier).toEqual({ turn: true, software: 'abc' });
  });
});

describe('ssh', () => {
  it('both programs', () => {
    const { verdict, facts } = play(ssh, fixture('ssh'));
    expect(verdict).toBe(YES);
    expect(facts.ends.map((end) => end.client)).toEqual(['OpenSSH', 'OpenSSH']);
    expect(facts.ends[0].version).toMatch(/^9\./);
  });

  it('is not what only begins like it', () => {
    expect(play(ssh, fixture('ftp')).verdict).toBe(NO);
    const pieces = [{ direction: 0 as const, bytes: Uint8Array.from(Buffer.from('SSHX-2.0-a\n')) }];
    expect(play(ssh, { transport: 'tcp', clientPort: 4, serverPort: 22, pieces }).verdict).toBe(NO);
  });
});
