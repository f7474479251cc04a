// One step of the schema. Steps are never changed once released: what is wrong with one is mended by the next.

export interface Migration {
  /** The schema's version once it is done; one more than the step before. */
  readonly version: number;
  /** Name of its file. */
  readonly name: string;
  readonly sql: string;
}
