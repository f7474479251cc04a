// The registry of enforcement targets: one line each.
import { bind } from './names/bind.ts';
import { dnsmasq } from './names/dnsmasq.ts';
import { hosts } from './names/hosts.ts';
import { unbound } from './names/unbound.ts';
import { nftables } from './nftables/nftables.ts';
import { squid } from './squid/squid.ts';
import type { Target } from './target.ts';

export const TARGETS: readonly Target[] = Object.freeze([
  nftables,
  squid,
  hosts,
  dnsmasq,
  unbound,
  bind,
]);

/** Targets that a policy may name already; this version compiles nothing for them, and a plan says so. */
export const TARGETS_TO_COME: readonly string[] = Object.freeze([
  'iptables',
  'e2guardian',
  'tc',
  'samba',
]);
