// What NMDC says about a user or a program: $MyINFO with its tag, and the Pk of $Lock.
import type { Direction } from '../../wire/dissector.ts';
import type { NmdcState } from './nmdc-reader.ts';
import { countOf, placeOf } from './text.ts';

/** `$ALL <nick> <description><tag>$ $<speed><flag>$<mail>$<share bytes>$`; what a hub repeats of others is not kept. */
export const readMyInfo = (state: NmdcState, direction: Direction, rest: string): void => {
  if (state.hub === direction) return;
  const match = /^\$ALL (\S+) ([^$]*)\$[^$]*\$[^$]*\$[^$]*\$(\d*)\$/.exec(rest);
  if (!match) {
    state.flow.anomaly('nmdc-myinfo');
    return;
  }
  const end = state.flow.end(direction);
  state.nicks[direction] = match[1]!;
  end.nick = match[1]!;
  const share = countOf(match[3]);
  if (share !== undefined) end.shareBytes = share;
  const tag = /<(\S+) V:([^,>]*)([^>]*)>$/.exec(match[2]!);
  if (!tag) return;
  end.client = tag[1] === '++' ? 'DC++' : tag[1]!;
  end.version = tag[2]!;
  if (/,M:[P5]/.test(tag[3]!)) end.role = 'passive';
};

/** `<challenge> Pk=<program><version>[,Ref=<hub>]`. Keys are padded with "ABCABC…" to 16 characters. */
export const readProgram = (state: NmdcState, direction: Direction, rest: string): void => {
  const key = / Pk=(.*)$/.exec(rest)?.[1];
  if (key === undefined) return;
  const end = state.flow.end(direction);
  const [program = '', ...options] = key.split(',');
  const match = /^([A-Za-z_+]+?)[-_ ]?(\d[\w.]*?)?(?:(?:ABC)+(?:AB|A)?)?$/.exec(program);
  // Every program built on DC++ calls itself so here with its own version, and microdc2 leaves the 2 out.
  if (match?.[1] && match[1] !== 'DCPLUSPLUS' && match[1] !== 'MICRODC') {
    end.client ??= match[1];
    if (match[2]) end.version ??= match[2];
  }
  const hub = options.find((option) => option.startsWith('Ref='))?.slice(4);
  const place = hub ? placeOf(hub) : null;
  if (!place) return;
  const how = 'hub named by a client';
  state.flow.endpoint(place.address, place.port, 'tcp', 'directconnect', direction, how);
};
