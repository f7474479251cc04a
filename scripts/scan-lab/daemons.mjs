// The programs of the lab: how each is started in a host of its own, and what a scan has to find there. All are unchanged
// Debian packages; configurations switch off what would reach for the Internet.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const tcp = (port, system, protocol, program) => ({ port, over: 'tcp', system, protocol, program });
const udp = (port, system, protocol, program) => ({ port, over: 'udp', system, protocol, program });

/** A torrent of one made-up file: libtorrent takes no connection while it has none. */
const FILE = Buffer.from('generated for the lab of listeners\n'.repeat(1000));
const INFO = Buffer.concat([
  Buffer.from(`d6:lengthi${FILE.length}e4:name7:lab.txt12:piece lengthi65536e6:pieces20:`),
  createHash('sha1').update(FILE).digest(),
  Buffer.from('e'),
]);
const TORRENT = Buffer.concat([Buffer.from('d4:info'), INFO, Buffer.from('e')]);
/** What a site that has seen this torrent elsewhere would ask for. */
export const CONTENT = createHash('sha1').update(INFO).digest('hex');

/** The file whole, and its torrent beside it. */
const withTorrent = (home) => {
  mkdirSync(join(home, 'watch'));
  writeFileSync(join(home, 'lab.txt'), FILE);
  writeFileSync(join(home, 'watch/lab.torrent'), TORRENT);
  return join(home, 'watch/lab.torrent');
};

/** @typedef {{ port: number, over: 'tcp' | 'udp', system: string | null, protocol: string, program?: string }} Expected */

export const DAEMONS = [
  {
    name: 'transmission',
    packages: ['transmission-daemon'],
    programs: ['transmission-daemon'],
    number: 11,
    expected: [
      tcp(51413, 'bittorrent', 'bittorrent/encrypted'),
      tcp(9091, 'bittorrent', 'bittorrent/web', 'Transmission'),
      udp(51413, 'bittorrent', 'bittorrent/dht'),
      udp(51413, 'bittorrent', 'bittorrent/utp'),
    ],
    async start({ home, start, ready }) {
      writeFileSync(
        join(home, 'settings.json'),
        JSON.stringify({
          'rpc-enabled': true,
          'rpc-port': 9091,
          'rpc-whitelist-enabled': false,
          'rpc-host-whitelist-enabled': false,
          'rpc-bind-address': '0.0.0.0',
          'peer-port': 51413,
          'dht-enabled': true,
          'lpd-enabled': false,
          'port-forwarding-enabled': false,
          'download-dir': home,
          'watch-dir-enabled': true,
          'watch-dir': join(home, 'watch'),
        }),
      );
      withTorrent(home);
      start('transmission-daemon', ['-f', '-g', home]);
      await ready(51413, 9091);
    },
  },
  {
    name: 'qbittorrent',
    packages: ['qbittorrent-nox'],
    programs: ['qbittorrent-nox'],
    number: 12,
    expected: [
      tcp(6881, 'bittorrent', 'bittorrent/encrypted'),
      tcp(8080, 'bittorrent', 'bittorrent/web', 'qBittorrent'),
      udp(6881, 'bittorrent', 'bittorrent/dht', 'libtorrent'),
      udp(6881, 'bittorrent', 'bittorrent/utp'),
    ],
    async start({ home, start, ready }) {
      mkdirSync(join(home, 'qBittorrent/config'), { recursive: true });
      writeFileSync(
        join(home, 'qBittorrent/config/qBittorrent.conf'),
        `[LegalNotice]
Accepted=true

[BitTorrent]
Session\\Port=6881
Session\\DHTEnabled=true
Session\\LSDEnabled=false
Session\\DefaultSavePath=${home}

[Network]
PortForwardingEnabled=false

[Preferences]
WebUI\\Address=*
WebUI\\Port=8080
`,
      );
      const torrent = withTorrent(home);
      start('qbittorrent-nox', [
        `--profile=${home}`,
        '--skip-dialog=true',
        `--save-path=${home}`,
        torrent,
      ]);
      await ready(6881, 8080);
    },
  },
  {
    name: 'deluge',
    packages: ['deluged', 'deluge-web', 'deluge-console'],
    programs: ['deluged', 'deluge-web', 'deluge-console'],
    number: 13,
    expected: [
      tcp(6891, 'bittorrent', 'bittorrent/encrypted'),
      tcp(8112, 'bittorrent', 'bittorrent/web', 'Deluge'),
      tcp(58846, 'bittorrent', 'bittorrent/control', 'Deluge'),
      udp(6891, 'bittorrent', 'bittorrent/dht', 'libtorrent'),
      udp(6891, 'bittorrent', 'bittorrent/utp'),
    ],
    async start({ home, start, run, ready }) {
      writeFileSync(join(home, 'auth'), 'localclient:pw:10\n', { mode: 0o600 });
      writeFileSync(
        join(home, 'core.conf'),
        `{"file":1,"format":1}${JSON.stringify({
          download_location: home,
          listen_ports: [6891, 6891],
          random_port: false,
          listen_random_port: null,
          lsd: false,
          dht: true,
          upnp: false,
          natpmp: false,
          new_release_check: false,
          daemon_port: 58846,
          allow_remote: true,
        })}`,
      );
      start('deluged', ['-d', '-c', home, '-p', '58846']);
      start('deluge-web', ['-d', '-c', home, '-p', '8112']);
      await ready(58846, 8112, 6891);
      const torrent = withTorrent(home);
      // It takes commands a moment after it listens.
      for (let tries = 0; ; tries++) {
        try {
          const connect = 'connect 127.0.0.1:58846 localclient pw';
          run('deluge-console', ['-c', home, `${connect}; add -p ${home} ${torrent}`]);
          break;
        } catch (fault) {
          if (tries === 10) throw fault;
          await sleep(500);
        }
      }
    },
  },
  {
    name: 'amule',
    packages: ['amule-daemon', 'amule-utils'],
    programs: ['amuled', 'amuleweb'],
    number: 14,
    expected: [
      tcp(4662, 'edonkey', 'edonkey/client', 'aMule'),
      tcp(4711, 'edonkey', 'edonkey/web', 'aMule'),
      udp(4672, 'kad', 'kad/udp'),
    ],
    async start({ home, start, ready }) {
      for (const name of ['Temp', 'Incoming']) mkdirSync(join(home, name));
      // MD5 of "labpass", which only this lab uses.
      const password = '830c72a7aad5731d29622cd3581595d6';
      writeFileSync(
        join(home, 'amule.conf'),
        `[eMule]
AppVersion=2.3.3
Nick=lab
Port=4662
UDPPort=4672
UDPEnable=1
Autoconnect=1
ConnectToKad=1
ConnectToED2K=0
UPnPEnabled=0
TempDir=${home}/Temp
IncomingDir=${home}/Incoming
FilterLanIPs=0
IPFilterClients=0
IPFilterServers=0
IPFilterAutoLoad=0
NewVersionCheck=0
AutoServerlist=0
[ExternalConnect]
AcceptExternalConnections=1
ECAddress=127.0.0.1
ECPort=4712
ECPassword=${password}
[Obfuscation]
IsClientCryptLayerSupported=1
IsCryptLayerRequested=1
IsClientCryptLayerRequired=0
[WebServer]
Enabled=0
`,
      );
      start('amuled', ['-c', home, '-o']);
      await ready(4662, 4712);
      writeFileSync(
        join(home, 'remote.conf'),
        `[EC]\nHost=127.0.0.1\nPort=4712\nPassword=${password}\n[Webserver]\nPort=4711\nUPnPWebServerEnabled=0\n`,
      );
      start('amuleweb', ['-f', join(home, 'remote.conf'), '-P', 'labpass', '-A', 'labpass', '-q']);
      await ready(4711);
    },
  },
  {
    name: 'eiskaltdcpp',
    packages: ['eiskaltdcpp-daemon'],
    programs: ['eiskaltdcpp-daemon'],
    number: 15,
    expected: [
      tcp(3412, 'directconnect', 'directconnect/adc'),
      tcp(3413, 'directconnect', 'directconnect/adc'),
    ],
    async start({ home, start, ready }) {
      mkdirSync(join(home, 'tmp'));
      writeFileSync(
        join(home, 'DCPlusPlus.xml'),
        `<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<DCPlusPlus><Settings><Nick type="string">lab</Nick><DownloadDirectory type="string">${home}/</DownloadDirectory><TempDownloadDirectory type="string">${home}/tmp/</TempDownloadDirectory><InPort type="int">3412</InPort><UDPPort type="int">3412</UDPPort><TLSPort type="int">3413</TLSPort><IncomingConnections type="int">0</IncomingConnections><UseTLS type="int">1</UseTLS><UseDHT type="int">0</UseDHT><AutoDetectIncomingConnection type="int">0</AutoDetectIncomingConnection></Settings><Share></Share></DCPlusPlus>
`,
      );
      start('eiskaltdcpp-daemon', ['-v', '-c', home, '-l', home, '-P', '3121', '-L', '127.0.0.1']);
      await ready(3412);
    },
  },
  {
    name: 'uhub',
    packages: ['uhub'],
    programs: ['uhub'],
    number: 16,
    expected: [tcp(1511, 'directconnect', 'directconnect/adc', 'uhub')],
    async start({ home, start, ready }) {
      writeFileSync(join(home, 'plugins.conf'), '');
      writeFileSync(
        join(home, 'uhub.conf'),
        `server_port=1511\nserver_bind_addr=0.0.0.0\nhub_name=Lab hub\nfile_plugins=${home}/plugins.conf\n`,
      );
      start('uhub', ['-c', join(home, 'uhub.conf')]);
      await ready(1511);
    },
  },
  {
    name: 'ncdc',
    packages: ['ncdc'],
    programs: ['ncdc', 'script'],
    number: 17,
    expected: [tcp(3512, 'directconnect', 'directconnect/adc')],
    async start({ home, start, ready }) {
      // It is driven by keys, and listens while it is in a hub: that of the host above.
      writeFileSync(
        join(home, 'go.sh'),
        `(sleep 3; for c in '/nick lab' '/set active_ip 10.88.0.17' '/set active_port 3512' '/set active true' '/open lab adc://10.88.0.16:1511'; do printf '%s\\r' "$c"; sleep 1; done; exec sleep 100000) | script -qfec 'stty rows 40 cols 120; exec ncdc -n -c ${home}/ncdc' /dev/null\n`,
      );
      chmodSync(join(home, 'go.sh'), 0o755);
      start('sh', [join(home, 'go.sh')], { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TERM: 'xterm' });
      await ready(3512);
    },
  },
  {
    name: 'syncthing',
    packages: ['syncthing'],
    programs: ['syncthing'],
    number: 18,
    expected: [
      tcp(22000, 'syncthing', 'syncthing/bep'),
      tcp(8384, 'syncthing', 'syncthing/web', 'Syncthing'),
    ],
    async start({ home, start, run, ready }) {
      run('syncthing', ['generate', `--home=${home}`, '--no-default-folder']);
      start(
        'syncthing',
        ['serve', `--home=${home}`, '--no-browser', '--no-restart', '--gui-address=0.0.0.0:8384'],
        { STNODEFAULTFOLDER: '1', STNOUPGRADE: '1' },
      );
      await ready(22000, 8384);
    },
  },
  {
    name: 'tor',
    packages: ['tor'],
    programs: ['tor'],
    number: 19,
    expected: [
      tcp(9001, 'tor', 'tor/link'),
      tcp(9030, 'tor', 'tor/directory'),
      tcp(9050, 'tor', 'tor/socks', 'Tor'),
      tcp(9051, 'tor', 'tor/control', 'Tor'),
    ],
    async start({ home, start, ready }) {
      chmodSync(home, 0o700);
      mkdirSync(join(home, 'data'), { mode: 0o700 });
      writeFileSync(
        join(home, 'torrc'),
        `DataDirectory ${home}/data
Nickname lab
Address 10.88.0.19
ORPort 10.88.0.19:9001 IPv4Only
DirPort 10.88.0.19:9030
SocksPort 10.88.0.19:9050
ControlPort 10.88.0.19:9051
CookieAuthentication 1
AssumeReachable 1
ExitRelay 0
PublishServerDescriptor 0
DirAuthority a orport=9001 v3ident=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA 10.88.0.250:9030 BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
`,
      );
      start('tor', ['-f', join(home, 'torrc')]);
      await ready(9001, 9030, 9050, 9051);
    },
  },
  {
    name: 'i2pd',
    packages: ['i2pd'],
    programs: ['i2pd'],
    number: 20,
    expected: [
      tcp(4444, 'i2p', 'i2p/http-proxy', 'i2pd'),
      tcp(7070, 'i2p', 'i2p/web', 'i2pd'),
      tcp(7656, 'i2p', 'i2p/sam'),
      tcp(4447, 'socks', 'socks'),
    ],
    async start({ home, start, ready }) {
      writeFileSync(
        join(home, 'i2pd.conf'),
        `netid = 77
port = 23450
ipv4 = true
ipv6 = false
nat = false
reservedrange = false
log = stdout
[http]
enabled = true
address = 0.0.0.0
port = 7070
strictheaders = false
[httpproxy]
enabled = true
address = 0.0.0.0
port = 4444
[socksproxy]
enabled = true
address = 0.0.0.0
port = 4447
[sam]
enabled = true
address = 0.0.0.0
port = 7656
[reseed]
threshold = 0
verify = false
urls =
`,
      );
      writeFileSync(join(home, 'tunnels.conf'), '');
      start('i2pd', [
        `--datadir=${home}`,
        `--conf=${home}/i2pd.conf`,
        `--tunconf=${home}/tunnels.conf`,
      ]);
      await ready(7070, 4444, 4447, 7656);
    },
  },
  {
    name: 'microsocks',
    packages: ['microsocks'],
    programs: ['microsocks'],
    number: 21,
    expected: [tcp(1080, 'socks', 'socks/open')],
    async start({ start, ready }) {
      start('microsocks', ['-i', '0.0.0.0', '-p', '1080']);
      await ready(1080);
    },
  },
  {
    name: 'squid',
    packages: ['squid'],
    programs: ['squid'],
    number: 22,
    expected: [tcp(3128, 'http-proxy', 'http-proxy/open', 'Squid')],
    async start({ home, start, ready }) {
      writeFileSync(
        join(home, 'squid.conf'),
        `http_port 3128
http_access allow all
cache deny all
access_log none
cache_log ${home}/cache.log
pid_filename ${home}/squid.pid
coredump_dir ${home}
visible_hostname lab
shutdown_lifetime 1 seconds
pinger_enable off
`,
      );
      // As root it becomes the user proxy. Its shared memory is named after the service.
      chmodSync(home, 0o777);
      start('squid', ['-N', '-n', `lab${process.pid}`, '-f', join(home, 'squid.conf')]);
      await ready(3128);
    },
  },
  {
    name: 'nginx',
    packages: ['nginx-light'],
    programs: ['nginx'],
    number: 23,
    expected: [
      tcp(80, null, 'http/listing', 'nginx'),
      // The same server with a page of its own, which is nothing to name.
      tcp(8000, null, 'http'),
    ],
    async start({ home, start, ready }) {
      for (const name of ['files', 'site']) mkdirSync(join(home, name));
      for (const name of ['one.mp3', 'two.mkv', 'three.iso'])
        writeFileSync(join(home, 'files', name), 'generated');
      writeFileSync(
        join(home, 'site/index.html'),
        '<html><title>Intranet</title><body>Welcome</body></html>',
      );
      writeFileSync(
        join(home, 'nginx.conf'),
        `user root;
daemon off;
pid ${home}/nginx.pid;
error_log ${home}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${home}/b; proxy_temp_path ${home}/p; fastcgi_temp_path ${home}/f; uwsgi_temp_path ${home}/u; scgi_temp_path ${home}/s;
  server { listen 80; root ${home}/files; autoindex on; }
  server { listen 8000; root ${home}/site; }
}
`,
      );
      chmodSync(home, 0o755);
      start('nginx', ['-c', join(home, 'nginx.conf'), '-e', join(home, 'error.log')]);
      await ready(80, 8000);
    },
  },
  {
    name: 'aria2',
    packages: ['aria2'],
    programs: ['aria2c'],
    number: 24,
    expected: [tcp(6800, 'bittorrent', 'bittorrent/web', 'aria2')],
    async start({ start, ready }) {
      start('aria2c', ['--no-conf', '--enable-rpc', '--rpc-listen-all=true']);
      await ready(6800);
    },
  },
  {
    // What every office has, and what must not be named.
    name: 'office services',
    packages: ['openssh-server', 'samba'],
    programs: ['sshd', 'smbd'],
    number: 25,
    expected: [tcp(22, null, 'ssh'), tcp(445, null, 'unknown')],
    async start({ home, start, run, ready }) {
      run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, 'key')]);
      mkdirSync('/run/sshd', { recursive: true });
      writeFileSync(join(home, 'sshd_config'), `Port 22\nHostKey ${home}/key\nPidFile none\n`);
      start('/usr/sbin/sshd', ['-D', '-f', join(home, 'sshd_config')]);
      for (const name of ['private', 'lock', 'state', 'cache', 'run']) mkdirSync(join(home, name));
      writeFileSync(
        join(home, 'smb.conf'),
        `[global]
private dir = ${home}/private
lock directory = ${home}/lock
state directory = ${home}/state
cache directory = ${home}/cache
pid directory = ${home}/run
ncalrpc dir = ${home}/run
log file = ${home}/smb.log
disable netbios = yes
`,
      );
      start('smbd', ['-F', '--no-process-group', `--configfile=${home}/smb.conf`]);
      await ready(22, 445);
    },
  },
  {
    name: 'tinyproxy',
    packages: ['tinyproxy'],
    programs: ['tinyproxy'],
    number: 26,
    // It serves nobody but itself, and says so to others.
    expected: [tcp(8888, 'http-proxy', 'http-proxy', 'Tinyproxy')],
    async start({ home, start, ready }) {
      writeFileSync(
        join(home, 'tinyproxy.conf'),
        `User root\nGroup root\nPort 8888\nTimeout 60\nMaxClients 20\nAllow 127.0.0.1\nLogFile "${home}/tinyproxy.log"\n`,
      );
      start('tinyproxy', ['-d', '-c', join(home, 'tinyproxy.conf')]);
      await ready(8888);
    },
  },
  {
    // A router that opens ports for whoever asks.
    name: 'miniupnpd',
    packages: ['miniupnpd-nftables', 'nftables'],
    programs: ['miniupnpd', 'nft'],
    number: 27,
    expected: [tcp(5000, null, 'http'), udp(5351, null, 'nat-pmp'), udp(1900, null, 'upnp-igd')],
    async start({ home, start, run, ready }) {
      for (const words of [
        'link add ext0 type veth peer name ext1',
        'addr add 203.0.113.9/24 dev ext0',
        'link set ext0 up',
        'link set ext1 up',
      ])
        run('ip', words.split(' '));
      writeFileSync(
        join(home, 'rules.nft'),
        `table inet filter {
  chain miniupnpd {}
  chain prerouting_miniupnpd {}
  chain postrouting_miniupnpd {}
  chain forward { type filter hook forward priority 0; jump miniupnpd; }
  chain prerouting { type nat hook prerouting priority -100; jump prerouting_miniupnpd; }
  chain postrouting { type nat hook postrouting priority 100; jump postrouting_miniupnpd; }
}
`,
      );
      run('nft', ['-f', join(home, 'rules.nft')]);
      writeFileSync(
        join(home, 'miniupnpd.conf'),
        `ext_ifname=ext0
listening_ip=eth0
port=5000
enable_natpmp=yes
enable_upnp=yes
allow 1024-65535 10.88.0.0/24 1024-65535
uuid=8f0e7b9c-2f3a-4c5d-9e6f-0a1b2c3d4e5f
`,
      );
      start('miniupnpd', ['-d', '-f', join(home, 'miniupnpd.conf'), '-P', join(home, 'pid')]);
      await ready(5000);
    },
  },
];

/** Starts these, in hosts of their own, all at once; those that do not come up are told. */
export const startDaemons = async (lab, daemons = DAEMONS) => {
  const hosts = daemons.map((daemon) => ({ daemon, host: lab.host(daemon.number) }));
  const results = await Promise.allSettled(hosts.map(({ daemon, host }) => daemon.start(host)));
  return hosts.map(({ daemon, host }, i) => ({
    daemon,
    address: host.address,
    fault: results[i].status === 'rejected' ? String(results[i].reason) : null,
  }));
};
