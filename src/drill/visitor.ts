// The innocent host's browser: asks the office's resolver for a name and reads pages through the office's proxy.
import { Resolver } from 'node:dns/promises';
import { Held } from '../range/http/held.ts';
import { ask, bodyOf } from '../range/http/request.ts';
import { endpointIn, fieldsOf, textIn } from '../range/options.ts';
import type { Role } from '../range/role.ts';
import { pageText, WEB_PORT } from './website.ts';

const PAGE_BYTES_MAX = 1 << 16;

/** Patient, because the machine may be busy: one try of ten seconds and one more. */
const RESOLVER = { timeout: 10_000, tries: 2 };

export const visitor: Role = {
  id: 'drill/visitor',
  about: 'a browser that resolves a name and reads pages through the proxy',
  async start(host) {
    const held = new Held();
    return {
      actions: {
        /** `{ resolver, name }`: the addresses of the name. */
        resolve: async (input) => {
          const fields = fieldsOf(input);
          const resolver = new Resolver(RESOLVER);
          resolver.setServers([textIn(fields, 'resolver')]);
          resolver.setLocalAddress(host.address);
          return await resolver.resolve4(textIn(fields, 'name'));
        },
        /** `{ proxy, name, path }`: rejects when the page does not come whole and unchanged. */
        read: async (input) => {
          const fields = fieldsOf(input);
          const endpoint = endpointIn(fields, 'proxy');
          if (endpoint === null) throw new Error('proxy is missing');
          const [name, path] = [textIn(fields, 'name'), textIn(fields, 'path')];
          const proxy = { endpoint, credentials: null, challenged: false };
          const to = { address: name, port: WEB_PORT };
          const browser = host.clientName('Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)');
          const answer = await ask(
            { host, held, label: 'benign/http', to, proxy, name },
            { method: 'GET', path, headers: [['User-Agent', browser]] },
          );
          const text = (await bodyOf(answer, PAGE_BYTES_MAX)).toString('utf8');
          if (answer.statusCode !== 200)
            throw new Error(`${path} is answered ${answer.statusCode}`);
          if (text !== pageText(path)) throw new Error(`${path} came with other words`);
          return { bytes: text.length };
        },
      },
      async stop() {
        held.end();
      },
    };
  },
};
