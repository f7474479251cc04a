// Squid: what the web proxy lets through (P3, P6). One file of rules that deny; who may use the proxy stays the site's to say.
// Format: squid.conf of Squid 5. Rules are tried in order, so the file has to stand before the first `http_access allow`: where
// Debian's squid.conf includes conf.d.
//
// It does not look into TLS: a tunnel through CONNECT to a permitted port, to a name that nobody lists, passes. Where
// Squid can peek (squid-openssl with ssl_bump), only the site can give it the certificate that this takes.
import type { Control, Refusal } from '../../model/control.ts';
import { type Intent, intentName, sortIntents } from '../intent.ts';
import { type ControlContext, refuseOthers, type Target } from '../target.ts';
import { denialLines } from './denials.ts';
import { portLines, useLines } from './openings.ts';
import { remark } from './text.ts';

const NO_END = 'what Squid is told holds until it is told otherwise: a time-out is the firewall’s';

const contract = {
  id: 'squid',
  title: 'Squid',
  expresses: [
    'default-deny',
    'permit',
    'except',
    'deny-names',
    'deny-listed',
    'allow-names',
    'deny-requests',
    'proxy-use',
  ],
  cannot: {
    'deny-ports': 'a proxy opens the ports that are permitted; it has no others to close',
    quarantine: NO_END,
    block: NO_END,
    throttle: NO_END,
  },
  fileNames: ['peerwarden.conf'],
} as const satisfies Omit<Target, 'compile'>;

const compile = (unsorted: readonly Intent[], context: ControlContext): Control => {
  const intents = sortIntents(unsorted);
  const refused: Refusal[] = refuseOthers(contract, intents);
  const uses = intents.filter((intent) => intent.kind === 'proxy-use');
  const lines = [
    ...portLines(intents, context, refused),
    ...denialLines(intents, refused),
    ...useLines(uses),
  ];
  refused.push(...hoursRefused(intents));
  const some = lines.length > 0;
  const text = `${[...HEAD.map(remark), ...lines].join('\n')}\n`;
  return {
    target: contract.id,
    files: some ? [{ name: 'peerwarden.conf', text }] : [],
    rollback: [],
    refused,
    warnings: some ? [...WARNINGS, ...uses.flatMap(warningsOfUse)] : [],
    check: some ? 'squid -k parse -f peerwarden.conf' : null,
    apply: some
      ? [
          'install -m 644 peerwarden.conf /etc/squid/conf.d/peerwarden.conf',
          'squid -k parse',
          'squid -k reconfigure',
        ]
      : [],
    undo: ['rm -f /etc/squid/conf.d/peerwarden.conf', 'squid -k reconfigure'],
    proof: 'not run',
  };
};

export const squid = Object.freeze({ ...contract, compile }) satisfies Target;

const HEAD = [
  'What policy denies at the proxy. Generated: change the policy, not this file.',
  'It must stand before the first http_access allow.',
];

const WARNINGS = [
  'pages without TLS that use WebSockets ask for CONNECT to port 80, which is refused',
  'a tunnel through CONNECT to a permitted port and a name that nobody lists passes: Squid does not look into TLS',
];

const warningsOfUse = ({
  authentication,
  perHost,
}: {
  authentication: boolean;
  perHost: number | null;
}) => [
  ...(authentication
    ? ['squid.conf must have an auth_param scheme before this file is included']
    : []),
  ...(perHost === null
    ? []
    : ['this file has the only delay pools: a site with its own must join them']),
];

/** Squid has hours of the day without a zone, and no dates: who is excepted at some hours is excepted at all of them. */
const hoursRefused = (intents: readonly Intent[]): Refusal[] =>
  intents
    .filter((intent) => intent.kind === 'except')
    .filter(({ when }) => when !== null)
    .map((intent) => ({
      intent: intentName(intent),
      reason: 'a schedule cannot be expressed by this target: excepted at all times here',
    }));
