// Adware as it is recorded: on one machine straight to port 80, on another through the office's proxy.
import { fieldsOf } from '../options.ts';
import type { Plain } from '../role.ts';
import type { Scenario, Stage } from '../scenario.ts';

const ROUNDS = 4;
const EVERY_MS = 1500;

const play = async (stage: Stage): Promise<void> => {
  const proxy = await stage.program('srv', 'squid');
  const collector = await stage.start('ext1', 'adware/collector', { port: 80 });
  const to = { address: stage.address('ext1'), port: 80 };
  const direct = await stage.start('corp1', 'adware/agent', { collector: to });
  const proxied = await stage.start('corp2', 'adware/agent', {
    collector: to,
    proxy: { address: proxy.address, port: proxy.port },
  });
  const beat = { rounds: ROUNDS, everyMs: EVERY_MS };
  const answers = await Promise.all([direct.do('report', beat), proxied.do('report', beat)]);
  const sent = answers.flatMap((answer) => contents(fieldsOf(answer)['sent']));
  const arrived = contents(await collector.do('reports'));
  if (sent.length === 0 || sent.sort().join('\n') !== arrived.sort().join('\n'))
    throw new Error(`${sent.length} reports were sent, ${arrived.length} arrived as they were`);
};

/** Apart from the host name, which a proxy that resolves no names does not see. */
const contents = (reports: Plain | undefined): string[] =>
  Array.isArray(reports)
    ? reports.map((report) => {
        const { method, path, fields } = fieldsOf(report);
        return JSON.stringify([method, path, fields]);
      })
    : [];

export const scenarios: readonly Scenario[] = [
  {
    id: 'adware',
    systems: ['adware'],
    models: [],
    about: 'beacons and form posts of four families, straight to port 80 and through Squid',
    hosts: [
      { name: 'corp1', side: 'inside' },
      { name: 'corp2', side: 'inside' },
      { name: 'srv', side: 'inside' },
      { name: 'ext1', side: 'outside' },
    ],
    guilty: ['corp1', 'corp2', 'ext1'],
    play,
  },
];
