import { describe, expect, it } from 'vitest';
import { linkLayerName } from '../../src/cli/link-layers.ts';
import { systemTable, systemText } from '../../src/cli/system-text.ts';
import { SOURCE_GROUPS, SOURCES } from '../../src/sources/index.ts';
import { SYSTEMS } from '../../src/systems/index.ts';
import { LINK_TYPES } from '../../src/wire/link.ts';
import { peerwarden } from './running.ts';

describe('systems', () => {
  it('lists every system, and tells all of each', async () => {
    const table = systemTable(SYSTEMS, 100);
    for (const system of SYSTEMS) {
      expect(table).toMatch(new RegExp(`^${system.id} `, 'm'));
      const text = systemText(system, 100).replace(/\s+/g, ' ');
      const said = (part: string) => expect(text).toContain(part.replace(/\s+/g, ' ').trim());
      for (const part of [
        system.summary,
        system.findsPeers,
        system.movesFiles,
        system.weakness,
        system.risk,
        system.found,
        system.stopped,
      ])
        said(part);
      for (const { title, read } of system.sources) {
        said(title);
        said(read);
      }
      for (const { kind, published } of system.advisories) {
        said(kind);
        said(published);
      }
    }
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    const ran = await peerwarden(['systems']);
    expect(ran).toMatchObject({ code: 0, err: '', out: table });
  });

  it('gives the data as JSON, whole or of one', async () => {
    const all = JSON.parse((await peerwarden(['systems', '--format', 'json'])).out);
    expect(all.map(({ id }: { id: string }) => id)).toEqual(SYSTEMS.map(({ id }) => id));
    const one = JSON.parse((await peerwarden(['systems', 'Gnutella', '--format', 'json'])).out);
    expect(one).toMatchObject({ id: 'gnutella', requirement: 'S2' });
    expect(Object.keys(one)).not.toContain('dissectors');
  });

  it('names the nearest of an id that is not there', async () => {
    const ran = await peerwarden(['systems', 'bitorent']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toMatch(/PW_SYSTEM_UNKNOWN.*Did you mean bittorrent\?/);
  });
});

describe('formats', () => {
  it('lists everything that is read', async () => {
    const text = (await peerwarden(['formats'])).out;
    const document = JSON.parse((await peerwarden(['formats', '--format', 'json'])).out);
    expect(document.logs.map(({ id }: { id: string }) => id)).toEqual(SOURCES.map(({ id }) => id));
    for (const { id } of SOURCES) expect(text).toMatch(new RegExp(`^${id} `, 'm'));
    for (const { id, title, sources } of SOURCE_GROUPS) {
      expect(text).toContain(`\n\n${title.toUpperCase()}\n`);
      expect(document.logs).toContainEqual({
        id: sources[0]!.id,
        title: sources[0]!.title,
        group: id,
      });
    }
    for (const { id } of document.flowExports) expect(text).toMatch(new RegExp(`^${id} `, 'm'));
    for (const linkType of LINK_TYPES) {
      expect(linkLayerName(linkType)).not.toMatch(/^link type/);
      expect(text.replace(/\s+/g, ' ')).toContain(`(${linkType})`);
    }
  });
});
