// The range's eDonkey client in the office: loads the file from all sources at once.
import { conductFor } from '../../dist/range/conduct.js';
import { edonkeyClient } from '../../dist/range/edonkey/client.js';
import { Host } from '../../dist/range/host.js';
import { onFinish, options, say } from './program.mjs';

const { address, networks, hash, size, sources } = options;
const host = new Host({ name: 'loader', address, conduct: conductFor(networks), seed: 2 });
const client = await edonkeyClient.start(host, {});
onFinish(() => ({}));
// Short blocks: a source of 4 kB/s gives one in two seconds (a block of eDonkey, 180 kB, would take 46).
const wanted = { hash, name: 'loaded', size, sources, blockBytes: 8192 };
say({ loading: true });
say(await client.actions.download(wanted));
