// What a scan asks to find Gnutella2: the handshake of Gnutella 0.6 that accepts nothing but Gnutella2's packets. Proof: the
// answer names them too. Looks alike: Gnutella, whose answer does not (gnutella/probe.ts).
import { handshakeDialogue } from '../gnutella/probe.ts';
import type { Probe, StreamProbe } from '../probe.ts';

const connect: StreamProbe = {
  id: 'gnutella2',
  transport: 'tcp',
  open: () => [
    handshakeDialogue('gnutella2', 'Accept: application/x-gnutella2\r\n', (types) =>
      types.includes('application/x-gnutella2'),
    ),
  ],
};

export const gnutella2Probes: readonly Probe[] = [connect];
