// Syncthing writes its settings here, and we read back folders, devices and ports, and no key.
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { needs } from '../../harness/tools.ts';
import { type Office, openOffice, read } from './programs.ts';

const need = needs('unshare', 'ip', 'syncthing', 'root');
const offices: Office[] = [];
afterEach(() => {
  for (const office of offices.splice(0)) office.close();
});

describe('settings that Syncthing wrote', () => {
  it('its folder, its device and its port', async (context) => {
    need.check(context);
    const office = openOffice();
    offices.push(office);
    const said = await office.run('syncthing generate --home $D/cfg --skip-port-probing 2>&1');
    const id = /[A-Z2-7]{7}(?:-[A-Z2-7]{7}){7}/.exec(said)![0];
    const config = read(office.folder, 'cfg/config.xml');
    expect(config).toMatchObject({
      reader: 'syncthing/config',
      folders: [{ path: join(office.folder, 'Sync'), name: 'Default Folder' }],
      contacts: [{ kind: 'peer', address: '', identity: id }],
      ports: [8384],
      anomalies: {},
    });
  });
});
