// dnsmasq: names of forbidden systems do not exist, for all who ask it (P6).
// Format: dnsmasq(8), --local, --server, --host-record. `local=/name/` answers the name and all below it from what dnsmasq has,
// which is nothing: NXDOMAIN. A name alone is a host record with dead addresses; dnsmasq then asks upstream for other
// types of record. The longest name wins, so `server=/name/#` keeps alive what lies below a dead one.
import { dnsmasqModel } from './dead-names.ts';
import { cannotOfNames, NAME_INTENTS } from './names-target.ts';
import { HEAD, resolverTarget } from './resolver.ts';

export const dnsmasq = resolverTarget({
  id: 'dnsmasq',
  title: 'dnsmasq',
  expresses: NAME_INTENTS,
  cannot: cannotOfNames('a resolver'),
  fileNames: ['peerwarden.conf'],
  ability: {
    notBelow: null,
    notByClient: 'dnsmasq answers all clients alike',
    notAliveBelow: null,
  },
  files: ({ groups, alive }) => [
    {
      name: 'peerwarden.conf',
      text: `${[
        ...HEAD.map((line) => `# ${line}`),
        ...groups.flatMap(({ owner, names }) => [
          `# ${owner}`,
          ...names.map(({ name, below }) =>
            below ? `local=/${name}/` : `host-record=${name},0.0.0.0,::`,
          ),
        ]),
        ...alive.flatMap(({ owner, name }) => [`# ${owner}`, `server=/${name}/#`]),
      ].join('\n')}\n`,
    },
  ],
  rollback: [],
  warnings: [
    'dnsmasq answers single names with dead addresses and asks upstream for their other types of record (HTTPS, TXT); names with all below them do not exist for any type',
  ],
  check: 'dnsmasq --test --conf-file=peerwarden.conf',
  apply: [
    'install -m 644 peerwarden.conf /etc/dnsmasq.d/peerwarden.conf',
    'systemctl restart dnsmasq',
  ],
  read: dnsmasqModel,
  undo: ['rm -f /etc/dnsmasq.d/peerwarden.conf', 'systemctl restart dnsmasq'],
});
