import { describe, expect, it } from 'vitest';
import { socks } from '../../src/protocols/socks.ts';
import { NO, YES } from '../../src/wire/dissector.ts';
import { fixture, play, talk } from './conversation.ts';

describe('socks 5', () => {
  it('without sign-in: destination and the exact place of the inner stream', () => {
    const { verdict, facts, inner } = play(socks, fixture('socks5-connect'));
    expect(verdict).toBe(YES);
    expect(facts.carrier).toMatchObject({ version: '5', command: 'connect' });
    expect(facts.carrier?.['destination']).toMatch(/^[\w.]+:\d+$/);
    const { pieces } = fixture('socks5-connect');
    const sent = (direction: number) => pieces.filter((piece) => piece.direction === direction);
    const head = (direction: number) =>
      sent(direction)[0]!.bytes.length + sent(direction)[1]!.bytes.length;
    expect(inner).toEqual([['socks', head(0), head(1)]]);
  });

  it('with user and password: the user alone', () => {
    const { facts, inner } = play(socks, fixture('socks5-password'));
    expect(facts.carrier?.['user']).toBeTruthy();
    expect(inner.length).toBe(1);
    const sent = fixture('socks5-password').pieces.filter((piece) => piece.direction === 0);
    const signIn = sent[1]!.bytes;
    const password = Buffer.from(signIn.slice(3 + signIn[1]!)).toString('latin1');
    expect(JSON.stringify(facts)).not.toContain(password);
  });

  it('UDP association: the relay is an endpoint', () => {
    const { facts, endpoints, inner } = play(
      socks,
      talk(
        1080,
        '> \x05\x01\x00',
        '< \x05\x00',
        '> \x05\x03\x00\x01\0\0\0\0\0\0',
        '< \x05\x00\x00\x01\0\0\0\0\x1f\x90',
      ),
    );
    expect(facts.carrier?.['command']).toBe('associate');
    expect(endpoints).toEqual(['192.0.2.1 8080 udp socks 1']);
    expect(inner).toEqual([]);
  });

  it('a refusal is told', () => {
    const { facts, inner } = play(socks, fixture('socks5-associate'));
    expect(facts.carrier).toMatchObject({ command: 'associate', refused: 7 });
    expect(inner).toEqual([]);
  });

  it('data right behind the reply is the inner stream', () => {
    const { inner } = play(
      socks,
      talk(
        1080,
        '> \x05\x02\x00\x02',
        '< \x05\x00',
        '> \x05\x01\x00\x03\x03a.b\x00\x50',
        '< \x05\0\0\x01\0\0\0\0\0\0SSH-2.0-x\r\n',
      ),
    );
    expect(inner).toEqual([['socks', 14, 12]]);
  });
});

describe('socks 4', () => {
  it('4a: name and user', () => {
    const { facts, inner, verdict } = play(
      socks,
      talk(
        1080,
        '> \x04\x01\x00\x50\0\0\0\x01bob\0www.example.net\0',
        '< \0\x5a\0\0\0\0\0\0',
        '> GET',
      ),
    );
    expect(verdict).toBe(YES);
    expect(facts.carrier).toMatchObject({
      version: '4a',
      user: 'bob',
      destination: 'www.example.net:80',
    });
    expect(inner).toEqual([['socks', 28, 8]]);
  });

  it('4: address, refused', () => {
    const { facts, inner } = play(
      socks,
      talk(1080, '> \x04\x01\x01\xbb\xc0\0\x02\x01\0', '< \0\x5b\0\0\0\0\0\0'),
    );
    expect(facts.carrier).toMatchObject({
      version: '4',
      destination: '192.0.2.1:443',
      refused: 0x5b,
    });
    expect(inner).toEqual([]);
  });
});

describe('look-alikes', () => {
  it.each([
    ['one side alone', ['> \x05\x01\x00', '> \x05\x01\x00\x01']],
    ['a method nobody offered', ['> \x05\x01\x00', '< \x05\x02', '> \x01\x01']],
    ['DCE/RPC', ['> \x05\x00\x0b\x03\x10\0\0\0\x48\0\0\0', '< \x05\x00\x0c\x03']],
    ['an answer of another protocol', ['> \x05\x01\x00', '< HTTP/1.0 400']],
    ['no request after the choice', ['> \x05\x01\x00', '< \x05\x00', '> \x00\x00\x00\x09']],
    ['version 4 without an end', ['> \x04\x01\0\x50\x0a\0\0\x01\x01\x02', '< \0\x5a']],
    ['version 4 with another answer', ['> \x04\x01\0\x50\x0a\0\0\x01\0', '< \x04\x01']],
  ])('%s', (_what, lines) => {
    expect(play(socks, talk(1080, ...lines)).verdict).toBe(NO);
  });
});
