// The office is opened: namespaces, routes between the peers outside, the proxy, the router and the evidence folder.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NamespaceStage, namespaceStage } from '../range/stage/namespaces.ts';
import { OFFICE, officeHost, SERVER } from '../range/stage/office.ts';
import type { Scene } from './act.ts';
import { type Activity, hostsOf, type Office } from './activity.ts';
import { EvidenceFolder } from './evidence.ts';
import type { Place } from './result.ts';
import { Router } from './router.ts';

export interface OpeningOptions {
  readonly office: Office;
  readonly activities: readonly Activity[];
  /** Folder of the drill: absolute, empty. */
  readonly work: string;
  readonly signal: AbortSignal;
  readonly progress: (sentence: string) => void;
}

export interface Opened {
  readonly stage: NamespaceStage;
  readonly router: Router;
  readonly scene: Scene;
  readonly evidence: EvidenceFolder;
}

/** The stage must be closed by the caller; it is closed already when this rejects. */
export const openScene = async (options: OpeningOptions): Promise<Opened> => {
  const { office, activities, work, signal, progress } = options;
  const insiders = insideHosts().map(({ name }) => name);
  const hosts = [...new Set([...insiders, office.website, ...activities.flatMap(hostsOf)])];
  const stage = await namespaceStage({
    ...{ folder: work, hosts, rate: UPLINK, signal, hostProgram: HOST_PROGRAM },
    firewall: 'open',
  });
  try {
    await joinOutside(stage, hosts);
    const squid = await stage.program(SERVER, 'squid');
    const router = new Router(stage, join(work, 'plan', 'nftables'));
    const scene = { office, activities, stage, router, programs: { squid }, signal, progress };
    const siteLogs = ['firewall.syslog', 'conntrack-events.log'].map((name) =>
      join(work, 'logs', name),
    );
    const logs = [...siteLogs, ...stage.programs.flatMap(({ running }) => running.logs)];
    return {
      stage,
      router,
      scene,
      evidence: new EvidenceFolder(stage, join(work, 'evidence'), logs),
    };
  } catch (error) {
    await stage.close();
    throw error;
  }
};

/** The hosts inside: four people's, and the server. */
export const insideHosts = (): readonly Place[] =>
  OFFICE.filter(({ side }) => side === 'inside').map(({ name }) => placeOf(name));

export const placeOf = (name: string): Place => ({ name, address: officeHost(name).v4 });

/** Uplink of each host, in words of tc. */
const UPLINK = '16mbit';

/** The built program, also when the drill itself runs from its source (tests). */
const HOST_PROGRAM = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../dist/drill/host-process.js' : './host-process.js',
    import.meta.url,
  ),
);

/**
 * Peers outside reach each other without the office's router, as they do in the world: its control must not be what
 * stops them.
 */
const joinOutside = async (stage: NamespaceStage, hosts: readonly string[]): Promise<void> => {
  const outside = hosts.map(officeHost).filter(({ side }) => side === 'outside');
  const networks = [...new Set(outside.map(networkOf))];
  for (const host of outside)
    for (const network of networks.filter((other) => other !== networkOf(host)))
      await stage.run(host.name, ['ip', 'route', 'add', network, 'dev', 'eth0']);
};

const networkOf = ({ v4 }: { readonly v4: string }): string => v4.replace(/\.\d+$/, '.0/24');
