// The policy as a text that people can read and sign.
import type { Paper } from '../paper.ts';
import type { PolicySection } from './statements.ts';

export interface AcceptableUse {
  /** Name of the site; null when policy has none. */
  readonly site: string | null;
  /** ISO date of the text. */
  readonly date: string;
  readonly sections: readonly PolicySection[];
}

export const acceptableUse = ({ site, date, sections }: AcceptableUse): Paper => ({
  title: `Acceptable use of the network${site === null ? '' : `: ${site}`}`,
  date,
  preamble: PREAMBLE,
  sections: [
    ...sections.map(({ title, lead, statements }) => ({
      title,
      lead,
      items: statements.map(({ path, text }) => ({ text, note: path })),
    })),
    { title: 'How this is watched', lead: PRIVACY },
  ],
  signed: 'Read and understood',
});

const PREAMBLE =
  'This text is made from the policy that the network is run by, so that both say the same. The path behind each rule is where the policy says it.';

export const PRIVACY =
  'The network is watched for the traffic named here, from the records that its devices keep anyway. Contents are not opened. A suspicion names its evidence, what speaks against it, and how sure it is; a person decides.';
