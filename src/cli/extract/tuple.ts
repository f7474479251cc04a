export interface Tuple {
  readonly transport: string;
  readonly source: string;
  readonly sourcePort?: number;
  readonly destination: string;
  readonly destinationPort?: number;
}

/** The same text for both directions of a connection. */
export const tupleKey = (t: Tuple): string => {
  const one = `${t.source}|${t.sourcePort ?? 0}`;
  const other = `${t.destination}|${t.destinationPort ?? 0}`;
  return one < other ? `${t.transport}|${one}|${other}` : `${t.transport}|${other}|${one}`;
};
