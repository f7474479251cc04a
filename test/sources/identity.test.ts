// What the formats of leases and sign-ins share: dates of locales, identifiers, messages of events; and what must not be
// joined to a person.
import { describe, expect, it } from 'vitest';
import { macOfDuid } from '../../src/sources/identity/duid.ts';
import { LocaleDates } from '../../src/sources/identity/locale-dates.ts';
import { openssh } from '../../src/sources/identity/openssh.ts';
import { messageData } from '../../src/sources/identity/windows-event-message.ts';
import { windowsEvents } from '../../src/sources/identity/windows-events.ts';
import { windowsEventsXml } from '../../src/sources/identity/windows-events-xml.ts';
import { Stamps } from '../../src/sources/text/stamps.ts';
import { readText, reasons, WRITTEN } from './reading.ts';

const dates = () => new LocaleDates(new Stamps({ writtenUntil: WRITTEN }), () => WRITTEN);
const iso = (at: number) => (Number.isNaN(at) ? null : new Date(at).toISOString());

describe('LocaleDates', () => {
  it.each([
    ['11/22/26 05:52:09', '2026-11-22T05:52:09.000Z'],
    ['22.11.2026 05:52:09', '2026-11-22T05:52:09.000Z'],
    ['22/11/2026 05:52:09', '2026-11-22T05:52:09.000Z'],
    ['2026-11-22 05:52:09', '2026-11-22T05:52:09.000Z'],
    ['11/22/2026 5:52:09\u202fPM', '2026-11-22T17:52:09.000Z'],
    ['22/11/2026 5.52.09', '2026-11-22T05:52:09.000Z'],
    ['33/11/2026 05:52:09', null],
  ])('%s', (text, expected) => {
    expect(iso(dates().at(text))).toBe(expected);
  });

  it('takes the reading that lies nearer to when the file was written, until a date tells', () => {
    const some = dates();
    expect(iso(some.at('11/10/2026 00:00:00'))).toBe('2026-11-10T00:00:00.000Z');
    expect(iso(some.at('05/12/2026 00:00:00'))).toBe('2026-05-12T00:00:00.000Z');
    expect(iso(some.at('21/11/2026 00:00:00'))).toBe('2026-11-21T00:00:00.000Z');
    expect(iso(some.at('11/10/2026 00:00:00'))).toBe('2026-10-11T00:00:00.000Z');
  });
});

describe('macOfDuid', () => {
  it.each([
    ['00:01:00:01:2a:0e:88:c3:aa:bb:cc:00:00:05', 'aabbcc000005'],
    ['0:3:0:1:aa:bb:cc:0:0:5', 'aabbcc000005'],
    ['00030001AABBCC000005', 'AABBCC000005'],
    ['00:02:00:00:ab:11', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(macOfDuid(text)).toBe(expected);
  });
});

describe('messages of Windows events', () => {
  const english = 'Subject:\n\tAccount Name:\t\tPC-1$\nNew Logon:\n\tAccount Name:\t\talice\n';
  it.each([
    ['English', english],
    [
      'French',
      'Sujet :\n\tNom du compte :\tPC-1$\nNouvelle ouverture :\n\tNom du compte :\talice\n',
    ],
    ['German', 'Antragsteller:\n\tKontoname:\t\tPC-1$\nNeue Anmeldung:\n\tKontoname:\t\talice\n'],
    ['on one line', 'Subject:   Account Name:  PC-1$    New Logon:   Account Name:  alice'],
  ])('%s', (_, message) => {
    const data = messageData(message);
    expect([data.get('SubjectUserName'), data.get('TargetUserName')]).toEqual(['PC-1$', 'alice']);
  });

  it('with one account only, it is the target', () => {
    expect(messageData('Account Name:\t\talice').get('TargetUserName')).toBe('alice');
  });
});

describe('nobody is joined to a machine', () => {
  const event = (user: string, more: object = {}) =>
    JSON.stringify({
      EventTime: '2026-11-22 05:52:09',
      EventID: 4624,
      SourceName: 'Microsoft-Windows-Security-Auditing',
      Channel: 'Security',
      TargetUserName: user,
      LogonType: '3',
      IpAddress: '10.20.1.5',
      ...more,
    });

  it.each([
    ['PC-12$', 'not kept: account of a machine'],
    ['PC-12$@EXAMPLE.COM', 'not kept: account of a machine'],
    ['SYSTEM', 'not kept: account of the system'],
    ['ANONYMOUS LOGON', 'not kept: account of the system'],
    ['DWM-1', 'not kept: account of the system'],
    ['-', 'not kept: sign-in that names nobody'],
  ])('by %s', (user, reason) => {
    expect(reasons(windowsEvents, event(user))).toEqual([reason]);
  });

  it('by a service, a task, or an address of the machine itself', () => {
    expect(reasons(windowsEvents, event('alice', { LogonType: '5' }))).toEqual([
      'not kept: sign-in of a service or a task',
    ]);
    const [here] = readText(windowsEvents, event('alice', { IpAddress: '::1' })).observations;
    expect(here).not.toHaveProperty('source');
  });
});

it('reads events of Windows however their lines are cut', () => {
  const one =
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4647</EventID><TimeCreated SystemTime='2026-11-22T05:52:09Z'/><Computer>pc</Computer></System><EventData><Data Name='TargetUserName'>alice</Data></EventData></Event>";
  const cut = one.replaceAll('><', '>\n<');
  for (const text of [
    one + one,
    `${cut}\n${cut}`,
    `${cut}${cut}`,
    `<Events>${one}\n${cut}</Events>`,
  ])
    expect(readText(windowsEventsXml, text).observations).toHaveLength(2);
});

it('a name of a user cannot pass for an address', () => {
  const line =
    'Nov 22 05:52:09 gate sshd[1]: Failed password for invalid user x from 10.20.0.1 port 22 ssh2 from 198.51.100.7 port 999 ssh2';
  const [found] = readText(openssh, line).observations;
  expect(found).toMatchObject({ source: '198.51.100.7', user: 'x from 10.20.0.1 port 22 ssh2' });
});
