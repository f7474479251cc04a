// covers: I7
// Which names look as if they should not leave the house, and which only sound like it.
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { senseOf, wordList } from '../../../src/cases/exposure/name-sense.ts';
import { placeOf } from '../../../src/cases/exposure/shared-place.ts';

const list = wordList();
const sure = (name: string, size?: number) => senseOf(name, size, list)?.sure ?? null;

describe('names on offer', () => {
  it('the three words that the paper searched for, as documents', () => {
    for (const name of ['resume.doc', 'CV.pdf', 'cv_2003.rtf', 'policy.doc', 'Email Policy v2.pdf'])
      expect(sure(name), name).toBe('likely');
  });

  it('the paper’s file of the operating system: by name and size, or possibly by name alone', () => {
    expect(sure('clock.avi', 82_944)).toBe('likely');
    expect(sure('clock.avi')).toBe('possible');
    expect(sure('clock.avi', 700_000_000)).toBe('possible');
    expect(sure('C:\\WINDOWS\\system32\\kernel32.dll')).toBe('likely');
  });

  it('words end where words end', () => {
    for (const name of [
      'cvs.txt',
      'CVSROOT.pdf',
      'policyholder.doc',
      'presumed.doc',
      'Vertragen.mp3',
    ])
      expect(sure(name), name).toBeNull();
  });

  it('a song, a film, a program that sound like it are weak', () => {
    for (const name of [
      'Depeche Mode - Policy of Truth.mp3',
      'The Secret.2006.avi',
      'Il contratto.mkv',
      'Password Recovery.exe',
      'policy.conf',
      'set-iam-policy.1.gz',
    ])
      expect(sure(name), name).toBe('weak');
  });

  it('other languages and scripts', () => {
    for (const [name, topic] of [
      ['Résumé_Müller2024.PDF', 'application'],
      ['Lebenslauf Müller.docx', 'application'],
      ['Gehaltsabrechnung Mai.pdf', 'pay'],
      ['Arbeitsvertrag.docx', 'agreement'],
      ['bulletin de paie mars.pdf', 'pay'],
      ['nómina enero.xls', 'pay'],
      ['Contraseñas.txt', 'secret'],
      ['busta paga.pdf', 'pay'],
      ['fatura.pdf', 'pay'],
      ['loonstrook.pdf', 'pay'],
      ['umowa o pracę.pdf', 'agreement'],
      ['договор аренды.docx', 'agreement'],
      ['Паспорта сотрудников.xls', 'identity'],
      ['履歴書.xlsx', 'application'],
      ['社外秘_計画.pptx', 'confidential'],
      ['王小明简历.doc', 'application'],
      ['이력서.hwp.doc', 'application'],
      ['السيرة الذاتية.pdf', 'application'],
      ['כ passport.pdf', 'identity'],
    ] as const) {
      const sense = senseOf(name, undefined, list);
      expect(sense?.sure, name).toBe('likely');
      expect(sense!.topics, name).toContain(topic);
    }
  });

  it('papers as pictures, key stores, mailboxes', () => {
    expect(sure('passport scan.jpg')).toBe('likely');
    expect(sure('salary.jpg')).toBe('possible');
    expect(sure('contracts.zip')).toBe('possible');
    expect(sure('bank.kdbx')).toBe('likely');
    expect(sure('outlook.pst')).toBe('likely');
    expect(sure('holiday.avi')).toBeNull();
    expect(sure('')).toBeNull();
  });

  it('a site’s own words', () => {
    const own = wordList(['Nordlicht', 'proj*']);
    expect(senseOf('Nordlicht-Plan.doc', undefined, own)).toMatchObject({
      topics: ['policy'],
      sure: 'likely',
    });
    expect(senseOf('projekt.zip', undefined, own)?.sure).toBe('possible');
    expect(senseOf('Nordlicht.doc', undefined, list)).toBeNull();
  });

  it('take any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(), (name, size) => {
        senseOf(name, size, list);
        placeOf(name);
      }),
    );
  });

  it('meets none of this project’s own files', () => {
    const root = new URL('../../../', import.meta.url);
    const names = ['src', 'docs', 'test', 'fixtures'].flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }),
    );
    expect(names.length).toBeGreaterThan(1000);
    // `fixtures/policy` and the like are folders and lists: possible at most.
    expect(names.filter((name) => sure(name) === 'likely')).toEqual([]);
  });
});

describe('places on disk', () => {
  it('drives, servers, the system, a person’s folder', () => {
    for (const [path, kind] of [
      ['C:\\', 'drive'],
      ['d:', 'drive'],
      ['/', 'drive'],
      ['\\\\srv1\\finance\\2003', 'server'],
      ['//srv1/finance', 'server'],
      ['smb://srv1/finance', 'server'],
      ['/mnt/nas/music', 'server'],
      ['/srv/share', 'server'],
      ['C:\\WINDOWS\\Media\\clock.avi', 'system'],
      ['C:\\Program Files\\Kazaa', 'system'],
      ['/etc/passwd', 'system'],
      ['C:\\Documents and Settings\\eve', 'profile'],
      ['C:\\Users\\eve\\Documents\\cv.doc', 'profile'],
      ['/home/eve', 'profile'],
      ['/home/eve/Desktop/cv.doc', 'profile'],
    ] as const)
      expect(placeOf(path)?.kind, path).toBe(kind);
  });

  it('not the folders that are there to be shared from', () => {
    for (const path of [
      'C:\\Users\\eve\\Downloads',
      'C:\\My Shared Folder',
      'D:\\Music\\a.mp3',
      '/home/eve/Music/b.mp3',
      '/data/torrents',
      'Music/a.mp3',
      '',
    ])
      expect(placeOf(path), path).toBeNull();
  });
});
