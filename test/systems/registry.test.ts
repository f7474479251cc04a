// What every system's data must hold, and the rows of the 2003 paper (requirements.md, table S) as they are printed.
import { describe, expect, it } from 'vitest';
import { activityOf, DISCOVERY_MODELS, familyOf, SYSTEM_IDS } from '../../src/model/systems.ts';
import { carriers } from '../../src/protocols/index.ts';
import { SYSTEMS } from '../../src/systems/index.ts';
import type { System } from '../../src/systems/system.ts';

/** Row → systems, programs that the paper names, ports that it prints (blocked as TCP and UDP). */
const PAPER = {
  S1: { systems: ['napster'], programs: ['Napster', 'OpenNap', 'Napigator'], ports: [] },
  S2: {
    systems: ['gnutella', 'gnutella2'],
    programs: [
      'Shareaza',
      'BearShare',
      'Gnucleus',
      'LimeWire',
      'Morpheus',
      'Phex',
      'Swapper',
      'XoloX',
      'gtk-gnutella',
      'Mutella',
      'Qtella',
      'Gnut',
    ],
    ports: [6346, 6347],
  },
  S3: { systems: ['edonkey'], programs: ['eDonkey2000', 'eMule'], ports: [4661, 4662] },
  S4: { systems: ['directconnect'], programs: ['NeoModus'], ports: [411, 412] },
  S5: {
    systems: ['fasttrack'],
    programs: ['KaZaA', 'Grokster', 'Morpheus'],
    ports: [1214, 1285, 1299, 1331, 1337, 3135, 3136, 3137],
  },
  S6: { systems: ['winmx'], programs: ['WinMX'], ports: [6257, 6699] },
  S7: { systems: ['filetopia'], programs: ['Filetopia'], ports: [5665] },
  S8: {
    systems: ['http-tunnel'],
    programs: ['HTTPort', 'Socks2HTTP', 'HTTP-Tunnel', 'KazaaHTTP'],
    ports: [],
  },
  S9: { systems: ['adware'], programs: ['Gator', 'Aureate', "Kazaa's own"], ports: [80] },
  S10: { systems: ['client-web-server'], programs: ['KaZaA'], ports: [] },
} as const;

/** Row I8: system → product and date. */
const ADVISORIES = [
  ['directconnect', 'Direct Connect', '2001-09-29'],
  ['gnutella', 'Gnut', '2001-08-30'],
  ['edonkey', 'eDonkey2000', '2002-06-06'],
  ['edonkey', 'eMule', '2003-03-21'],
  ['fasttrack', 'Kazaa', '2002-02-27'],
  ['fasttrack', 'Grokster', '2002-02-27'],
  ['fasttrack', 'Morpheus', '2002-02-27'],
] as const;

const TEXTS = [
  'summary',
  'findsPeers',
  'movesFiles',
  'weakness',
  'risk',
  'found',
  'stopped',
] as const satisfies readonly (keyof System)[];

const NAME = /^\.?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;

const byId = new Map<string, System>(SYSTEMS.map((system) => [system.id, system]));
const signaturesOf = (system: System) => [
  ...(system.dissectors ?? []),
  ...(system.http ?? []),
  ...(system.tls ?? []),
  ...(system.websocket ?? []),
  ...(system.shapes ?? []),
  ...(system.groups ?? []),
  ...(system.lookups ?? []),
];

/** Shows content, not only sizes and peers. */
const isRead = (signature: ReturnType<typeof signaturesOf>[number]): boolean =>
  !('open' in signature && 'key' in signature) || signature.isRead === true;

describe('the ports of systems', () => {
  it('are ports, not stretches in which everything else lies too', () => {
    const wide = SYSTEMS.flatMap(({ id, ports }) =>
      ports.filter(({ port, until }) => (until ?? port) - port > 64).map(() => id),
    );
    expect(wide).toEqual([]);
  });
});

describe('the registry', () => {
  it('holds each system once, under a known id and its family', () => {
    expect(byId.size).toBe(SYSTEMS.length);
    for (const { id, family } of SYSTEMS) {
      expect(SYSTEM_IDS).toContain(id);
      expect(family).toBe(familyOf(id));
    }
    expect(Object.isFrozen(SYSTEMS)).toBe(true);
  });

  it('lists systems that are only known after those that are recognised', () => {
    const recognises = SYSTEMS.map((system) => signaturesOf(system).length > 0);
    expect(recognises.lastIndexOf(true)).toBeLessThan(recognises.indexOf(false));
  });

  it('asks Gnutella2 before Gnutella, whose handshake it borrows', () => {
    const order = SYSTEMS.map(({ id }) => id);
    expect(order.indexOf('gnutella2')).toBeLessThan(order.indexOf('gnutella'));
  });

  it('knows everything that the wire can name, and the activity it counts as', () => {
    const nothing = { http: [], tls: [], websocket: [] };
    const named = [...SYSTEMS.flatMap(signaturesOf), ...carriers(nothing)].flatMap(
      ({ system }) => system ?? [],
    );
    for (const id of [...named, ...byId.keys()]) {
      expect(byId.has(id)).toBe(true);
      expect(byId.has(activityOf(id as System['id']))).toBe(true);
    }
  });
});

describe.each(Object.entries(PAPER))('row %s of the paper', (row, paper) => {
  const systems = SYSTEMS.filter(({ requirement }) => requirement === row);

  it('has its systems', () => {
    expect(systems.map(({ id }) => id).sort()).toEqual([...paper.systems].sort());
  });

  it('has the ports that are printed, marked, and no other marked', () => {
    const marked = systems.flatMap(({ ports }) => ports.filter((port) => port.paper));
    for (const { until } of marked) expect(until).toBeUndefined();
    const printed = [...new Set(marked.map(({ port }) => port))].sort((a, b) => a - b);
    expect(printed).toEqual([...paper.ports]);
  });

  it('has the programs that are named', () => {
    const programs = systems.flatMap((system) => system.programs);
    for (const program of paper.programs)
      expect(programs.some((known) => known.includes(program))).toBe(true);
  });
});

describe('the advisories of the paper', () => {
  it.each(ADVISORIES)('%s: %s, %s', (id, product, published) => {
    const found = byId
      .get(id)!
      .advisories.filter(
        (each) => each.product.includes(product) && each.published === published && each.source,
      );
    expect(found).toHaveLength(1);
  });
});

describe.each(SYSTEMS.map((system) => [system.id, system] as const))('%s', (id, system) => {
  it('is frozen', () => expect(Object.isFrozen(system)).toBe(true));

  it('says everything in whole sentences', () => {
    for (const text of TEXTS) {
      expect(system[text], text).toMatch(/^[A-Z0-9'"].{38,}[.]$/s);
      expect(system[text], text).not.toMatch(/\s{2}|\n|!/);
    }
  });

  it('says what is not seen, and what kind of recognition there is', () => {
    expect(system.found).toMatch(/\b[Nn]ot (?:seen|recognised)|only\b/);
    if (system.onTheWire === 'not recognised on the wire')
      expect(system.found).toMatch(/Not recognised on the wire|No case is made of it on the wire/);
    if (signaturesOf(system).some(isRead)) expect(system.onTheWire).toBe('payload');
  });

  it('names programs, sources, and traces on a host; file sharing names its model', () => {
    expect(system.name).not.toBe('');
    expect(system.programs.length).toBeGreaterThan(0);
    expect(system.sources.length).toBeGreaterThan(0);
    expect(system.processes.length).toBeGreaterThan(0);
    expect(system.artefacts.length).toBeGreaterThan(0);
    expect(system.models.every((model) => Object.hasOwn(DISCOVERY_MODELS, model))).toBe(true);
    if (system.family === 'file-sharing') expect(system.models.length).toBeGreaterThan(0);
  });

  it('lists nothing twice and nothing empty', () => {
    for (const list of [
      system.programs,
      system.models,
      system.dnsNames,
      system.userAgents,
      system.tlsNames,
      system.processes,
      system.packages,
      system.artefacts,
    ] as const) {
      expect(new Set(list).size).toBe(list.length);
      for (const text of list) expect(text.trim()).not.toBe('');
    }
  });

  it('has ports that exist, each with its use', () => {
    for (const { port, until, use } of system.ports) {
      expect(port).toBeGreaterThan(0);
      expect(until ?? port).toBeGreaterThanOrEqual(port);
      expect(until ?? port).toBeLessThan(65_536);
      expect(use).not.toBe('');
    }
  });

  it('has DNS names that are host names in lower case, a leading dot allowed', () => {
    for (const name of system.dnsNames) expect(name).toMatch(NAME);
  });

  it('has sources that say where and when', () => {
    for (const { title, where, read } of system.sources) {
      expect(title).not.toBe('');
      expect(where).not.toBe('');
      expectPast(read);
      if (where.startsWith('http')) expect(URL.canParse(where), where).toBe(true);
    }
    for (const { published } of system.advisories) expectPast(published);
  });

  it('gives its wire formats ids of their own, below its own', () => {
    const own = signaturesOf(system);
    for (const format of own) {
      expect(format.id.startsWith(`${id}/`)).toBe(true);
      expect(format.system).toBe(id);
      expect(Object.isFrozen(format)).toBe(true);
    }
    const all = SYSTEMS.flatMap(signaturesOf).map((format) => format.id);
    for (const format of own) expect(all.filter((other) => other === format.id)).toHaveLength(1);
  });
});

/** An ISO date that exists and does not lie ahead. */
const expectPast = (date: string): void => {
  expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  const at = Date.parse(`${date}T00:00:00Z`);
  expect(new Date(at).toISOString().slice(0, 10)).toBe(date);
  expect(at).toBeLessThanOrEqual(Date.now());
};
