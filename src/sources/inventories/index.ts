// What is on machines: packages, programs, processes, sockets, services, firewall exceptions. What tells more stands first.
import type { Source } from '../source.ts';
import { appLists } from './app-lists.ts';
import { dpkg } from './dpkg.ts';
import { dpkgStatus } from './dpkg-status.ts';
import { macosApps } from './macos-apps.ts';
import { netshFirewall } from './netsh-firewall.ts';
import { osquery } from './osquery.ts';
import { packageLists } from './package-lists.ts';
import { ps } from './ps.ts';
import { rpm } from './rpm.ts';
import { services } from './services.ts';
import { sockets } from './sockets.ts';
import { windowsCsv } from './windows-csv.ts';
import { windowsJson } from './windows-json.ts';
import { windowsRegistry } from './windows-registry.ts';

export const INVENTORIES: readonly Source[] = [
  osquery,
  sockets,
  ps,
  services,
  netshFirewall,
  windowsCsv,
  windowsJson,
  windowsRegistry,
  macosApps,
  dpkgStatus,
  dpkg,
  rpm,
  appLists,
  packageLists,
];
