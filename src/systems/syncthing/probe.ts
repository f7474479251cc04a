// What a scan asks to find Syncthing: its protocol in TLS, where its certificate is itself, and its web interface.
// https://docs.syncthing.net/specs/bep-v1.html, /rest. Proof: the protocol `bep/1.0` is chosen and the certificate is for
// `syncthing`; the header X-Syncthing-Id. Does not see: QUIC (the same port over UDP).
import type { Probe, TlsProbe, WebProbe } from '../probe.ts';
import { DEVICE_ID_BYTES, deviceId } from './device-id.ts';

const bep: TlsProbe = {
  id: 'syncthing/bep',
  transport: 'tls',
  alpn: ['bep/1.0'],
  open: (_asking, { alpn, subject, fingerprint }) =>
    alpn === 'bep/1.0' || subject === 'syncthing'
      ? {
          system: 'syncthing',
          protocol: 'syncthing/bep',
          program: 'Syncthing',
          identity: fingerprint,
          ...(fingerprint.length === 2 * DEVICE_ID_BYTES
            ? { text: `device ${deviceId(bytesOf(fingerprint))}` }
            : {}),
        }
      : null,
};

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );

const web: WebProbe = {
  id: 'syncthing/web',
  transport: 'web',
  ports: [8384],
  read: ({ headers }) => {
    const version = headers.get('x-syncthing-version');
    if (version === undefined && !headers.has('x-syncthing-id')) return null;
    return {
      system: 'syncthing',
      protocol: 'syncthing/web',
      program: 'Syncthing',
      ...(version === undefined ? {} : { version: version.replace(/^v/, '') }),
      text: 'web interface',
    };
  },
};

export const syncthingProbes: readonly Probe[] = [bep, web];
