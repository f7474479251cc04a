// What the logs of the labelled cases tell without any capture: of each host the most probable case that is right for it,
// and of the innocent the most probable at all, by bands. Those who tunnel through the proxy are a row of their own.
import { casesAbout } from './observe.mjs';

/** Lower ends of the bands; a host without a case is below all. */
export const BANDS = [0, 0.05, 0.2, 0.5, 0.8];
const THROUGH_PROXY = /(^|-in-)(httptunnel|ssh-over-connect)/;

/** `pairs`: [truth, seen in the logs alone, whether a proxy's log is among them]. */
export const logsAlone = (pairs) => {
  const rows = pairs.flatMap(([truth, { cases }, proxied]) =>
    truth.hosts.flatMap((host) => {
      const group = groupOf(host, proxied);
      if (!group) return [];
      const about = casesAbout(cases, host).filter(
        ({ activity }) =>
          group === 'innocent' || activity === 'peer-to-peer' || host.accept.includes(activity),
      );
      return { group, probability: Math.max(0, ...about.map(({ probability }) => probability)) };
    }),
  );
  return Object.fromEntries(
    GROUPS.map((group) => {
      const own = rows.filter((row) => row.group === group);
      return [
        group,
        {
          hosts: own.length,
          bands: BANDS.map(
            (from, i) =>
              own.filter(
                ({ probability }) =>
                  probability >= from && probability < (BANDS[i + 1] ?? Number.POSITIVE_INFINITY),
              ).length,
          ),
        },
      ];
    }),
  );
};

const GROUPS = ['tunnel through the proxy', 'other tunnels', 'file sharing', 'innocent'];

const groupOf = ({ kind, labels }, proxied) => {
  if (kind === 'benign') return 'innocent';
  if (kind === 'p2p') return 'file sharing';
  if (kind !== 'tunnel' && kind !== 'hard') return null;
  return proxied && labels.some((label) => THROUGH_PROXY.test(label))
    ? 'tunnel through the proxy'
    : 'other tunnels';
};
