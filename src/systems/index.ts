// The registry of systems: one line each, in the order in which dissectors are asked.

import { adware } from './adware/system.ts';
import { anydesk } from './anydesk/system.ts';
import { applejuice } from './applejuice/system.ts';
import { ares } from './ares/system.ts';
import { bitcoin } from './bitcoin/system.ts';
import { bittorrent } from './bittorrent/system.ts';
import { clientWebServer } from './client-web-server/system.ts';
import { cloudflareWarp } from './cloudflare-warp/system.ts';
import { connectTunnel } from './connect-tunnel/system.ts';
import { deliveryOptimization } from './delivery-optimization/system.ts';
import { directconnect } from './directconnect/system.ts';
import { dnsTunnel } from './dns-tunnel/system.ts';
import { edonkey } from './edonkey/system.ts';
import { ethereum } from './ethereum/system.ts';
import { fasttrack } from './fasttrack/system.ts';
import { filetopia } from './filetopia/system.ts';
import { freenet } from './freenet/system.ts';
import { gnunet } from './gnunet/system.ts';
import { gnutella } from './gnutella/system.ts';
import { gnutella2 } from './gnutella2/system.ts';
import { httpProxy } from './http-proxy/system.ts';
import { httpTunnel } from './http-tunnel/system.ts';
import { hypercore } from './hypercore/system.ts';
import { i2p } from './i2p/system.ts';
import { icmpTunnel } from './icmp-tunnel/system.ts';
import { imesh } from './imesh/system.ts';
import { ipfs } from './ipfs/system.ts';
import { ipsec } from './ipsec/system.ts';
import { kad } from './kad/system.ts';
import { monero } from './monero/system.ts';
import { mp2p } from './mp2p/system.ts';
import { napster } from './napster/system.ts';
import { ngrok } from './ngrok/system.ts';
import { obfs4 } from './obfs4/system.ts';
import { opaqueTunnel } from './opaque-tunnel/system.ts';
import { openft } from './openft/system.ts';
import { openvpn } from './openvpn/system.ts';
import { peerToPeer } from './peer-to-peer/system.ts';
import { pplive } from './pplive/system.ts';
import { psiphon } from './psiphon/system.ts';
import { resilio } from './resilio/system.ts';
import { retroshare } from './retroshare/system.ts';
import { shadowsocks } from './shadowsocks/system.ts';
import { socks } from './socks/system.ts';
import { softether } from './softether/system.ts';
import { sopcast } from './sopcast/system.ts';
import { soulseek } from './soulseek/system.ts';
import { sshTunnel } from './ssh-tunnel/system.ts';
import { steamLocal } from './steam-local/system.ts';
import { syncthing } from './syncthing/system.ts';
import type { System } from './system.ts';
import { tailscale } from './tailscale/system.ts';
import { teamviewer } from './teamviewer/system.ts';
import { thunder } from './thunder/system.ts';
import { tinc } from './tinc/system.ts';
import { tlsTunnel } from './tls-tunnel/system.ts';
import { tor } from './tor/system.ts';
import { trojan } from './trojan/system.ts';
import { ultrasurf } from './ultrasurf/system.ts';
import { vmess } from './vmess/system.ts';
import { webtorrent } from './webtorrent/system.ts';
import { winmx } from './winmx/system.ts';
import { wireguard } from './wireguard/system.ts';
import { zerotier } from './zerotier/system.ts';

export const SYSTEMS: readonly System[] = Object.freeze([
  bittorrent,
  webtorrent,
  edonkey,
  kad,
  directconnect,
  gnutella2,
  gnutella,
  openvpn,
  tailscale,
  wireguard,
  cloudflareWarp,
  ipsec,
  softether,
  tinc,
  zerotier,
  ngrok,
  teamviewer,
  anydesk,
  resilio,
  steamLocal,
  icmpTunnel,
  dnsTunnel,
  httpTunnel,
  connectTunnel,
  sshTunnel,
  tlsTunnel,
  soulseek,
  syncthing,
  ipfs,
  hypercore,
  tor,
  i2p,
  deliveryOptimization,
  bitcoin,
  ethereum,
  monero,
  applejuice,
  openft,
  vmess,
  opaqueTunnel,
  napster,
  fasttrack,
  winmx,
  adware,
  clientWebServer,
  // Knowledge only: nothing of these is recognised here.
  psiphon,
  shadowsocks,
  trojan,
  obfs4,
  ultrasurf,
  filetopia,
  socks,
  httpProxy,
  ares,
  mp2p,
  imesh,
  retroshare,
  gnunet,
  freenet,
  pplive,
  sopcast,
  thunder,
  peerToPeer,
]);
