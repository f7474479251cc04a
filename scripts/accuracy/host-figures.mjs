// Hosts: who was found, who was accused though innocent, who was also accused of what they did not do.
import { casesAbout, isRaised } from './observe.mjs';

export const hostFigures = (pairs) => {
  const rows = pairs.flatMap(([truth, { cases }]) =>
    truth.hosts.map((host) => judgeHost(truth, host, cases)),
  );
  const kind = (one) => rows.filter((row) => row.kind === one);
  const found = (all) => ({ hosts: all.length, found: all.filter((row) => row.found).length });
  return {
    p2p: found(kind('p2p')),
    tunnel: found(kind('tunnel')),
    hard: found(kind('hard')),
    innocent: { hosts: kind('benign').length, accused: accused(kind('benign')) },
    falselyNamed: accused(rows.filter((row) => row.kind !== 'benign')),
    missed: rows
      .filter((row) => ['p2p', 'tunnel', 'hard'].includes(row.kind) && !row.found)
      .map(({ name, host, kind: what, labels }) => ({
        name,
        host,
        kind: what,
        labels: labels.filter((label) => !label.startsWith('benign')).join(', '),
      })),
  };
};

const accused = (rows) => rows.filter(({ extra }) => extra.length > 0).length;

/** `cases` may carry other probabilities than the program gave them, as when weights were left out. */
export const judgeHost = (truth, host, cases) => {
  const raised = casesAbout(cases, host)
    .filter(isRaised)
    .map(({ activity }) => activity);
  return {
    name: truth.name,
    host: host.name,
    kind: host.kind,
    labels: host.labels,
    found: raised.some((activity) => host.accept.includes(activity)),
    extra: host.kind === 'ignore' ? [] : raised.filter((one) => !host.allowed.includes(one)),
  };
};
