// What a drill tells: peerwarden.drill/1, the same for the page, the text and the JSON.
import type { Way } from './activity.ts';
import type { Outcome } from './outcome.ts';

export type ActId = 'before' | 'controlled' | 'rolledBack';

export const ACTS: readonly { readonly id: ActId; readonly title: string }[] = [
  { id: 'before', title: 'Before' },
  { id: 'controlled', title: 'With the control' },
  { id: 'rolledBack', title: 'After roll-back' },
];

export type ByAct<T> = Readonly<Record<ActId, T>>;

/** One row of the matrix. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly way: Way;
  /** Hosts inside that take part, with their addresses. */
  readonly hosts: readonly Place[];
  readonly outcomes: ByAct<Outcome>;
  /** What it should have been: did it work? */
  readonly expected: ByAct<boolean>;
  readonly asExpected: ByAct<boolean>;
}

export interface Place {
  readonly name: string;
  readonly address: string;
}

/** One host and one activity: what Peerwarden found. */
export interface Found {
  readonly host: Place;
  readonly activity: string;
  /** Null when nothing was found: not recognised. */
  readonly finding: Case | null;
  /** Connections of the host that policy does not permit, on ports that the activity is known to use: a hint. */
  readonly hints: readonly Hint[];
}

export interface Case {
  readonly id: string;
  readonly system: string;
  readonly probability: number;
  readonly confidence: string;
  /** The sentences of the findings that speak for it, the strongest first. */
  readonly by: readonly string[];
  readonly bytes: number;
  readonly cost: Cost | null;
}

export interface Cost {
  readonly currency: string;
  /** In the minutes of the drill. */
  readonly amount: number;
  /** If every working hour were like these minutes. */
  readonly perMonth: number;
  readonly assumptions: readonly string[];
}

export interface Hint {
  /** `6699/tcp` */
  readonly port: string;
  readonly bytes: number;
}

export interface Acted {
  readonly started: string;
  readonly ms: number;
  /** Of the capture at the router's inside bridge. */
  readonly captureBytes: number;
}

export interface DrillResult {
  readonly schema: 'peerwarden.drill/1';
  readonly tool: { readonly name: 'peerwarden'; readonly version: string };
  readonly office: { readonly id: string; readonly title: string };
  readonly created: string;
  readonly ms: number;
  readonly asExpected: boolean;
  /** What was not as expected, one sentence each. */
  readonly unexpected: readonly string[];
  readonly rows: readonly Row[];
  /** The host that only did what policy permits. */
  readonly innocent: Row;
  readonly found: readonly Found[];
  /** Raised against hosts inside that did nothing of the kind. */
  readonly wronglyAccused: readonly (Case & { readonly host: Place })[];
  /** Raised against hosts that do something else, or for another system than what they do. */
  readonly otherCases: readonly (Case & { readonly host: Place })[];
  readonly price: Cost | null;
  readonly evidence: readonly {
    readonly path: string;
    readonly format: string;
    readonly records: number;
    readonly bytes: number;
    readonly sha256: string | null;
  }[];
  readonly policy: string;
  readonly control: {
    readonly target: string;
    readonly files: readonly { readonly name: string; readonly text: string }[];
    readonly rollback: readonly { readonly name: string; readonly text: string }[];
    readonly check: string | null;
    readonly apply: readonly string[];
    readonly undo: readonly string[];
    readonly warnings: readonly string[];
    readonly refused: readonly { readonly intent: string; readonly reason: string }[];
    /** The router's rule set after roll-back is the one before the control. */
    readonly rulesRestored: boolean;
  };
  readonly acts: ByAct<Acted>;
  readonly versions: readonly { readonly name: string; readonly version: string }[];
}
