// tor/relays: several connections of one host, each to another server and with another made-up name. A client of Tor keeps
// two or three guards, a relay talks to thousands; under TLS 1.3 the made-up server name is all that one of them shows.
//
// Sound because one such name may be somebody's site, but not three, each asked at an address of its own, by a program
// that offers no ALPN. Looks alike: domains made up by malware: they seldom begin with "www." and take no digits 2 to 7
// only. Does not see: hosts with fewer connections in the same capture.
import type { FlowObservation } from '../../model/observation.ts';
import type { FlowGroup, GroupSignature } from '../../wire/dissector.ts';
import { changes, madeUpPart } from './random-name.ts';

export const relays = Object.freeze({
  id: 'tor/relays',
  system: 'tor',
  because:
    'this host opened TLS connections to several servers, each under another made-up name of the form that Tor uses',
  key: (flow: FlowObservation): string | null => (madeUpName(flow) === '' ? null : flow.source),
  open: (): FlowGroup => new Relays(),
}) satisfies GroupSignature;

/** Four changes: more than two digits apart from each other in the middle of a name, as no site is called. */
const CHANGES_MIN = 4;

const madeUpName = (flow: FlowObservation): string => {
  if (flow.protocol !== 'tls') return '';
  const carrier = flow.facts?.carrier;
  const sni = carrier?.['sni'];
  if (typeof sni !== 'string' || carrier?.['alpn'] !== undefined) return '';
  const part = madeUpPart(sni, 'com');
  return changes(part) >= CHANGES_MIN ? part : '';
};

const RELAYS_MIN = 3;
const KEPT_MAX = 16;
/** A guess, on the careful side: no capture but Tor's holds such a group. */
const PROBABILITY = 0.9;

class Relays implements FlowGroup {
  private readonly names = new Set<string>();
  private readonly servers = new Set<string>();

  add(flow: FlowObservation): void {
    if (this.servers.size >= KEPT_MAX || this.names.size >= KEPT_MAX) return;
    this.names.add(madeUpName(flow));
    this.servers.add(`${flow.destination} ${flow.destinationPort}`);
  }

  probability(): number {
    return this.names.size >= RELAYS_MIN && this.servers.size >= RELAYS_MIN ? PROBABILITY : 0;
  }
}
