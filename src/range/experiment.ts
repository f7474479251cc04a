// An experiment: one of the models M1–M6 measured on a network of peers in this process, each with a loopback address of its own.
import type { Host } from './host.ts';

export interface Experiment {
  /** `gnutella-ttl`: one word or words with hyphens, unique. */
  readonly id: string;
  /** System id: `peerwarden range run gnutella` runs all experiments of it. */
  readonly system: string;
  readonly models: readonly string[];
  /** The question, one sentence: `How many peers does a search reach, and at what price in messages?` */
  readonly question: string;
  readonly peersDefault: number;
  run(field: Field): Promise<Measured>;
}

/** Where an experiment runs. */
export interface Field {
  readonly peers: number;
  readonly seed: number;
  /** A new host with a loopback address of its own (127.x.y.z), `uplink` in bytes a second. */
  host(name?: string, uplink?: number): Host;
  /** Ends a host, as if it were switched off or its address blocked. */
  end(host: Host): void;
  readonly signal: AbortSignal;
  progress(sentence: string): void;
}

/** What was measured: a table; curves are drawn from its columns. */
export interface Measured {
  /** One paragraph: what the figures say, in plain words, computed from them. */
  readonly answer: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (number | string)[])[];
  /** The picture: which columns are drawn against which. */
  readonly picture: {
    readonly x: string;
    readonly y: readonly string[];
    /** A column whose values part the rows: a curve for each of them. */
    readonly by?: string;
    readonly kind: 'line' | 'bars';
  };
}

export interface Column {
  readonly id: string;
  /** Heading with unit: `peers found`, `time, ms`. */
  readonly title: string;
}
