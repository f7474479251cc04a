// System ids and families: the closed list that every judgement is made in (design: interfaces).

/** Families of systems, with whether a case of the family is an offence unless policy says otherwise. */
export const FAMILIES = {
  'file-sharing': {
    raised: true,
    ids: [
      'bittorrent',
      'edonkey',
      'kad',
      'gnutella',
      'gnutella2',
      'directconnect',
      'napster',
      'fasttrack',
      'winmx',
      'filetopia',
      'soulseek',
      'ares',
      'openft',
      'imesh',
      'mp2p',
      'applejuice',
      'webtorrent',
      'ipfs',
      'hypercore',
      'retroshare',
      'gnunet',
      // Not in the published table of ids: added by us for row S10.
      'client-web-server',
    ],
  },
  streaming: { raised: true, ids: ['pplive', 'sopcast', 'thunder'] },
  // `peer-to-peer` is added by us: a mesh of equals whose program is not known (behaviour alone, never a case).
  overlay: { raised: true, ids: ['tor', 'i2p', 'freenet', 'peer-to-peer'] },
  tunnel: {
    raised: true,
    ids: [
      'http-tunnel',
      'connect-tunnel',
      'ssh-tunnel',
      'dns-tunnel',
      'icmp-tunnel',
      'tls-tunnel',
      'opaque-tunnel',
      'obfs4',
      'shadowsocks',
      'vmess',
      'trojan',
      'ultrasurf',
      'psiphon',
      'ngrok',
    ],
  },
  vpn: {
    raised: true,
    ids: [
      'openvpn',
      'wireguard',
      'ipsec',
      'softether',
      'tailscale',
      'zerotier',
      'tinc',
      'cloudflare-warp',
    ],
  },
  proxy: { raised: true, ids: ['socks', 'http-proxy'] },
  adware: { raised: true, ids: ['adware'] },
  sync: { raised: false, ids: ['syncthing', 'resilio'] },
  distribution: { raised: false, ids: ['delivery-optimization', 'steam-local'] },
  'crypto-currency': { raised: false, ids: ['bitcoin', 'ethereum', 'monero'] },
  'remote-access': { raised: false, ids: ['teamviewer', 'anydesk'] },
} as const;

export type Family = keyof typeof FAMILIES;
export type SystemId = (typeof FAMILIES)[Family]['ids'][number];

const familyById = new Map<string, Family>(
  Object.entries(FAMILIES).flatMap(([family, { ids }]) =>
    ids.map((id) => [id, family as Family] as const),
  ),
);

export const SYSTEM_IDS: readonly SystemId[] = [...familyById.keys()] as SystemId[];

export const isSystemId = (text: string): text is SystemId => familyById.has(text);

export const familyOf = (id: SystemId): Family => familyById.get(id)!;

/** Systems that are one program are one activity: `kad` is `edonkey`, `gnutella2` is `gnutella`. */
export const activityOf = (id: SystemId): SystemId => {
  if (id === 'kad') return 'edonkey';
  if (id === 'gnutella2') return 'gnutella';
  return id;
};

/** How peers find each other, after the paper's section on discovery; M6 is how content moves. */
export const DISCOVERY_MODELS = {
  M1: 'one-to-one: a user knows the other address and connects',
  M2: 'serverless: neighbours tell of neighbours, up to a limit',
  M3: 'decentralised servers: some clients volunteer as index servers',
  M4: 'central server: one or few servers know who shares what',
  M5: 'closed network: a hub behind passwords',
  M6: 'multi-source transfer: chunks of one content come from many peers at once',
} as const;

export type DiscoveryModel = keyof typeof DISCOVERY_MODELS;
