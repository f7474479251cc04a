import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adc } from '../../../src/systems/directconnect/adc.ts';
import { adcUdp } from '../../../src/systems/directconnect/adc-udp.ts';
import { adcsTls } from '../../../src/systems/directconnect/tls.ts';
import { MORE, NO, YES } from '../../../src/wire/dissector.ts';
import { captureFlows, recognise } from '../capture-flows.ts';
import { recordingSink } from '../recording-sink.ts';
import {
  ascii,
  inspectDatagrams,
  inspectStream,
  join,
  readDatagrams,
  readStream,
} from '../streams.ts';

const NOTHING = new Uint8Array();
const CID = '2E7KJ3FSENEPN73M6YCD3J3VIOL6VHVST4AJ5VA';
const ROOT = 'XZ6JH34KBWTGDNMNPMPJGI4M25LIUTTEOMLFUEQ';
const FROM_USER = ascii(
  `HSUP ADBASE ADTIGR\nBINF AAAC ID${CID} NIbob\\sthe\\sfirst VE1.23 APncdc I40.0.0.0 SUTCP4,UDP4 U430002 SS700 SF2\n` +
    `HPAS MPXFFBBN535MA23ND3UZKBSQJCI3HO3ZU5EZKWI\nBSCH AAAC TOx ANbig ANfile\nBSCH AAAC TR${ROOT}\n` +
    'DCTM AAAC AAAB ADC/1.0 30002 token\n' +
    `DRES AAAC AAAB FN/films/one.avi SI700\nDRES AAAC AAAB FN/films/two\\savi SI800 TR${ROOT}\n`,
);
const FROM_HUB = ascii(
  'ISUP ADBASE ADTIGR\nISID AAAC\nIINF CT32 VEuhub/0.4.1-release NILab\\shub\nIGPA 2DCFUK2GJOQRHZHP\n' +
    'BINF AAAB IDAVQB NIalice SUTCP4 U430001 I4198.51.100.12\nBINF AAAC CT4\n' +
    `BSCH AAAB ANtheirs\nDRES AAAB AAAC FN/their.iso SI5 TR${ROOT}\nDCTM AAAB AAAC ADC/1.0 30001 token\n`,
);
const RESULT = `URES ${CID} TOx SL5 SI500000 FN/files/big\\sfile.iso TR${ROOT}\n`;

describe('directconnect/adc', () => {
  it('recognises feature lists, and relayed lines in the middle', () => {
    expect(inspectStream(adc, ascii('HSUP ADBASE ADTIGR\n'))).toBe(YES);
    expect(inspectStream(adc, ascii('CSUP ADBASE\n'))).toBe(YES);
    expect(inspectStream(adc, ascii('HSUP AD'))).toBe(MORE);
    const relayed = ascii('BMSG AAAC hello\nBINF AAAB NIbob\n');
    expect(inspectStream(adc, relayed, NOTHING, { midstream: true })).toBe(YES);
  });

  it.each([
    ['SMTP', 'HELO mail.example.org\r\n'],
    ['SMTP over LMTP', 'HSUP\r\n'],
    ['HTTP', 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a list without a feature', 'HSUP ADbase \n'],
    ['a CONNECT', 'CONNECT a.example:443 HTTP/1.1\r\n'],
    ['one relayed line, then another protocol', 'BMSG AAAC hello\nQUIT 12345678\n'],
  ])('does not take %s', (_, text) => {
    expect(inspectStream(adc, ascii(text))).toBe(NO);
  });

  it('reads who logs in, what is shared and sought, and leaves others and passwords alone', () => {
    const { facts, told } = readStream(adc, FROM_USER, FROM_HUB);
    expect(facts.ends[0]).toEqual({
      role: 'operator',
      identity: 'd13ea4ecb22348f6ff6cf6043da7754397ea9eb29f009ed4',
      nick: 'bob the first',
      client: 'ncdc',
      version: '1.23',
      listens: 30_002,
      shareBytes: 700,
      shareFiles: 2,
    });
    expect(facts.ends[1]).toEqual({
      role: 'password hub',
      client: 'uhub',
      version: '0.4.1-release',
    });
    expect(facts.searches).toEqual(['big file']);
    expect(facts.offers).toEqual([
      { id: '', name: '/films/one.avi', size: 700 },
      { id: `tth:${ROOT}`, name: '/films/two avi', size: 800 },
    ]);
    expect(told.map(({ address, port, transport }) => `${address}:${port}/${transport}`)).toEqual([
      '10.0.0.1:30002/udp',
      '10.0.0.1:30002/tcp',
      '198.51.100.12:30001/udp',
      '198.51.100.12:30001/tcp',
    ]);
    expect(JSON.stringify(facts)).not.toContain('MPXFFBBN');
  });

  it('passes over the file data behind CSND', () => {
    const { facts } = readStream(
      adc,
      join(ascii(`CSND file TTH/${ROOT} 0 11\n`), ascii('CINF NIeve\n'), ascii('CINF NIbob\n')),
    );
    expect(facts.contents).toEqual([{ id: `tth:${ROOT}` }]);
    expect(facts.ends[0]).toEqual({ role: 'uploader', nick: 'bob' });
  });

  it('neither throws nor reads past the end, and tells the same however the stream is cut', () => {
    const whole = readStream(adc, FROM_USER).facts;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.uint8Array({ maxLength: 60 }),
        (size, tail) => {
          expect(readStream(adc, FROM_USER, NOTHING, size).facts).toEqual(whole);
          const bytes = join(FROM_HUB.slice(0, size * 4), tail);
          inspectStream(adc, bytes, tail);
          readStream(adc, tail, bytes, size);
        },
      ),
    );
  });
});

describe('directconnect/adc-udp', () => {
  it('recognises and reads results', () => {
    expect(inspectDatagrams(adcUdp, ascii(RESULT))).toBe(YES);
    const { facts, told } = readDatagrams(
      adcUdp,
      [0, ascii(RESULT)],
      [0, ascii(RESULT.replace('big', 'old'))],
    );
    expect(facts.offers.map(({ name }) => name)).toEqual([
      '/files/big file.iso',
      '/files/old file.iso',
    ]);
    expect(facts.ends[0].identity).toHaveLength(48);
    expect(told[0]).toMatchObject({ address: '192.0.2.1', port: 4662, transport: 'both' });
  });

  it('does not take a client id of other characters or another end', () => {
    expect(inspectDatagrams(adcUdp, ascii(RESULT.replace('2E7K', '1E7K')))).toBe(NO);
    expect(inspectDatagrams(adcUdp, ascii(RESULT.replace('J5VA ', 'J5VB ')))).toBe(NO);
    expect(inspectDatagrams(adcUdp, ascii(RESULT.slice(0, 44)))).toBe(NO);
  });
});

describe('directconnect/adcs', () => {
  const shown = (alpn: string[], certificateNames: string[] = []) =>
    adcsTls.handshake({ sni: null, alpn, certificateNames }, recordingSink('tcp'));

  it('is told by ALPN and by certificates made from client ids', () => {
    expect(shown(['adc'])).toBe(true);
    expect(shown(['adc', 'nmdc'])).toBe(true);
    expect(shown([], [CID])).toBe(true);
    expect(shown([], ['DCPlusPlus (OSS/SelfSigned)'])).toBe(true);
  });

  it('is not told by other names', () => {
    expect(shown(['h2', 'http/1.1'], ['www.example.org'])).toBe(false);
    expect(shown([], [`${CID.slice(0, 38)}B`])).toBe(false);
  });
});

describe('the captures', () => {
  const fixture = (name: string) =>
    captureFlows(new URL(`../../../fixtures/directconnect/${name}`, import.meta.url).pathname);

  it('are named in every plain flow', () => {
    const named = fixture('adc.pcap').map((flow) => recognise(flow, [adc, adcUdp])?.dissector.id);
    expect(named.sort()).toEqual([
      ...new Array(4).fill('directconnect/adc'),
      'directconnect/adc-udp',
    ]);
  });

  it('are named over TLS only where results are in clear text', () => {
    const named = fixture('adcs.pcap').map((flow) => recognise(flow, [adc, adcUdp])?.dissector.id);
    expect(named.filter((id) => id === 'directconnect/adc-udp')).toHaveLength(3);
    expect(named.filter((id) => id === undefined)).toHaveLength(6);
  });
});
