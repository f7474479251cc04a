// What compiled files would do, read from the files themselves: the second opinion before anything is in force. A model never
// guesses; what it has no word for it leaves out, and then it says nothing.

export interface FirstPacket {
  readonly source: string;
  readonly destination: string;
  readonly transport: 'tcp' | 'udp';
  /** Of the destination. */
  readonly port: number;
  /** Epoch ms. */
  readonly at: number;
}

export interface Lookup {
  readonly source: string;
  /** Lower case, without a dot at the end. */
  readonly name: string;
}

export interface Ruling {
  readonly stopped: boolean;
  /** The line of policy that decided, as the file's comment has it. */
  readonly by: string;
}

/** Each question is answered with null by a control that has no say in it. */
export interface ControlModel {
  connection(first: FirstPacket): Ruling | null;
  lookup(lookup: Lookup): Ruling | null;
}
