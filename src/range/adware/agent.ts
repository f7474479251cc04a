// The program that came along with a file-sharing client: reports what it saw, round after round, to its maker's server.
import type { Host } from '../host.ts';
import { Held } from '../http/held.ts';
import { proxyIn } from '../http/proxy-option.ts';
import { ask, bodyOf, type WebProxy } from '../http/request.ts';
import { endpointIn, fieldsOf, wholeIn } from '../options.ts';
import type { Plain, Role } from '../role.ts';
import { formText } from './form.ts';
import { type AdwareFamily, FAMILIES, type Report, reportsOf } from './shapes.ts';

const ANSWER_BYTES_MAX = 1 << 16;
const ROUNDS_MAX = 1000;

/**
 * Options: `collector: { address, port }`, `proxy: { address, port, user, password }` or none, `families` (all).
 * Host names are known ones; connections go to the collector's address, or to the proxy, which must resolve the
 * names. Where it does not (503, or 403 for a place it cannot know), reports go by the address.
 */
export const agent: Role = {
  id: 'adware/agent',
  about:
    'adware: beacons and forms about sites, applications and directories, directly or by proxy',
  async start(host, options) {
    const fields = fieldsOf(options);
    const to = endpointIn(fields, 'collector');
    if (to === null) throw new Error('collector is missing');
    const held = new Held();
    const sender = { host, held, to, proxy: proxyIn(fields), unresolved: 0 };
    const families = familiesIn(fields['families']);
    const id = guidOf(host);
    const round = async (): Promise<Plain[]> => {
      const sent: Plain[] = [];
      for (const family of families)
        for (const report of reportsOf(family, id, host.random)) {
          await send(sender, report);
          const { method, path, fields } = report;
          sent.push({ host: report.host, method, path, fields });
        }
      return sent;
    };
    return {
      actions: {
        /** One round, or `{ rounds, everyMs }`; resolves with what was sent and how much of it by address. */
        report: async (input) => {
          const said = fieldsOf(input);
          const rounds = wholeIn(said, 'rounds', { least: 1, most: ROUNDS_MAX, otherwise: 1 });
          const everyMs = wholeIn(said, 'everyMs', { most: 3_600_000, otherwise: 0 });
          const sent: Plain[] = [];
          for (let at = 0; at < rounds && !held.ended; at++) {
            if (at > 0) await held.wait(everyMs);
            sent.push(...(await round()));
          }
          return { sent, unresolved: sender.unresolved };
        },
      },
      async stop() {
        held.end();
      },
    };
  },
};

interface Sender {
  readonly host: Host;
  readonly held: Held;
  readonly to: { readonly address: string; readonly port: number };
  readonly proxy: WebProxy | null;
  unresolved: number;
}

const send = async (sender: Sender, report: Report): Promise<void> => {
  // Once a proxy knew no name, it is not asked for others: each would take it seconds.
  const status = sender.unresolved > 0 ? 503 : await sendOnce(sender, report, report.host);
  if (status === 200) return;
  if (sender.proxy === null || ![403, 503].includes(status))
    throw new Error(`the report was answered ${status}`);
  sender.unresolved += 1;
  const second = await sendOnce(sender, report, sender.to.address);
  if (second !== 200) throw new Error(`the report was answered ${second}`);
};

const sendOnce = async (sender: Sender, report: Report, name: string): Promise<number> => {
  const { host, held, to, proxy } = sender;
  const form = formText(report.fields);
  const posts = report.method === 'POST';
  const answer = await ask(
    { host, held, label: 'adware', to, proxy, name },
    {
      method: report.method,
      path: posts || form === '' ? report.path : `${report.path}?${form}`,
      headers: [
        ['User-Agent', host.clientName(report.agent)],
        ['Accept', '*/*'],
        ...(posts ? [['Content-Type', 'application/x-www-form-urlencoded'] as const] : []),
      ],
      ...(posts ? { body: Buffer.from(form, 'latin1') } : {}),
    },
  );
  await bodyOf(answer, ANSWER_BYTES_MAX);
  return answer.statusCode ?? 0;
};

const familiesIn = (given: Plain | undefined): readonly AdwareFamily[] => {
  if (given === undefined) return FAMILIES;
  const named = Array.isArray(given) ? FAMILIES.filter((family) => given.includes(family)) : [];
  if (named.length === 0) throw new Error(`families are some of ${FAMILIES.join(', ')}`);
  return named;
};

/** `56A31F5B-6B18-42FD-8D2B-E2D638C03832` */
const guidOf = ({ random }: Host): string =>
  [2, 1, 1, 1, 3]
    .map((groups) =>
      Array.from({ length: groups }, () => random.between(0, 0xffff))
        .map((word) => word.toString(16).toUpperCase().padStart(4, '0'))
        .join(''),
    )
    .join('-');
