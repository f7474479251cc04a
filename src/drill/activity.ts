// An activity of a drill: a scenario of the range, who plays it in this office, and what the control should make of it.
import type { Scenario } from '../range/scenario.ts';

/** `direct`: straight out through the router. `proxy`: through the proxy that policy permits. */
export type Way = 'direct' | 'proxy';

export interface Activity {
  /** One word or words with hyphens, unique in its office: `napster`. */
  readonly id: string;
  /** For people: `Password hub (Direct Connect)`. */
  readonly title: string;
  readonly scenario: Scenario;
  /** Host of the scenario → host of the office. The scenario's other hosts keep their names. */
  readonly places: Readonly<Record<string, string>>;
  readonly way: Way;
}

export interface Office {
  /** `2003` */
  readonly id: string;
  readonly title: string;
  /** The site's policy, as its administrator would write it. */
  readonly policy: string;
  readonly activities: readonly Activity[];
  /** The host inside that only does what policy permits. */
  readonly innocent: string;
  /** The web server outside that the innocent host visits. */
  readonly website: string;
}

/** Hosts of the office inside that take part, by name. */
export const guiltyOf = ({ scenario, places }: Activity): readonly string[] =>
  scenario.hosts
    .filter(({ name, side }) => side === 'inside' && scenario.guilty.includes(name))
    .map(({ name }) => places[name] ?? name);

/** Hosts of the office that the activity needs, by name. */
export const hostsOf = ({ scenario, places }: Activity): readonly string[] =>
  scenario.hosts.map(({ name }) => places[name] ?? name);
