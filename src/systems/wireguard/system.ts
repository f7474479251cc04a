// Everything known about WireGuard.
import type { System } from '../system.ts';
import { wireguardUdp } from './udp.ts';

const READ = '2026-11-22';

export const wireguard = Object.freeze<System>({
  id: 'wireguard',
  name: 'WireGuard',
  family: 'vpn',
  programs: [
    'WireGuard',
    'wireguard-go',
    'BoringTun',
    'NordVPN (NordLynx)',
    'Mullvad',
    'Proton VPN',
    'other programs of commercial VPN services',
  ],
  models: [],
  summary:
    'A small virtual private network of 2016, part of the Linux kernel: two ends know each other by public keys and send whole IP packets encrypted over UDP.',
  findsPeers:
    'It looks for nobody: the configuration names the key and address of the other end. Either end may begin once it knows where the other is.',
  movesFiles: 'It moves none itself; what runs inside cannot be read or told apart.',
  weakness:
    'Four message types with fixed first bytes and sizes; the handshake is repeated every two minutes, and the index that each end chose comes back in clear.',
  risk: 'Rules about ports, names and content end at the tunnel. A computer inside with a WireGuard socket lets others in through it.',
  found:
    'By payload, on any port: a handshake whose answer gives the index back, data messages that count up when the handshake was not captured, or a handshake that is tried three times. Data of some services that append to the messages is read too. Not seen: AmneziaWG and other programs that change the message types, WireGuard inside other formats (udp2raw, wstunnel, TLS).',
  stopped:
    'Deny UDP outward except to what policy permits; permit the gateways of the organisation by address. There is no port to block: 51820 is only the usual one, services use 53, 80, 123 and 443 as well.',
  onTheWire: 'payload',
  ports: [{ port: 51820, transport: 'udp', use: 'the usual one; it has no registered port' }],
  dnsNames: ['.wireguard.com'],
  userAgents: [],
  tlsNames: [],
  processes: ['wireguard.exe', 'wireguard-go', 'wg', 'wg-quick', 'boringtun-cli'],
  packages: ['wireguard', 'wireguard-tools', 'wireguard-go', 'WireGuard'],
  artefacts: ['/etc/wireguard/', 'wg0.conf', 'WireGuard/Data/Configurations/'],
  advisories: [],
  sources: [
    {
      title: 'Message structures of the Linux module',
      where: 'drivers/net/wireguard/messages.h of Linux',
      read: READ,
    },
    {
      title: 'TunnelBear appends to the handshake: found in a capture',
      where: 'github.com/ntop/nDPI tests/cfgs/default/pcap/tunnelbear.pcap',
      read: READ,
    },
  ],
  dissectors: [wireguardUdp],
});
