// A policy as sentences: what it means for the people it is for. One statement a rule, so that two policies can be compared.
import { exceptionEnds, type Permit, type Policy, permitEnds } from '../../model/policy.ts';
import type { Schedule } from '../../model/schedule.ts';
import { FAMILIES, type Family, familyOf, SYSTEM_IDS } from '../../model/systems.ts';

export interface PolicyStatement {
  /** Where the policy says it: `permit[0]`. */
  readonly path: string;
  readonly text: string;
}

export interface PolicySection {
  readonly title: string;
  /** What the section is about, for those who read it for the first time. */
  readonly lead: string;
  readonly statements: readonly PolicyStatement[];
}

export interface PolicyNames {
  /** Name of a system id for people. */
  nameOf(id: string): string;
  /** Epoch ms: what has ended by then is said to have ended. */
  readonly now: number;
}

/** Sections in the order in which people want to know; those without statements are left out. */
export const policyStatements = (policy: Policy, names: PolicyNames): readonly PolicySection[] =>
  [
    section(
      'What you may use',
      'These services are open. Everything else that leaves the network is refused, or noted.',
      (policy.permit ?? []).map((permit, i) => said(`permit[${i}]`, permitText(permit, names))),
    ),
    section(
      'What is not allowed',
      'These kinds of programs are not allowed on this network, whoever runs them and whatever they carry.',
      forbidden(policy, names),
    ),
    section(
      'What is allowed though it shares',
      'These exchange data between machines too, and are no offence here.',
      sanctioned(policy, names),
    ),
    section(
      'Who is excepted',
      'Each exception has an end and a reason.',
      (policy.exceptions ?? []).map((exception, i) => {
        const ended = exceptionEnds(exception) <= names.now ? ' This has ended.' : '';
        const times = exception.when ? `, ${scheduleText(exception.when)}` : '';
        const may = exception.may.map((word) => wordText(word, names)).join(', ');
        return said(
          `exceptions[${i}]`,
          `${exception.who} may use ${may} until ${exception.until}${times}: ${exception.why}.${ended}`,
        );
      }),
    ),
    section('The web proxy', 'How the web is reached through the proxy.', proxyRules(policy)),
    section(
      'What happens',
      'When the evidence is strong enough, this follows. Who thinks it is wrong says so: a case can be marked as a false alarm, and what was done is taken back.',
      responses(policy, names),
    ),
    section('What it costs', 'What traffic is reckoned with.', tariff(policy)),
    section('Names that always work', 'No block list may touch them.', keptNames(policy)),
  ].filter(({ statements }) => statements.length > 0);

const section = (
  title: string,
  lead: string,
  statements: readonly PolicyStatement[],
): PolicySection => ({ title, lead, statements });

const said = (path: string, text: string): PolicyStatement => ({ path, text });

const permitText = (permit: Permit, { now }: PolicyNames): string => {
  const { to, service, from, when, until } = permit;
  const ended = permitEnds(permit) <= now ? ' This has ended.' : '';
  return `${service.join(', ')} ${PLACES[to] ?? `to ${to}`}${from === undefined ? '' : `, ${FROM[from] ?? `from ${from}`}`}${
    when ? `, ${scheduleText(when)}` : ''
  }${until === undefined ? '' : `, until ${until}`}.${ended}`;
};

const PLACES: Readonly<Record<string, string>> = {
  internet: 'on the Internet',
  inside: 'inside the network',
};
const FROM: Readonly<Record<string, string>> = {
  proxy: 'through the proxy',
  inside: 'from anywhere inside',
};

const DAYS = { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday' };
const WEEKEND = { sat: 'Saturday', sun: 'Sunday' };

/** `on Monday, Tuesday from 08:00 to 18:00 (Europe/Berlin)`. */
const scheduleText = ({ days, from, until, zone }: Schedule): string => {
  const names: Readonly<Record<string, string>> = { ...DAYS, ...WEEKEND };
  const on = days ? `on ${days.map((day) => names[day]).join(', ')} ` : '';
  return `${on}from ${from ?? '00:00'} to ${until ?? '24:00'} (${zone ?? 'UTC'})`;
};

/** What a family is, for people who have never heard of it. */
const FAMILY_WORDS: Readonly<Record<Family, string>> = {
  'file-sharing': 'File sharing from machine to machine',
  streaming: 'Television and downloads that every viewer passes on',
  overlay: 'Networks that hide who speaks to whom',
  tunnel: 'Tunnels that carry other traffic hidden in permitted traffic',
  vpn: 'Private networks to places that policy does not name',
  proxy: 'Proxies outside that policy does not name',
  adware: 'Programs that report about you and show advertising',
  sync: 'Synchronising your own files between your own machines',
  distribution: 'Updates that machines hand to each other',
  'crypto-currency': 'Nodes of crypto-currencies',
  'remote-access': 'Control of one machine from another',
};

const FAMILY_NAMES = Object.keys(FAMILIES) as readonly Family[];

const familyText = (family: Family, ids: readonly string[], { nameOf }: PolicyNames): string => {
  const few = ids.slice(0, EXAMPLES_MAX).map(nameOf).join(', ');
  return `${FAMILY_WORDS[family]}: ${few}${ids.length > EXAMPLES_MAX ? ` and ${ids.length - EXAMPLES_MAX} more` : ''}.`;
};

const EXAMPLES_MAX = 6;

const wordText = (word: string, { nameOf }: PolicyNames): string =>
  Object.hasOwn(FAMILIES, word) ? FAMILY_WORDS[word as Family].toLowerCase() : nameOf(word);

/** A system that is named outweighs its family (design: policy). */
const forbidden = ({ systems }: Policy, names: PolicyNames): PolicyStatement[] => {
  const { forbid, sanction = [] } = systems ?? {};
  const families = FAMILY_NAMES.filter((family) =>
    forbid === undefined
      ? FAMILIES[family].raised && !sanction.includes(family)
      : forbid.includes(family),
  );
  const single = (forbid ?? []).filter((word) => !Object.hasOwn(FAMILIES, word));
  return [
    ...families.map((family) => {
      const ids = FAMILIES[family].ids.filter((id) => !sanction.includes(id));
      const path = forbid ? `systems.forbid[${forbid.indexOf(family)}]` : 'systems.forbid, unsaid';
      return said(path, familyText(family, ids, names));
    }),
    ...single.map((id) => said(`systems.forbid[${forbid!.indexOf(id)}]`, `${names.nameOf(id)}.`)),
  ];
};

const sanctioned = ({ systems }: Policy, names: PolicyNames): PolicyStatement[] => {
  const { forbid = [], sanction = [] } = systems ?? {};
  const unsaid = FAMILY_NAMES.filter(
    (family) => !FAMILIES[family].raised && !forbid.includes(family) && !sanction.includes(family),
  );
  return [
    ...sanction.map((word, i) => {
      const ids = Object.hasOwn(FAMILIES, word)
        ? SYSTEM_IDS.filter((id) => familyOf(id) === word && !forbid.includes(id))
        : null;
      const text = ids ? familyText(word as Family, ids, names) : `${names.nameOf(word)}.`;
      return said(`systems.sanction[${i}]`, text);
    }),
    ...unsaid.map((family) =>
      said(
        'systems.sanction, unsaid',
        familyText(
          family,
          FAMILIES[family].ids.filter((id) => !forbid.includes(id)),
          names,
        ),
      ),
    ),
  ];
};

const proxyRules = ({ proxy }: Policy): PolicyStatement[] => [
  ...(proxy?.authentication
    ? [said('proxy.authentication', 'Nobody passes the proxy without signing in.')]
    : []),
  ...(proxy?.addresses
    ? [said('proxy.addresses', 'Sites are asked for by name, not by bare address.')]
    : []),
  ...(proxy?.perHost
    ? [said('proxy.perHost', `One machine draws ${proxy.perHost} through it at most.`)]
    : []),
];

const SURENESS = {
  raised: 'it is more likely than not',
  likely: 'it is likely (80 %)',
  certain: 'it is certain (98 %)',
} as const;

const DEEDS = {
  report: 'it is reported',
  message: 'you are told',
  throttle: 'the machine is slowed down',
  block: 'the traffic is blocked',
  quarantine: 'the machine is cut off',
} as const;

const responses = ({ responses: list = [] }: Policy, names: PolicyNames): PolicyStatement[] =>
  list.map(({ when, after, family, do: deed, for: length, approve }, i) =>
    said(
      `responses[${i}]`,
      [
        `When ${SURENESS[when ?? 'raised']}`,
        family ? ` that it is ${wordText(family, names)}` : '',
        after ? `, and it has gone on for ${after}` : '',
        `: ${DEEDS[deed]}`,
        length ? ` for ${length}` : '',
        approve ? ', once a person has agreed' : '',
        '.',
      ].join(''),
    ),
  );

const tariff = ({ tariff: given, link }: Policy): PolicyStatement[] => [
  ...(link ? [said('link', `The line to the Internet carries ${link}, for all of us.`)] : []),
  ...(given
    ? [
        said(
          'tariff',
          `Traffic is paid for in ${given.currency}${given.included ? `; ${given.included} a month are included` : ''}${given.overage ? `; ${given.overage}${given.included ? ' beyond' : ''}` : ''}.`,
        ),
      ]
    : []),
];

const keptNames = ({ names }: Policy): PolicyStatement[] =>
  (names?.allow ?? []).map((name, i) =>
    said(
      `names.allow[${i}]`,
      name.startsWith('.') ? `${name.slice(1)} and all below it.` : `${name}.`,
    ),
  );
