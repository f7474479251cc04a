// tailscale/control: a node that signs in at its coordination server over plain HTTP (Headscale, or port 80 as a way out).
// https://pkg.go.dev/tailscale.com/control/controlhttp
//
// Proof: a POST that asks to go on with `tailscale-control-protocol`; nothing else has that name.
// Does not see: the same inside TLS (tls.ts knows the names of Tailscale's own servers).
import type { HttpRequest, HttpSignature } from '../../wire/dissector.ts';

export const tailscaleControl = Object.freeze({
  id: 'tailscale/control',
  system: 'tailscale',
  traces: { targets: ['/ts2021'] },
  request: ({ method, path, headers }: HttpRequest) =>
    method === 'POST' &&
    path.startsWith('/ts2021') &&
    headers.get('upgrade')?.toLowerCase() === 'tailscale-control-protocol',
}) satisfies HttpSignature;
