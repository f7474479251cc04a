// Services over UDP that business uses: named so that they are not 'unknown', not read further.
// Specifications: NTP RFC 5905, DHCP RFC 2131 and 8415, SSDP (UPnP Device Architecture 2.0 §1), SNMP RFC 3416, syslog
// RFC 3164 and 5424, SIP RFC 3261, TFTP RFC 1350, Kerberos RFC 4120, CLDAP RFC 1798, RADIUS RFC 2865, NAT-PMP RFC 6886, PCP
// RFC 6887, NetBIOS datagrams RFC 1002 §4.4, ONC RPC RFC 5531, RMCP (IPMI 2.0 §13), NetFlow, IPFIX and sFlow
// (flow-export.ts), SLP RFC 2608, RIP RFC 2453, WS-Discovery 1.1, ZRTP RFC 6189; Dropbox, Spotify, iperf3: as captured.
// Sound because: fixed text, or a walk that uses up the datagram exactly; where a format is mostly zeros or numbers (NTP,
// NAT-PMP, SLP, RIP, NetBIOS datagrams) its registered port must agree, and the port alone never suffices.
// Looks alike: BT-SEARCH (BitTorrent LSD) is written like SSDP with another method; µTP and BitTorrent's UDP trackers.
// Does not see: later datagrams; the same services on other ports where the port is part of the test.
import { ascii, isDigit, matchesAt } from '../wire/codec/ascii.ts';
import type { Datagram, DatagramDissector } from '../wire/dissector.ts';
import { isKerberos, isLdapMessage, isSnmp } from './ber-formats.ts';
import { FLOW_EXPORT_BYTES_MIN, type FlowExport, flowExportOf } from './flow-export.ts';
import {
  bytesBetween,
  closedTextEnd,
  contains,
  datagramFormat,
  firstBytesOf,
  literals,
  matchesAnyOf,
  u16,
  u32,
} from './recogniser.ts';

const onPort = (datagram: Datagram, port: number): boolean =>
  datagram.serverPort === port || datagram.clientPort === port;

const said = (id: string, ...texts: readonly string[]): DatagramDissector => {
  const any = literals(...texts);
  const shortest = Math.min(...any.map((literal) => literal.length));
  return datagramFormat(id, shortest, firstBytesOf(any), (bytes, start, end) =>
    matchesAnyOf(bytes, start, end, any),
  );
};

/** Leap indicator, version 1–4, mode 1–7. */
const NTP_FIRST = bytesBetween(0, 255).filter((byte) => {
  const version = (byte >> 3) & 7;
  return version >= 1 && version <= 4 && (byte & 7) !== 0;
});

/** Versions 1–4; client, server, symmetric, broadcast (48 bytes and more) or control (mode 6 and 7). */
const ntp = datagramFormat('ntp', 8, NTP_FIRST, (bytes, start, end, datagram) => {
  if (!onPort(datagram, 123)) return false;
  return (bytes[start]! & 7) >= 6 || (end - start >= 48 && bytes[start + 1]! <= 16);
});

/** BOOTP operation, Ethernet, and the cookie 63825363. */
const dhcp = datagramFormat('dhcp', 240, [1, 2], (bytes, start) => {
  return bytes[start + 2]! <= 16 && u32(bytes, start + 236) === 0x63825363;
});

/** Message type 1–13, transaction, options to the last byte. */
const dhcpv6 = datagramFormat('dhcpv6', 8, bytesBetween(1, 13), (bytes, start, end, datagram) => {
  if (!onPort(datagram, 547) && !onPort(datagram, 546)) return false;
  let at = start + (bytes[start]! >= 12 ? 34 : 4);
  while (at + 4 <= end) at += 4 + u16(bytes, at + 2);
  return at === end;
});

const HTTP_OK = ascii('HTTP/1.1 200 OK');
const SSDP = literals('M-SEARCH * HTTP/1.', 'NOTIFY * HTTP/1.');
const UPNP_PORT = 1900;

const ssdp = datagramFormat('ssdp', 17, [0x4d, 0x4e, 0x48], (bytes, start, end, datagram) =>
  bytes[start] === 0x48
    ? onPort(datagram, UPNP_PORT) && matchesAt(bytes, start, end, HTTP_OK)
    : matchesAnyOf(bytes, start, end, SSDP),
);

const ENVELOPE = ascii('envelope');
const wsDiscovery = datagramFormat(
  'ws-discovery',
  64,
  [0x3c],
  (bytes, start, end, datagram) =>
    onPort(datagram, 3702) && contains(bytes, start, Math.min(end, start + 256), ENVELOPE),
);

const snmp = datagramFormat('snmp', 16, [0x30], isSnmp);
const cldap = datagramFormat('cldap', 12, [0x30], isLdapMessage);
const kerberos = datagramFormat('kerberos', 16, [0x6a, 0x6b, 0x6c, 0x6d, 0x7e], isKerberos);

/** `<34>` with a priority up to 191, then text. */
const syslog = datagramFormat('syslog', 12, [0x3c], (bytes, start, end) => {
  let at = start + 1;
  let priority = 0;
  while (at < start + 4 && isDigit(bytes[at]!)) priority = priority * 10 + bytes[at++]! - 0x30;
  if (at === start + 1 || bytes[at] !== 0x3e || priority > 191) return false;
  for (let i = at + 1; i < Math.min(end, at + 9); i++)
    if (bytes[i]! < 0x20 || bytes[i]! > 0x7e) return false;
  return true;
});

const SIP_VERSION = ascii('sip/2.0');
/** A method in capitals, and the version in the first line. */
const sip = datagramFormat('sip', 16, bytesBetween(0x41, 0x5a), (bytes, start, end) => {
  if (bytes[start + 1]! > 0x5a) return false;
  let at = start;
  while (at < end && at - start < 512 && bytes[at] !== 0x0d && bytes[at]! >= 0x20) at++;
  return bytes[at] === 0x0d && contains(bytes, start, at, SIP_VERSION);
});

const TFTP_MODES = literals('octet\u0000', 'netascii\u0000');
/** Read or write request: file name and mode, each closed by NUL. */
const tftp = datagramFormat('tftp', 9, [0], (bytes, start, end) => {
  if (bytes[start + 1] !== 1 && bytes[start + 1] !== 2) return false;
  const mode = closedTextEnd(bytes, start + 2, end);
  if (mode < 0) return false;
  return matchesAnyOf(bytes, mode, end, TFTP_MODES);
});

/** Known code, own length, attributes of at least two bytes to the last byte. */
const radius = datagramFormat('radius', 20, [1, 2, 3, 4, 5, 11], (bytes, start, end) => {
  if (u16(bytes, start + 2) !== end - start || end - start === 20) return false;
  let at = start + 20;
  while (at + 2 <= end && bytes[at]! > 0 && bytes[at + 1]! >= 2) at += bytes[at + 1]!;
  return at === end;
});

/** Version 0 with operation 0–2 (answers +128), or version 2 of PCP with its 24 bytes at least. */
const natPmp = datagramFormat('nat-pmp', 2, [0, 2], (bytes, start, end, datagram) => {
  if (!onPort(datagram, 5351)) return false;
  const operation = bytes[start + 1]! & 0x7f;
  if (bytes[start] === 0) return operation <= 2 && end - start <= 16;
  return operation <= 3 && end - start >= 24 && ((end - start) & 3) === 0;
});

/** Types 10–16 (hex); source port field 138. */
const netbiosDatagram = datagramFormat(
  'netbios-dgm',
  14,
  bytesBetween(0x10, 0x16),
  (bytes, start, _end, datagram) => {
    return onPort(datagram, 138) && u16(bytes, start + 8) === 138;
  },
);

/** A version 2 call to a well-known program (100000–100400). */
const rpc = datagramFormat('rpc', 24, null, (bytes, start) => {
  if (u32(bytes, start + 4) !== 0 || u32(bytes, start + 8) !== 2) return false;
  return u32(bytes, start + 12) >= 100_000 && u32(bytes, start + 12) <= 100_400;
});

/** Version 6, no reserved bits, class ASF or IPMI. */
const rmcp = datagramFormat('rmcp', 8, [6], (bytes, start, _end, datagram) => {
  const kind = bytes[start + 3]! & 0x1f;
  return onPort(datagram, 623) && bytes[start + 1] === 0 && (kind === 6 || kind === 7);
});

/** NetFlow v5 and v9, IPFIX, sFlow: what routers tell of flows (flow-export.ts); read in sources/flow-records. */
const exported = (id: string, ...formats: readonly FlowExport[]): DatagramDissector =>
  datagramFormat(id, FLOW_EXPORT_BYTES_MIN, [0], (bytes, start, end) => {
    const format = flowExportOf(bytes, start, end);
    return format !== null && formats.includes(format);
  });

const netflow = exported('netflow', 'netflow-v5', 'netflow-v9');
const ipfix = exported('ipfix', 'ipfix');
const sflow = exported('sflow', 'sflow');

/** Version 2 or 1 with function 1–11 and the datagram's own length. */
const slp = datagramFormat('slp', 12, [1, 2], (bytes, start, end, datagram) => {
  if (!onPort(datagram, 427) || bytes[start + 1]! < 1 || bytes[start + 1]! > 11) return false;
  const size = bytes[start] === 2 ? u32(bytes, start + 1) & 0xffffff : u16(bytes, start + 2);
  return size === end - start;
});

const rip = datagramFormat('rip', 24, [1, 2], (bytes, start, end, datagram) => {
  const version = bytes[start + 1]!;
  if (!onPort(datagram, 520) || version < 1 || version > 2) return false;
  return u16(bytes, start + 2) === 0 && (end - start - 4) % 20 === 0;
});

/** The connect message of iperf3's UDP test and its answer: one magic number each. */
const iperf3 = datagramFormat('iperf3', 4, [0x39, 0x36], (bytes, start, end) => {
  const word = u32(bytes, start);
  return end - start === 4 && (word === 0x39383736 || word === 0x36373839);
});

const HOST_INT = ascii('"host_int": ');
const dropbox = datagramFormat('dropbox-lan', 24, [0x7b], (bytes, start, end) =>
  contains(bytes, start, Math.min(end, start + 256), HOST_INT),
);

/** Key agreement of calls: cookie "ZRTP" and the preamble of its messages (RFC 6189 §5). */
const zrtp = datagramFormat(
  'zrtp',
  28,
  [0x10],
  (bytes, start) => u32(bytes, start + 4) === 0x5a525450 && u16(bytes, start + 12) === 0x505a,
);

export const DATAGRAM_FORMATS: readonly DatagramDissector[] = Object.freeze([
  ntp,
  dhcp,
  dhcpv6,
  ssdp,
  wsDiscovery,
  snmp,
  cldap,
  kerberos,
  syslog,
  sip,
  tftp,
  radius,
  natPmp,
  netbiosDatagram,
  rpc,
  rmcp,
  netflow,
  ipfix,
  sflow,
  slp,
  rip,
  iperf3,
  dropbox,
  zrtp,
  said('spotify-lan', 'SpotUdp0'),
]);
