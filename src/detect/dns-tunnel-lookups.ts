// Tunnels in DNS (D5), from the log of a name server: names that together are the protocol of a tunnel program, as on the
// wire; and, weaker, a flood of different long names below one domain that only one machine asks for.
//
// Rival: antivirus look-ups, block lists, content networks and telemetry put hashes into names too. None of them counts or
// keeps a session, and every machine with the same program asks below the same domain.

import type { Finding, Seen } from '../model/finding.ts';
import { LIMITS } from '../model/limits.ts';
import type { LookupObservation } from '../model/observation.ts';
import { TunnelNames } from '../systems/dns-tunnel/names.ts';
import type { Detector } from './detector.ts';
import { plural, seenOf } from './flow-findings.ts';
import { weightOf } from './weights.ts';

export const dnsTunnelLookups = Object.freeze({
  id: 'dns-tunnel-lookups',
  technique: 'D5',
  title: 'Look-ups in the logs of name servers that carry a stream.',
  open: () => {
    const domains = new Map<string, Domain>();
    return {
      see(observation) {
        if (observation.kind !== 'lookup') return;
        const name = observation.query.toLowerCase().replace(/\.$/, '');
        const below = domainOf(name);
        if (below === null) return;
        let domain = domains.get(below);
        if (!domain) {
          if (domains.size >= LIMITS.exchangesMax) return;
          domain = new Domain(below);
          domains.set(below, domain);
        }
        domain.see(observation, name);
      },
      findings: () => [...domains.values()].flatMap((domain) => domain.findings()),
    };
  },
} satisfies Detector);

class Asker {
  readonly names = new TunnelNames();
  readonly different = new Set<number>();
  characters = 0;
  /** Names that hold a hash of a usual length, as look-ups of files, addresses and senders do. */
  digests = 0;
  lookups = 0;
  readonly examples: Seen[] = [];
}

class Domain {
  readonly #name: string;
  readonly #askers = new Map<string, Asker>();

  constructor(name: string) {
    this.#name = name;
  }

  see(lookup: LookupObservation, name: string): void {
    let asker = this.#askers.get(lookup.source);
    if (!asker) {
      if (this.#askers.size >= ASKERS_MAX) return;
      asker = new Asker();
      this.#askers.set(lookup.source, asker);
    }
    asker.lookups++;
    const data = name.slice(0, name.length - this.#name.length - 1);
    const key = hash(data);
    if (!asker.different.has(key) && asker.different.size < NAMES_MAX) {
      asker.different.add(key);
      asker.characters += data.length;
      if (DIGEST.test(data)) asker.digests++;
    }
    // Logs seldom name the type; TXT is what these programs ask for most.
    asker.names.see(lookup.query.replace(/\.$/, ''), 'TXT');
    if (asker.examples.length < LIMITS.seenMax && data.length >= LONG_MIN)
      asker.examples.push(seenOf(lookup, `looked up ${lookup.query.slice(0, 160)}`));
  }

  findings(): Finding[] {
    const alone = this.#askers.size === 1;
    return [...this.#askers].flatMap(([subject, asker]) => {
      const { program } = asker.names;
      const count = asker.different.size;
      const mean = asker.characters / Math.max(1, count);
      const flood =
        alone && count >= FLOOD_NAMES && mean >= FLOOD_CHARACTERS && asker.digests * 2 < count;
      if (program === null && !flood) return [];
      const said =
        program === null
          ? `${plural(count, 'different name')} below ${this.#name}, ${Math.round(mean)} characters each, as data in names are; nobody else asks there.`
          : `${plural(asker.lookups, 'look-up')} below ${this.#name} are the protocol of ${program}.`;
      return {
        detector: 'dns-tunnel-lookups',
        technique: 'D5' as const,
        plane: 'log' as const,
        subject,
        activity: 'dns-tunnel' as const,
        // A program's own protocol is measured; a flood is a lead, by judgement.
        weight: program === null ? FLOOD_DECIBANS : weightOf('dns-tunnel-lookups'),
        for: true,
        text: said,
        rival:
          'Antivirus look-ups, block lists and telemetry put hashes into names; they neither count nor keep a session.',
        evidence: asker.examples,
        count: asker.lookups,
      };
    });
  }
}

/** The registered domain, roughly: two labels, three below a short second level such as co.uk. */
const domainOf = (name: string): string | null => {
  const labels = name.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const kept = top.length === 2 && second.length <= 3 ? 3 : 2;
  return labels.length <= kept ? null : labels.slice(-kept).join('.');
};

const hash = (text: string): number => {
  let code = text.length;
  for (let i = 0; i < text.length; i++)
    code = Math.imul(code ^ text.charCodeAt(i), 0x9e3779b1) ^ (code >>> 15);
  return code >>> 0;
};

const ASKERS_MAX = 64;
const NAMES_MAX = 4096;
const LONG_MIN = 16;
const FLOOD_NAMES = 200;
const FLOOD_CHARACTERS = 30;
/** MD5, SHA-1, SHA-224, SHA-256 in hexadecimal, or SHA-1 and SHA-256 in base 32, as a label of its own. */
const DIGEST =
  /(?:^|\.)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[a-z2-7]{32}|[a-z2-7]{52})(?:\.|$)/;
const FLOOD_DECIBANS = 6;
