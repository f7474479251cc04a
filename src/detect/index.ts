// The registry of detection techniques: one line each.
import { connectTunnels } from './connect-tunnels.ts';
import type { Detector } from './detector.ts';
import { dnsTunnelLookups } from './dns-tunnel-lookups.ts';
import { encryptedShape } from './encrypted-shape.ts';
import { files } from './files.ts';
import { flowsTogether } from './flows-together.ts';
import { httpTunnelRequests } from './http-tunnel-requests.ts';
import { knownEndpoints } from './known-endpoints.ts';
import { listeners } from './listeners.ts';
import { peerBehaviour } from './peer-behaviour.ts';
import { programs } from './programs.ts';
import { proxiedRequests } from './proxied-requests.ts';
import { readableTraffic } from './readable-traffic.ts';
import { requestsWithoutAgent } from './requests-without-agent.ts';
import { unpermittedPorts } from './unpermitted-ports.ts';

export const DETECTORS: readonly Detector[] = Object.freeze([
  readableTraffic,
  knownEndpoints,
  encryptedShape,
  flowsTogether,
  peerBehaviour,
  proxiedRequests,
  httpTunnelRequests,
  connectTunnels,
  requestsWithoutAgent,
  dnsTunnelLookups,
  unpermittedPorts,
  listeners,
  programs,
  files,
]);
