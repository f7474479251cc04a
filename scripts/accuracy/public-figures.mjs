// Captures of others, whose truth is only what their payload proves or what they are called: told apart, not pooled.
import { isFlagged, isRaised } from './observe.mjs';
import { flowKey } from './truth.mjs';

/** Kinds that the corpus infers by address and port; where one flow is proven too, only the proof counts. */
const INFERRED = ['bt-assoc1', 'bt-assoc2', 'bt-assoc-utp', 'utp-like'];

const rightFor = (kind) => {
  if (kind.startsWith('bt') || kind === 'utp-like') return ['bittorrent'];
  return kind.startsWith('g') ? ['gnutella', 'gnutella2'] : ['edonkey', 'kad'];
};

/** `entries`: [entry of the manifest, what was seen]. */
export const publicFigures = (entries) => ({
  classes: classRows(entries),
  kinds: kindRows(entries),
  missed: entries
    .filter(([{ expect }, seen]) => expect?.length > 0 && !isAsExpected(expect, seen))
    .map(([{ file, expect }]) => ({ file, expect: expect.join(' or ') })),
  accused: entries
    .filter(([entry, seen]) => entry.expect?.length === 0 && seen.cases.some(isRaised))
    .map(([{ file }, { cases }]) => ({
      file,
      cases: [...new Set(cases.filter(isRaised).map(({ activity }) => activity))].join(', '),
    })),
});

const classRows = (entries) => {
  const rows = new Map();
  for (const [entry, seen] of entries.filter(([{ expect }]) => expect !== null)) {
    const row = rows.get(entry.class) ?? { class: entry.class, captures: 0, right: 0 };
    row.captures++;
    if (isAsExpected(entry.expect, seen)) row.right++;
    rows.set(entry.class, row);
  }
  return [...rows.values()].sort((a, b) => (a.class < b.class ? -1 : 1));
};

const isAsExpected = (expect, { cases, flows }) => {
  if (expect.length === 0) return !cases.some(isRaised);
  const named = [
    ...cases.filter(({ probability }) => probability >= 0.5).map(({ activity }) => activity),
    ...flows.map(({ system }) => system),
  ];
  return expect.some((id) => named.includes(id));
};

const kindRows = (entries) => {
  const rows = new Map();
  for (const [entry, seen] of entries) {
    const named = new Map(seen.flows.filter(isFlagged).map(({ key, system }) => [key, system]));
    for (const proof of entry.evidence ?? []) {
      const system = named.get(
        flowKey(proof.transport, proof.a, proof.aPort, proof.b, proof.bPort),
      );
      for (const kind of countedKinds(Object.keys(proof.kinds))) {
        const inferred = INFERRED.includes(kind);
        const row = rows.get(kind) ?? { kind, inferred, flows: 0, right: 0 };
        row.flows++;
        if (rightFor(kind).includes(system)) row.right++;
        rows.set(kind, row);
      }
    }
  }
  return [...rows.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
};

const countedKinds = (kinds) => {
  const proven = kinds.filter((kind) => !INFERRED.includes(kind));
  return proven.length > 0 ? proven : kinds;
};
