// Registries: ids are unique, entries are frozen, and nothing lies in a folder without its line.
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { TARGETS, TARGETS_TO_COME } from '../../src/controls/index.ts';
import { DETECTORS } from '../../src/detect/index.ts';
import { carriers } from '../../src/protocols/index.ts';
import { SOURCES } from '../../src/sources/index.ts';
import { SYSTEMS } from '../../src/systems/index.ts';

const none = { http: [], tls: [], websocket: [] };
const dissectors = [
  ...SYSTEMS.flatMap((system) => system.dissectors ?? []),
  ...carriers(none as Parameters<typeof carriers>[0]),
];

const repeated = (ids: readonly string[]) => ids.filter((id, at) => ids.indexOf(id) !== at);

describe('registries', () => {
  it('give each id once', () => {
    expect(repeated(SYSTEMS.map(({ id }) => id))).toEqual([]);
    expect(repeated(SOURCES.map(({ id }) => id))).toEqual([]);
    expect(repeated(DETECTORS.map(({ id }) => id))).toEqual([]);
    expect(repeated([...TARGETS.map(({ id }) => id), ...TARGETS_TO_COME])).toEqual([]);
    expect(repeated(COMMANDS.map(({ name }) => name))).toEqual([]);
    const ofSystems = dissectors.filter(({ system }) => system !== null);
    expect(repeated(ofSystems.map(({ id, transport }) => `${id} ${transport}`))).toEqual([]);
    // A carrier may have one recogniser for each end that can speak first (IRC).
    expect(new Set(dissectors).size).toBe(dissectors.length);
  });

  it('hold frozen objects', () => {
    for (const entry of [...SYSTEMS, ...SOURCES, ...DETECTORS, ...TARGETS, ...dissectors])
      expect([entry.id, Object.isFrozen(entry)]).toEqual([entry.id, true]);
  });

  it('name every system that has a folder, and every system file has one line', () => {
    const folders = readdirSync('src/systems', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(`src/systems/${entry.name}/system.ts`))
      .map(({ name }) => name);
    const ids: string[] = SYSTEMS.map(({ id }) => id);
    expect(folders.filter((name) => !ids.includes(name))).toEqual([]);
  });

  it('name a system in every wire format that proves one', () => {
    for (const system of SYSTEMS)
      for (const dissector of system.dissectors ?? [])
        expect([dissector.id, dissector.system]).toEqual([dissector.id, system.id]);
  });
});
