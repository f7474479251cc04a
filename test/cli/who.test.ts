// `peerwarden who` on leases, connections through a translator and users of a proxy.
import { describe, expect, it } from 'vitest';
import { whoAnswerSchema } from '../../src/model/who-answer.ts';
import { fixture, peerwarden } from './running.ts';

const SITE = fixture('notices/site');
const who = (...words: readonly string[]) => peerwarden(['who', ...words]);

describe('who', () => {
  it('tells who had an address at a minute, with the line that says so', async () => {
    const ran = await who('10.20.1.11', SITE, '--at', '2026-11-22T18:44+01:00');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain('10.20.1.11 at 2026-11-22 17:44:00 UTC: 1 device, 1 person.');
    expect(ran.out).toMatch(
      /device pc-11 \(02:20:00:00:00:11\) with 10\.20\.1\.11\n.*dhcpd\.leases, line \d+ \(dhcpd-leases\)/,
    );
    expect(ran.out).toMatch(/person maria at 10\.20\.1\.11/);
    expect(ran.out).not.toContain('visitor-31');
  });

  it('tells which machines a person used, as JSON and as CSV', async () => {
    const json = await who('MARIA', SITE, '--format', 'json');
    const answer = whoAnswerSchema.parse(JSON.parse(json.out));
    expect(answer.kinds).toEqual(['user']);
    expect(answer.lines.map(({ kind, name, via }) => [kind, name, via])).toEqual([
      ['device', 'pc-11', '10.20.1.11'],
      ['user', 'maria', null],
    ]);
    const csv = await who('maria', SITE, '--format', 'csv');
    expect(csv.out.split('\r\n').slice(0, 2)).toEqual([
      'kind,name,mac,held,via,from,until,endAssumed,path,line,format',
      `device,pc-11,02:20:00:00:00:11,10.20.1.11,10.20.1.11,2026-11-22T12:00:00.000Z,2026-11-22T19:00:00.000Z,false,${SITE}/dhcpd.leases,8,dhcpd-leases`,
    ]);
  });

  it('says that two people were at one address', async () => {
    const ran = await who('10.20.1.12', SITE, '--from', '2026-11-22', '--until', '2026-11-23');
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/1 device, 2 people/);
  });

  it('answers 1 when nothing is known, and says what is near', async () => {
    const ran = await who('10.20.1.11', SITE, '--at', '2026-11-22T19:15');
    expect(ran).toMatchObject({ code: 1, err: '' });
    expect(ran.out).toContain('nothing is known');
    expect(ran.out).toMatch(/ends 2026-11-22T19:00:00\.000Z: device pc-11/);
    expect(ran.out).toMatch(/begins 2026-11-22T19:30:00\.000Z: device visitor-31/);
    expect((await who('nobody', SITE)).code).toBe(1);
  });

  it.each([
    [['10.20.1.11', SITE, '--at', 'noon'], '--at noon is not a time'],
    [['10.20.1.11', SITE, '--at', '2026-11-22', '--from', '2026-11-22'], '--at does not go with'],
    [['10.20.1.11', SITE, '--from', '2026-11-23', '--until', '2026-11-22'], 'lies before'],
    [['10.20.1.11', SITE, '--format', 'xml'], '--format xml is not known'],
    [['10.20.1.11', '/nowhere'], 'PW_EVIDENCE_MISSING'],
    [[' ', SITE], 'nobody named'],
  ])('%j is usage', async (words, said) => {
    const ran = await who(...words);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(said);
  });
});
