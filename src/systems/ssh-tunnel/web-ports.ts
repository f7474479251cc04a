// ssh-tunnel/web-ports: SSH to a port that is let out for something else: 443, 80 or 53.
// Specification: RFC 4253 §4.2 for SSH; a port proves nothing, so that this stays a lead below one half.
// Looks alike: code hosting that offers SSH on 443 for users behind firewalls (ssh.github.com, altssh.gitlab.com).
// Does not see: forwarding on port 22, and what is forwarded.
import type { FlowObservation } from '../../model/observation.ts';
import type { GroupSignature } from '../../wire/dissector.ts';

const LEAD = 0.3;

export const sshOnWebPorts = Object.freeze({
  id: 'ssh-tunnel/web-ports',
  system: 'ssh-tunnel',
  because: 'SSH went to a port that is let out for something else',
  key: (flow: FlowObservation): string | null => {
    if (flow.protocol !== 'ssh' || flow.via.length > 0) return null;
    const { destinationPort: port } = flow;
    return port === 443 || port === 80 || port === 53
      ? `${flow.source} ${flow.sourcePort} ${flow.destination} ${flow.at}`
      : null;
  },
  open: () => ({ add: () => {}, probability: () => LEAD }),
} satisfies GroupSignature);
