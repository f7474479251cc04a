import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nmdc } from '../../../src/systems/directconnect/nmdc.ts';
import { nmdcUdp } from '../../../src/systems/directconnect/nmdc-udp.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { captureFlows, recognise } from '../capture-flows.ts';
import {
  ascii,
  inspectDatagrams,
  inspectStream,
  join,
  readDatagrams,
  readStream,
} from '../streams.ts';

const NOTHING = new Uint8Array();
const LOCK = ascii('$Lock EXTENDEDPROTOCOLABCABCABC Pk=LABHUB|');
const FROM_HUB = ascii(
  '$Lock EXTENDEDPROTOCOLABCABCABC Pk=LABHUB|$HubName The hub|$GetPass|$Hello bob|' +
    '$MyINFO $ALL eve <++ V:0.868,M:A,H:1/0/0,S:3>$ $20\x01$$999$|$OpList amy$$|' +
    '$Search 198.51.100.13:412 F?T?0?1?not ours|' +
    '$SR eve pub\\their file.iso\x05500 1/3\x05TTH:XZ6JH34KBWTGDNMNPMPJGI4M25LIUTTEOMLFUEQ (198.51.100.11:411)\x05bob|' +
    '$ConnectToMe bob 198.51.100.13:3412|',
);
const FROM_USER = ascii(
  '$Supports NoHello |$Key \x14\xd1|$ValidateNick bob|$MyPass secret|$Version 1,0091|' +
    '$MyINFO $ALL bob films <EiskaltDC++ V:2.4.2,M:P,H:1/0/0,S:3>$ $20\x01$$1040231$|' +
    '$Search Hub:bob F?T?0?1?big$file|$Search Hub:bob F?T?0?9?TTH:XZ6JH34KBWTGDNMNPMPJGI4M25LIUTTEOMLFUEQ|' +
    '$SR bob films\\one.avi\x05700 2/3\x05Hub (198.51.100.11:411)\x05eve|' +
    '$SR bob films\\two.avi\x05800 2/3\x05Hub (198.51.100.11:411)\x05eve|',
);
const RESULT =
  '$SR ncshare \\files\\big-file.iso\x05500000 5/5\x05TTH:XZ6JH34KBWTGDNMNPMPJGI4M25LIUTTEOMLFUEQ (198.51.100.11:411)|';

describe('directconnect/nmdc', () => {
  it('recognises a hub by its lock, clients by their nick and lock', () => {
    expect(inspectStream(nmdc, NOTHING, LOCK, { first: 1 })).toBe(YES);
    expect(inspectStream(nmdc, ascii('$MyNick bob|'))).toBe(MORE);
    expect(inspectStream(nmdc, ascii('$MyNick bob|$Lock x Pk=y|'))).toBe(YES);
    expect(inspectStream(nmdc, LOCK.slice(0, 30))).toBe(MORE);
  });

  it.each([
    ['NMEA', '$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n'],
    ['Redis', '$5\r\nhello\r\n*2\r\n$3\r\nfoo\r\n'],
    ['a shell variable', '$LockFile=/tmp/x; $Path|grep a'],
  ])('does not take %s', (_, text) => {
    expect(inspectStream(nmdc, ascii(text))).toBe(NO);
  });

  it('does not take one command that is followed by something else', () => {
    expect(inspectStream(nmdc, ascii('$MyNick bob|and then?'), undefined, { ended: true })).toBe(
      NO,
    );
  });

  it('reads who logs in, what is shared and sought, and leaves others and passwords alone', () => {
    const { facts, told } = readStream(nmdc, FROM_USER, FROM_HUB);
    expect(facts.ends[0]).toEqual({
      role: 'passive',
      nick: 'bob',
      client: 'EiskaltDC++',
      version: '2.4.2',
      shareBytes: 1_040_231,
    });
    expect(facts.ends[1]).toEqual({ role: 'password hub', client: 'LABHUB' });
    expect(facts.searches).toEqual(['big file']);
    expect(facts.offers.map(({ name, size }) => [name, size])).toEqual([
      ['films\\one.avi', 700],
      ['films\\two.avi', 800],
    ]);
    expect(facts.contents).toEqual([
      { id: 'tth:XZ6JH34KBWTGDNMNPMPJGI4M25LIUTTEOMLFUEQ' },
      { id: 'tth:XZ6JH34KBWTGDNMNPMPJGI4M25LIUTTEOMLFUEQ', name: 'pub\\their file.iso', size: 500 },
    ]);
    expect(told.map(({ address, port, transport }) => `${address}:${port}/${transport}`)).toEqual([
      '198.51.100.13:412/udp',
      '198.51.100.13:3412/tcp',
    ]);
    expect(JSON.stringify(facts)).not.toContain('secret');
  });

  it('passes over the file data behind $ADCSND', () => {
    const data = join(
      ascii('$ADCSND file files.xml.bz2 0 9|'),
      ascii('$GetPass|'),
      ascii('$MyNick bob|'),
    );
    const { facts } = readStream(nmdc, data);
    expect(facts.contents).toEqual([{ id: '', name: 'files.xml.bz2' }]);
    expect(facts.ends[0]).toEqual({ nick: 'bob' });
  });

  it('neither throws nor reads past the end, and tells the same however the stream is cut', () => {
    const whole = readStream(nmdc, FROM_USER).facts;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.uint8Array({ maxLength: 60 }),
        (size, tail) => {
          expect(readStream(nmdc, FROM_USER, NOTHING, size).facts).toEqual(whole);
          const bytes = join(FROM_HUB.slice(0, size * 4), tail);
          inspectStream(nmdc, bytes, tail);
          readStream(nmdc, tail, bytes, size);
        },
      ),
    );
  });
});

describe('directconnect/nmdc-udp', () => {
  it('recognises and reads a result', () => {
    expect(inspectDatagrams(nmdcUdp, ascii(RESULT))).toBe(YES);
    const { facts, told } = readDatagrams(
      nmdcUdp,
      [0, ascii(RESULT)],
      [0, ascii(RESULT.replace('big', 'old'))],
    );
    expect(facts.offers.map(({ name }) => name)).toEqual([
      '\\files\\big-file.iso',
      '\\files\\old-file.iso',
    ]);
    expect(facts.offers[0]).toMatchObject({
      id: 'tth:XZ6JH34KBWTGDNMNPMPJGI4M25LIUTTEOMLFUEQ',
      size: 500_000,
    });
    expect(told[0]).toMatchObject({ address: '198.51.100.11', port: 411 });
  });

  it('does not take text that only begins so', () => {
    expect(inspectDatagrams(nmdcUdp, ascii('$SR is a variable of this shell (1/2)'))).toBe(NO);
    expect(inspectDatagrams(nmdcUdp, ascii(RESULT.slice(0, 60)))).toBe(NO);
  });
});

describe('the capture', () => {
  it('is named in every flow', () => {
    const path = new URL('../../../fixtures/directconnect/nmdc.pcap', import.meta.url).pathname;
    const named = captureFlows(path).map((flow) => recognise(flow, [nmdc, nmdcUdp]));
    expect(named.map((one) => one?.dissector.id).sort()).toEqual([
      ...new Array(7).fill('directconnect/nmdc'),
      ...new Array(2).fill('directconnect/nmdc-udp'),
    ]);
    const users = named.flatMap((one) => one?.sink.facts.ends ?? []).map(({ client }) => client);
    expect(users).toEqual(expect.arrayContaining(['EiskaltDC++', 'ncdc', 'microdc2', 'LABHUB']));
  });
});
