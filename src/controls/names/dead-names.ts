// The files of the name targets, read back: which names each would answer as dead, and for whom.
import { inNetwork, type Network, parseAddress, parseNetwork } from '../../model/address.ts';
import type { ControlFile } from '../../model/control.ts';
import type { ControlModel, Lookup, Ruling } from '../model.ts';

export interface NameEntry {
  readonly name: string;
  readonly below: boolean;
  readonly dead: boolean;
  readonly by: string;
}

/** Clients for whom a name is as if nothing were said of it. */
export interface NameExcept {
  readonly name: string;
  readonly who: Network;
}

/** The entry of the longest name decides, as in all resolvers; an exact one before one that holds below. */
export const nameModel = (
  entries: readonly NameEntry[],
  excepts: readonly NameExcept[] = [],
): ControlModel => {
  const exact = new Map(entries.filter(({ below }) => !below).map((each) => [each.name, each]));
  const below = new Map(entries.filter((each) => each.below).map((each) => [each.name, each]));
  const decide = ({ source, name }: Lookup): Ruling | null => {
    const own = exact.get(name);
    const entry = own ?? parents(name).flatMap((parent) => below.get(parent) ?? [])[0];
    if (!entry) return null;
    const client = parseAddress(source);
    const excepted = excepts.some(
      (each) => each.name === entry.name && client !== null && inNetwork(client, each.who),
    );
    return { stopped: entry.dead && !excepted, by: entry.by };
  };
  return { connection: () => null, lookup: decide };
};

/** `a.b.c`, `b.c`, `c`. */
const parents = (name: string): string[] => {
  const labels = name.split('.');
  return labels.map((_, i) => labels.slice(i).join('.'));
};

/** Each line with the comment above it. */
const commented = (text: string, comment: RegExp): { line: string; by: string }[] => {
  let by = '';
  return text.split('\n').flatMap((line) => {
    const said = comment.exec(line);
    if (said) by = said[1]!;
    return said || line.trim() === '' ? [] : [{ line: line.trim(), by }];
  });
};

/** Of all files of a name target, the first has the names. */
export const textOf = (files: readonly ControlFile[]): string => files[0]?.text ?? '';

export const hostsModel = (text: string): ControlModel =>
  nameModel(
    commented(text, /^# (.*)$/).flatMap(({ line, by }) => {
      const [address, name] = line.split(' ');
      return address === '0.0.0.0' && name ? [{ name, below: false, dead: true, by }] : [];
    }),
  );

export const dnsmasqModel = (text: string): ControlModel =>
  nameModel(
    commented(text, /^# (.*)$/).flatMap(({ line, by }): NameEntry[] => {
      const local = /^local=\/([^/]+)\/$/.exec(line);
      if (local) return [{ name: local[1]!, below: true, dead: true, by }];
      const record = /^host-record=([^,]+),/.exec(line);
      if (record) return [{ name: record[1]!, below: false, dead: true, by }];
      const server = /^server=\/([^/]+)\/#$/.exec(line);
      return server ? [{ name: server[1]!, below: true, dead: false, by }] : [];
    }),
  );

export const unboundModel = (text: string): ControlModel => {
  const lines = commented(text, /^ *# (.*)$/);
  const entries = lines.flatMap(({ line, by }): NameEntry[] => {
    const zone = /^local-zone: "([^"]+)[.]" (\w+)$/.exec(line);
    if (!zone) return [];
    const [, name, kind] = zone as unknown as [string, string, string];
    return [{ name, below: kind !== 'transparent', dead: kind !== 'always_transparent', by }];
  });
  const excepts = lines.flatMap(({ line }): NameExcept[] => {
    const over = /^local-zone-override: "([^"]+)[.]" (\S+) always_transparent$/.exec(line);
    const who = over && parseNetwork(over[2]!);
    return who ? [{ name: over[1]!, who }] : [];
  });
  return nameModel(entries, excepts);
};

export const bindModel = (text: string): ControlModel =>
  nameModel(
    commented(text, /^; (.*)$/).flatMap(({ line, by }): NameEntry[] => {
      const record = /^(\*[.])?(\S+) CNAME (\S+)$/.exec(line);
      if (!record) return [];
      const [, star, name, to] = record;
      return [{ name: name!, below: star !== undefined, dead: to === '.', by }];
    }),
  );
