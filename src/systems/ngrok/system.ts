// Everything known about ngrok.
import type { System } from '../system.ts';
import { ngrokTls } from './tls.ts';

const READ = '2026-11-22';

export const ngrok = Object.freeze<System>({
  id: 'ngrok',
  name: 'ngrok',
  family: 'tunnel',
  programs: ['ngrok'],
  models: [],
  summary:
    'An agent that makes a port of this computer reachable under a public name: it keeps one TLS connection to the service, which sends it the visitors.',
  findsPeers:
    'It looks for nobody: visitors come to a name below ngrok.app, ngrok-free.app or ngrok.io.',
  movesFiles: 'Whatever the local server offers, over the one TLS connection of the agent.',
  weakness: "It depends on the name of the agent's gateway.",
  risk: 'A server inside, also a remote desktop or a file share, stands open on the internet past the firewall.',
  found:
    'By the name in TLS that only agents ask for. Not seen: agents with a connect address of their own. Who visits such a tunnel is not named.',
  stopped: 'Answer the names of the gateway with a dead address; ports do not help, it is 443.',
  onTheWire: 'payload',
  ports: [],
  dnsNames: ['.ngrok-agent.com', 'connect.ngrok-agent.com', 'tunnel.ngrok.com'],
  userAgents: [],
  tlsNames: ['connect.ngrok-agent.com', 'tunnel.us.ngrok.com'],
  processes: ['ngrok', 'ngrok.exe'],
  packages: ['ngrok'],
  artefacts: ['ngrok.yml', '.ngrok2/'],
  advisories: [],
  sources: [
    {
      title: 'Changes of the agent library: default server address',
      where: 'github.com/ngrok/ngrok-go CHANGELOG.md',
      read: READ,
    },
  ],
  tls: [ngrokTls],
});
