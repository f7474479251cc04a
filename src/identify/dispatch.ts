// Which dissectors are asked about a flow: chosen once by transport and first byte, frozen at start.

import type { DatagramDissector, Dissector, StreamDissector } from '../wire/dissector.ts';

export class Dispatch {
  readonly streams: readonly StreamDissector[];
  readonly datagrams: readonly DatagramDissector[];
  /** Candidates by first byte; index into `streams` / `datagrams`, in registry order. */
  private readonly streamsByFirst: readonly (readonly number[])[];
  private readonly udpByFirst: readonly (readonly number[])[];
  private readonly icmpByFirst: readonly (readonly number[])[];

  constructor(dissectors: readonly Dissector[]) {
    this.streams = dissectors.filter((d): d is StreamDissector => d.transport === 'tcp');
    this.datagrams = dissectors.filter((d): d is DatagramDissector => d.transport !== 'tcp');
    this.streamsByFirst = byFirst(this.streams, () => true);
    this.udpByFirst = byFirst(this.datagrams, (d) => d.transport === 'udp');
    this.icmpByFirst = byFirst(this.datagrams, (d) => d.transport === 'icmp');
  }

  streamCandidates(firstByte: number): readonly number[] {
    return this.streamsByFirst[firstByte]!;
  }

  datagramCandidates(transport: 'udp' | 'icmp', firstByte: number): readonly number[] {
    return (transport === 'udp' ? this.udpByFirst : this.icmpByFirst)[firstByte]!;
  }
}

const byFirst = <D extends Dissector>(
  dissectors: readonly D[],
  wanted: (dissector: D) => boolean,
): readonly (readonly number[])[] =>
  Array.from({ length: 256 }, (_, byte) =>
    dissectors.flatMap((d, index) =>
      wanted(d) && (d.firstBytes === undefined || d.firstBytes.includes(byte)) ? [index] : [],
    ),
  );
