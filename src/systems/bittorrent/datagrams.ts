// One UDP port of a BitTorrent program carries the DHT and µTP side by side, so flows recognised by either are read
// for both: 'd' begins a DHT message, every µTP type has the low nibble 1.
import type { DatagramReader, Direction, FlowSink } from '../../wire/dissector.ts';
import { type Asked, readDht } from './dht-messages.ts';
import { UtpStreams } from './utp-streams.ts';

export const openDatagrams = (flow: FlowSink): DatagramReader => {
  const asked: Asked = new Map();
  const streams = new UtpStreams(flow);
  return {
    push: (direction: Direction, bytes: Uint8Array, start: number, end: number): boolean => {
      if (start < end && bytes[start] === 0x64) readDht(flow, direction, bytes, start, end, asked);
      else streams.push(direction, bytes, start, end);
      return true;
    },
  };
};
