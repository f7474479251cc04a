// Services that a policy permits by name, with their ports (IANA service names; the common alternatives in the comments).
// Permits compile from it, and flows are compared with it (D3), so that both mean the same by `https`.

export type ServiceTransport = 'tcp' | 'udp';

export interface PortRange {
  readonly transport: ServiceTransport;
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
}

const SERVICES: Readonly<Record<string, string>> = {
  dns: '53/tcp 53/udp',
  'dns-over-tls': '853/tcp 853/udp',
  ftp: '21/tcp',
  git: '9418/tcp',
  http: '80/tcp',
  // Where web servers go that may not or need not use 80 and 443.
  'http-alt': '8000/tcp 8008/tcp 8080/tcp 8443/tcp',
  // QUIC carries HTTP/3 on the same port (RFC 9114 §3.1.2).
  https: '443/tcp 443/udp',
  imap: '143/tcp',
  imaps: '993/tcp',
  kerberos: '88/tcp 88/udp',
  ldap: '389/tcp 389/udp',
  ldaps: '636/tcp',
  ntp: '123/udp',
  pop3: '110/tcp',
  pop3s: '995/tcp',
  // Squid's default, and the alternative that most proxies offer.
  proxy: '3128/tcp 8080/tcp',
  rdp: '3389/tcp 3389/udp',
  rsync: '873/tcp',
  sip: '5060/tcp 5060/udp',
  sips: '5061/tcp',
  smb: '445/tcp',
  smtp: '25/tcp',
  ssh: '22/tcp',
  submission: '587/tcp 465/tcp',
  syslog: '514/udp 6514/tcp',
};

export const SERVICE_NAMES: readonly string[] = Object.keys(SERVICES);

export const isServiceName = (text: string): boolean => Object.hasOwn(SERVICES, text);

/** True of `3128/tcp` and `5000-5010/udp`. */
export const isServiceText = (text: string): boolean => parsePorts(text) !== null;

/** Ports of `https`, `3128/tcp` or `5000-5010/udp`; null when the text is none of these. */
export const servicePorts = (text: string): readonly PortRange[] | null => {
  if (isServiceName(text)) return SERVICES[text]!.split(' ').map((port) => parsePorts(port)!);
  const range = parsePorts(text);
  return range && [range];
};

const parsePorts = (text: string): PortRange | null => {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?\/(tcp|udp)$/.exec(text);
  if (!match) return null;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  if (from < 1 || to > 65_535 || from > to) return null;
  return { transport: match[3] as ServiceTransport, from, to };
};

/** True when the ranges share a port of one transport. */
export const overlapsAny = (range: PortRange, others: readonly PortRange[]): boolean =>
  others.some(
    ({ transport, from, to }) =>
      transport === range.transport && from <= range.to && range.from <= to,
  );
