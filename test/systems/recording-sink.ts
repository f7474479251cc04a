// A flow sink that keeps what readers tell, for tests of dissectors.
import { addressText, ipv4Text } from '../../src/model/address.ts';
import type { Facts, Transport } from '../../src/model/observation.ts';
import { u32 } from '../../src/wire/codec/big-endian.ts';
import type { Direction, FlowSink } from '../../src/wire/dissector.ts';

export interface Told {
  readonly address: string;
  readonly port: number;
  readonly transport: string;
  readonly system: string;
  readonly toldBy: Direction;
  readonly how: string;
}

export interface RecordingSink extends FlowSink {
  readonly told: Told[];
}

export interface Ends {
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
}

const ENDS: Ends = {
  client: '10.0.0.1',
  clientPort: 40_000,
  server: '192.0.2.1',
  serverPort: 4662,
};

export const recordingSink = (transport: Transport, ends: Ends = ENDS): RecordingSink => {
  const facts: Facts = { ends: [{}, {}], contents: [], offers: [], searches: [] };
  const told: Told[] = [];
  return {
    transport,
    clientPort: ends.clientPort,
    serverPort: ends.serverPort,
    clientAddress: ends.client,
    serverAddress: ends.server,
    at: 0,
    facts,
    told,
    end: (direction) => facts.ends[direction],
    name() {},
    content: (content) => void facts.contents.push(content),
    offer: (content) => void facts.offers.push(content),
    search: (words) => void facts.searches.push(words),
    reported() {},
    carrier(key, value) {
      facts.carrier = { ...facts.carrier, [key]: value };
    },
    anomaly(code) {
      facts.anomalies = { ...facts.anomalies, [code]: (facts.anomalies?.[code] ?? 0) + 1 };
    },
    endpoint: (address, port, kind, system, toldBy, how) =>
      void told.push({ address, port, transport: kind, system, toldBy, how }),
    endpointV4: (word, port, kind, system, toldBy, how) =>
      void told.push({ address: ipv4Text(word), port, transport: kind, system, toldBy, how }),
    endpointV6: (bytes, at, port, kind, system, toldBy, how) =>
      void told.push({
        address: addressText([0, 4, 8, 12].map((n) => u32(bytes, at + n))),
        port,
        transport: kind,
        system,
        toldBy,
        how,
      }),
    inner() {},
  };
};
