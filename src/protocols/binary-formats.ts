// Binary services over TCP that business uses: named so that they are not 'unknown', not read further.
// Specifications: MySQL client/server protocol 10, PostgreSQL protocol 3.0, [MS-TDS], MQTT 3.1–5.0, [MS-RDPBCGR], LDAP
// RFC 4511, Kerberos RFC 4120, ONC RPC RFC 5531 (NFS), BGP RFC 4271, DCE/RPC C706 §12, MongoDB wire protocol, iperf3.
// Sound because: each test joins a length that fits the first message with fixed bytes or a closed list of types;
// together at least 32 bits.
// Looks alike: DCE/RPC and SOCKS 5 begin with 05; LDAP, SNMP and Kerberos are all BER and told by their inner tags.
// Does not see: the same inside TLS; later messages; sessions that began before the capture.
import { ascii, isDigit } from '../wire/codec/ascii.ts';
import { MORE, NO, type StreamDissector, type Verdict, YES } from '../wire/dissector.ts';
import { isKerberos, isLdapMessage } from './ber-formats.ts';
import {
  bytesBetween,
  closedTextEnd,
  contains,
  literals,
  matchesAnyOf,
  streamFormat,
  u16,
  u32,
} from './recogniser.ts';

const when = (fits: boolean): Verdict => (fits ? YES : NO);

/** Server greeting: length (little endian), sequence 0, protocol 10, version text closed by NUL. */
const mysql = streamFormat('mysql', 1, null, (bytes, length) => {
  if (length > 3 && (bytes[2] !== 0 || bytes[3] !== 0)) return NO;
  if (length < 16) return MORE;
  const size = bytes[0]! | (bytes[1]! << 8);
  const versionEnd = closedTextEnd(bytes, 5, Math.min(length, 96));
  return when(bytes[4] === 10 && size >= 40 && isDigit(bytes[5]!) && versionEnd > 0);
});

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
const USER = ascii('user');

/** Start-up: length of all, version 3.0 and the first parameters; or one of the fixed request codes. */
const postgresql = streamFormat('postgresql', 0, [0], (bytes, length) => {
  if (length < 8) return MORE;
  const size = u32(bytes, 0);
  const code = u32(bytes, 4);
  if (code === SSL_REQUEST || code === GSS_REQUEST) return when(size === 8);
  if (code === CANCEL_REQUEST) return when(size === 16);
  if (code >>> 16 !== 3 || size > 10_000) return NO;
  return length < size ? MORE : when(contains(bytes, 8, size, USER));
});

/** TDS pre-login: type 0x12, last packet, length; the option list begins with VERSION. */
const mssql = streamFormat('mssql', 0, [0x12], (bytes, length) =>
  length < 14
    ? MORE
    : when(
        bytes[1] === 1 &&
          u16(bytes, 2) === length &&
          u32(bytes, 4) <= 0xff00 &&
          bytes[8] === 0 &&
          u16(bytes, 11) === 6,
      ),
);

const MQTT_NAMES = literals('\u0000\u0004MQTT', '\u0000\u0006MQIsdp');

/** CONNECT: remaining length (1–4 bytes), then the protocol's name. */
const mqtt = streamFormat('mqtt', 0, [0x10], (bytes, length) => {
  if (length < 13) return MORE;
  let at = 1;
  while (at < 4 && bytes[at]! & 0x80) at++;
  return when(matchesAnyOf(bytes, at + 1, length, MQTT_NAMES));
});

/** TPKT with an X.224 connection request, and RDP's cookie or negotiation request in it. */
const rdp = streamFormat('rdp', 0, [3], (bytes, length) => {
  if (length < 11) return MORE;
  const size = u16(bytes, 2);
  if (bytes[1] !== 0 || bytes[5] !== 0xe0 || bytes[4]! + 5 !== size) return NO;
  if (length < size) return MORE;
  const negotiates = size >= 19 && bytes[size - 8] === 1 && bytes[size - 6] === 8;
  return when(negotiates || contains(bytes, 11, size, MSTSHASH));
});
const MSTSHASH = ascii('cookie: msts');

const ldap = streamFormat('ldap', 0, [0x30], (bytes, length) =>
  length < 12 ? MORE : when(isLdapMessage(bytes, 0, length)),
);

/** Length word, then the message as over UDP (RFC 4120 §7.2.2). */
const kerberos = streamFormat('kerberos', 0, [0], (bytes, length) => {
  if (length < 20) return MORE;
  const end = 4 + u32(bytes, 0);
  return length < end && end < 8192 ? MORE : when(end === length && isKerberos(bytes, 4, end));
});

/** Record mark of a last fragment, then a version 2 call to one of the well-known programs (100000–100400). */
const rpc = streamFormat('rpc', 0, [0x80], (bytes, length) =>
  length < 20
    ? MORE
    : when(
        u32(bytes, 8) === 0 &&
          u32(bytes, 12) === 2 &&
          u32(bytes, 16) >= 100_000 &&
          u32(bytes, 16) <= 100_400,
      ),
);

/** Marker of ones, length 29 and above, OPEN. */
const bgp = streamFormat('bgp', 'either', [0xff], (bytes, length) => {
  for (let i = 0; i < Math.min(length, 16); i++) if (bytes[i] !== 0xff) return NO;
  return length < 19 ? MORE : when(bytes[18] === 1 && u16(bytes, 16) >= 29 && bytes[16]! < 16);
});

/** Fragments that implementations offer: 5840 on one Ethernet segment of Windows, 4280 of Samba. */
const DCE_FRAGMENT_MAX = 5840;

/** Version 5.0, bind, little-endian data, fragment length. */
const dceRpc = streamFormat('dce-rpc', 0, [5], (bytes, length) => {
  if (length > 1 && bytes[1] !== 0) return NO;
  if (length < 16) return MORE;
  if (bytes[2] !== 11 || bytes[4] !== 0x10 || u16(bytes, 5) !== 0) return NO;
  const size = bytes[8]! | (bytes[9]! << 8);
  if (size < 16 || size > DCE_FRAGMENT_MAX) return NO;
  return length < size ? MORE : YES;
});

/** Length of all and operation code, little endian; the request answers nothing (responseTo 0). */
const mongodb = streamFormat('mongodb', 0, null, (bytes, length) => {
  if (length > 3 && (bytes[3] !== 0 || bytes[2] !== 0)) return NO;
  if (length < 21) return MORE;
  const size = bytes[0]! | (bytes[1]! << 8);
  const operation = bytes[12]! | (bytes[13]! << 8);
  const known = operation === 2013 || operation === 2004 || operation === 2012;
  return when(known && size === length && u32(bytes, 8) === 0 && u16(bytes, 14) === 0);
});

/** A cookie of 36 characters of a base-32 alphabet and NUL, alone, before anything else. */
const COOKIE_FIRST = [...bytesBetween(0x61, 0x7a), ...bytesBetween(0x32, 0x37)];
const iperf3 = streamFormat('iperf3', 0, COOKIE_FIRST, (bytes, length) => {
  for (let i = 0; i < Math.min(length, 36); i++) {
    const byte = bytes[i]!;
    if (!((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x32 && byte <= 0x37))) return NO;
  }
  return length < 37 ? MORE : when(bytes[36] === 0);
});

export const BINARY_FORMATS: readonly StreamDissector[] = Object.freeze([
  mysql,
  postgresql,
  mssql,
  mqtt,
  rdp,
  ldap,
  kerberos,
  rpc,
  bgp,
  dceRpc,
  mongodb,
  iperf3,
]);
