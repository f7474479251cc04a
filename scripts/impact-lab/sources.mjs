// The range's eDonkey clients as sources of one file, each with an address and an uplink of its own (src/range/edonkey).
import { conductFor } from '../../dist/range/conduct.js';
import { CLIENT_PORT, edonkeyClient } from '../../dist/range/edonkey/client.js';
import { Host } from '../../dist/range/host.js';
import { boundedLine } from '../../dist/range/line.js';
import { onFinish, options, say } from './program.mjs';

const { addresses, networks, uplink, size } = options;
const sources = [];
let hash = '';
for (const [at, address] of addresses.entries()) {
  const conduct = conductFor(networks);
  const line = boundedLine(uplink);
  const host = new Host({ name: `source${at}`, address, conduct, seed: 1, line });
  const client = await edonkeyClient.start(host, {});
  ({ hash } = await client.actions.share({ seed: 'impact-lab', size }));
  sources.push({ address, port: CLIENT_PORT });
}
say({ hash, size, sources });
onFinish(() => ({}));
