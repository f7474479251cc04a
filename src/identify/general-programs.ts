// Programs that a system's data lists and that most people have for something else. What is said of them must weigh less
// than what is said of a client that serves nothing else, or nothing at all.

/** They are part of every machine of some kind, or carry anything: their being there tells nothing. */
export const TELLS_NOTHING: ReadonlySet<string> = new Set([
  // OpenSSH and PuTTY administer servers; a tunnel shows in its arguments or on the wire only.
  ...['ssh', 'sshd', 'openssh-client', 'openssh-server', 'openssh', 'putty', 'plink'],
  // Windows has it always; Delivery Optimization is a service inside.
  'svchost',
  // Browsers, and the wrapper that starts any Java service.
  ...['firefox', 'brave', 'wrapper', 'networkmanager'],
  // Relays for anything.
  ...['socat', 'sslh', 'hitch', 'stunnel', 'stunnel4'],
  // Too short, or a common word: Ultrasurf is u.exe, and libraries of JavaScript are no program.
  ...['u', 'nap', 'hans', 'gnut', 'wg', 'pear', 'helia'],
]);

/** What else a program is for, as the rival explanation says it. */
export const ALSO_FOR: ReadonlyMap<string, string> = new Map(
  (
    [
      [
        ['aria2', 'aria2c'],
        'aria2 also fetches from ordinary web and FTP servers, and many use it for nothing else.',
      ],
      [
        ['openvpn', 'openvpn3', 'openvpn-gui', 'openvpnserv', 'openvpnconnect', 'openvpn connect'],
        'It is the client of the organisation’s own virtual private network.',
      ],
      [
        ['network-manager-openvpn', 'tunnelblick', 'viscosity', 'strongswan', 'libreswan'],
        'It is the client of the organisation’s own virtual private network.',
      ],
      [
        ['charon', 'pluto', 'racoon', 'iked', 'wireguard', 'wireguard-tools', 'wireguard-go'],
        'It is the client of the organisation’s own virtual private network.',
      ],
      [
        ['wg-quick', 'tailscale', 'tailscaled', 'tailscale-ipn', 'cloudflare-warp', 'warp-svc'],
        'It is the client of the organisation’s own virtual private network.',
      ],
      [
        ['warp-cli', 'cloudflare warp', 'vpnclient', 'tinc', 'tincd', 'zerotier-one'],
        'It is the client of the organisation’s own virtual private network.',
      ],
      [
        ['squid', 'privoxy', 'tinyproxy', 'cntlm', '3proxy', 'danted', 'sockd', 'dante-server'],
        'It is a proxy that the organisation runs, or that a developer needs to reach one.',
      ],
      [
        ['dante-client', 'tsocks', 'proxychains4', 'redsocks', 'corkscrew', 'proxytunnel'],
        'It takes ordinary programs through the organisation’s own proxy.',
      ],
      [
        ['connect-proxy', 'desproxy', 'autossh', 'sshuttle'],
        'It takes an administrator’s connections through the organisation’s own servers.',
      ],
      [
        [
          'webtorrent',
          'webtorrent-cli',
          'amule-utils',
          'amule-emc',
          'amule-utils-gui',
          'hypercore',
          'hyperdrive',
          'hyperswarm',
        ],
        'It is a part that other programs are built with, or a tool beside the client.',
      ],
      [['clash', 'sing-box', 'xray', 'v2ray'], 'It is a client of the organisation’s own gateway.'],
      [
        ['trojan', 'ares', 'envy', 'foxy', 'phex', 'swapper', 'thunder', 'fragments', 'zona'],
        'Another program has the same name.',
      ],
      [
        ['morpheus', 'gift', 'lopster', 'iodine', 'htc', 'hts'],
        'Another program has the same name.',
      ],
    ] as const
  ).flatMap(([names, use]) => names.map((name) => [name, use] as const)),
);
