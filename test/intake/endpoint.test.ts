// A machine's disk, laid out in a folder, with what an adversary could put there: found by package, autostart, unit,
// browser, portable program and firewall; nothing is followed out of it, nothing waited for.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nftExceptions, ufwExceptions } from '../../src/intake/endpoint/firewall.ts';
import { readMachine } from '../../src/intake/endpoint/machine.ts';
import { parseProcNet } from '../../src/intake/endpoint/proc-net.ts';
import type { ProgramObservation } from '../../src/model/observation.ts';
import { peFile, versionResource } from '../sources/pe-file.ts';
import { fixture } from '../sources/reading.ts';

const root = mkdtempSync(join(tmpdir(), 'peerwarden-machine-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};

const ELF = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
const EXTENSION =
  'home/maria/.config/chromium/Default/Extensions/abcdefghijklmnopabcdefghijklmnop/1.2_0';

beforeAll(() => {
  put('etc/hostname', 'ws-042\n');
  put(
    'etc/passwd',
    'root:x:0:0::/root:/bin/sh\nmaria:x:1000:1000::/home/maria:/bin/sh\nbad line\n',
  );
  put('var/lib/dpkg/status', fixture('dpkg-status/status'));
  put('lib/apk/db/installed', 'P:musl\nV:1.2.4-r2\n\nP:amule\nV:2.3.3-r1\n');
  put('var/lib/flatpak/app/org.nicotine_plus.Nicotine/current', '');
  put(
    'home/maria/.config/autostart/deluge.desktop',
    '[Desktop Entry]\nExec=/usr/bin/python3 /usr/bin/deluge-gtk %U\n',
  );
  put('home/maria/.config/autostart/off.desktop', '[Desktop Entry]\nExec=rtorrent\nHidden=true\n');
  mkdirSync(join(root, 'etc/systemd/system/multi-user.target.wants'), { recursive: true });
  symlinkSync(
    '/lib/systemd/system/tor.service',
    join(root, 'etc/systemd/system/multi-user.target.wants/tor.service'),
  );
  symlinkSync('/dev/null', join(root, 'etc/systemd/system/multi-user.target.wants/i2pd.service'));
  put(
    `${EXTENSION}/manifest.json`,
    '{"name":"__MSG_appName__","default_locale":"en","version":"1.2"}',
  );
  put(
    `${EXTENSION}/_locales/en/messages.json`,
    '{"appname":{"message":"Torrent \\u001b[31mhelper"}}',
  );
  put(
    'home/maria/.mozilla/firefox/x.default/extensions.json',
    '{"addons":[{"id":"a@b","version":"3","location":"app-profile","defaultLocale":{"name":"Snowflake"}},{"id":"built-in","location":"app-builtin"}]}',
  );
  put(
    'home/maria/Downloads/report.exe',
    peFile(versionResource({ OriginalFilename: 'uTorrent.exe', FileVersion: '3.6.0' })),
  );
  put('home/maria/Downloads/qbittorrent-4.6.2_x86_64.AppImage', ELF);
  put('home/maria/Downloads/qbittorrent', 'only a text of that name');
  put('home/maria/Downloads/MZ', 'MZ');
  put('opt/frostwire/deep/er/frostwire', ELF);
  put('opt/a/b/c/d/e/too-deep', ELF);
  symlinkSync('/', join(root, 'home/maria/Downloads/all'));
  symlinkSync('..', join(root, 'opt/loop'));
  execFileSync('mkfifo', [join(root, 'home/maria/Downloads/utorrent.exe'), join(root, 'opt/pipe')]);
  put(
    'etc/ufw/user.rules',
    '### tuple ### allow any 51413 0.0.0.0/0 any 0.0.0.0/0 Transmission - in\n### tuple ### deny tcp 4662 0.0.0.0/0 any 0.0.0.0/0 in comment=654d756c65\n',
  );
});

const read = async (signal = new AbortController().signal) => {
  const seen: ProgramObservation[] = [];
  const evidence = await readMachine({ root, signal }, 0, (one) => {
    if (one.kind === 'program') seen.push(one);
  });
  return { evidence, seen };
};

describe('a machine’s disk', () => {
  it('shows programs by every place they can stand in', async () => {
    const { evidence, seen } = await read();
    const rows = seen.map(({ program, presence, version, user, device }) =>
      [device, program, version ?? '-', presence, user ?? '-'].join(' '),
    );
    expect(rows).toEqual([
      'ws-042 adduser 3.134 installed -',
      'ws-042 microsocks 1.0.3-2 installed -',
      'ws-042 transmission-daemon 3.00-2.1+deb12u1 installed -',
      'ws-042 qbittorrent 4.5.2-3+deb12u1 installed -',
      'ws-042 musl 1.2.4-r2 installed -',
      'ws-042 amule 2.3.3-r1 installed -',
      'ws-042 Nicotine - installed -',
      'ws-042 tor - starts -',
      'ws-042 deluge-gtk - starts maria',
      'ws-042 Torrent �[31mhelper 1.2 installed maria',
      'ws-042 Snowflake 3 installed maria',
      ...rows.slice(11, 14),
      'ws-042 frostwire - present -',
      'ws-042 Transmission - let-in -',
    ]);
    // In the order in which the folder gives them.
    expect(rows.slice(11, 14).sort()).toEqual([
      'ws-042 qbittorrent-4.6.2_x86_64.AppImage - present maria',
      'ws-042 report.exe 3.6.0 present maria',
      'ws-042 uTorrent.exe 3.6.0 present maria',
    ]);
    expect(evidence).toMatchObject({ format: 'local-machine', warnings: [] });
  });

  it('is left at once when asked to', async () => {
    const controller = new AbortController();
    controller.abort();
    const { evidence, seen } = await read(controller.signal);
    expect(seen).toEqual([]);
    expect(evidence.quality.incomplete).toBe(true);
  });
});

describe('sockets of /proc', () => {
  it('are those that wait, with address and port', () => {
    // As Linux 6.1 prints them.
    const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2083955 1 0000000000000000 100 0 0 10 0
   1: 00000000:C8D5 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 2083930 1 0000000000000000 100 0 0 10 0
   2: 0501140A:C8D5 0700000A:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 2083931 1 0000000000000000 100 0 0 10 0
   broken 0A
`;
    expect(parseProcNet(text, 'tcp')).toEqual([
      ['2083955', { transport: 'tcp', address: '127.0.0.1', port: 8080 }],
      ['2083930', { transport: 'tcp', address: '0.0.0.0', port: 51413 }],
    ]);
    const six =
      '0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 07 0:0 0:0 0 0 0 77 2';
    expect(parseProcNet(six, 'udp')).toEqual([
      ['77', { transport: 'udp', address: '::1', port: 8080 }],
    ]);
  });
});

describe('firewall exceptions', () => {
  it('are rules that let something in and name it', () => {
    const rules = [
      '### tuple ### allow tcp 4662 0.0.0.0/0 any 0.0.0.0/0 in comment=654d756c65',
      '### tuple ### allow any 9091 0.0.0.0/0 any 0.0.0.0/0 out comment=654d756c65',
      '### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in',
    ];
    expect(ufwExceptions(rules.join('\n'), 'user.rules')).toEqual([
      {
        program: 'eMule',
        path: 'user.rules',
        sourcePort: '4662',
        transport: 'tcp',
        presence: 'let-in',
      },
    ]);
    const nft = {
      nftables: [
        { rule: { comment: 'Transmission', expr: [{ accept: null }] } },
        { rule: { comment: 'x', expr: [{ drop: null }] } },
        7,
        null,
      ],
    };
    expect(nftExceptions(JSON.stringify(nft)).map(({ program }) => program)).toEqual([
      'Transmission',
    ]);
    expect(nftExceptions('not json')).toEqual([]);
  });
});
