// Why a field of a real log line is not read as another project reads it. Each explanation was made by looking at the
// line; a disagreement that none of them fits is `unexplained`, and shows as that in docs/reference/formats.md.

export const UNEXPLAINED = 'unexplained';

/**
 * The explanation of one disagreement.
 * `ours`: values of the field in the observations of the record, perhaps none; `theirs`: the other project's.
 */
export const explanationOf = (one) =>
  EXPLANATIONS.find(
    ({ products, fields, when }) =>
      (products === undefined || products.includes(one.product)) &&
      (fields === undefined || fields.includes(one.field)) &&
      when(one),
  )?.why ?? UNEXPLAINED;

/** Why a file of samples is in no format that is known: such a file is said to be so, and left out. */
export const whyUnknown = (product, name) =>
  UNKNOWN.find(([pattern]) => pattern.test(`${product}/${name}`))?.[1] ?? UNEXPLAINED;

const UNKNOWN = [
  [/adguardhome/, 'sign-ins to the administration of AdGuard Home itself'],
  [/firewalld/, 'errors of firewalld about its own commands'],
  [
    /^microsoft\/.*graph/,
    'lists of accounts, devices, sign-ins and findings in Microsoft’s cloud, which name no machine on the network',
  ],
  [
    /^panther/,
    'the guard of a web application (WebApp Secure): visitors from outside, its database, its administration',
  ],
  [/nginx/, 'errors of a web server'],
  [/^zeek\/.*x509/, 'a certificate, with no connection that it belongs to'],
];

const PORTS = ['sourcePort', 'destinationPort'];
const hex = (mac) =>
  String(mac)
    .toLowerCase()
    .replace(/[^\da-f]/g, '');
const says =
  (pattern) =>
  ({ text }) =>
    pattern.test(text);
const always = () => true;

const EXPLANATIONS = [
  {
    fields: PORTS,
    when: ({ theirs }) => Number(theirs) === 0 || Number(theirs) > 65_535,
    why: 'there is no port of this number (0, or beyond 65535)',
  },
  {
    fields: ['mac'],
    when: ({ theirs }) => /^0+$/.test(hex(theirs)) || hex(theirs).length !== 12,
    why: 'not a hardware address: only zeros, or not twelve hexadecimal digits',
  },
  {
    fields: ['mac'],
    when: ({ theirs, ours }) => ours.some((mac) => hex(mac) === hex(theirs)),
    why: 'the same hardware address in another notation',
  },
  {
    fields: ['user'],
    when: ({ theirs, ours }) =>
      ours.some((user) => user.toLowerCase().startsWith(`${theirs}@`.toLowerCase())),
    why: 'the account is kept as the line has it, with its domain',
  },

  {
    products: ['bind'],
    when: says(/resolving '/),
    why: 'the server was asked, in vain: it is the destination',
  },
  {
    products: ['cef'],
    fields: ['url'],
    when: ({ theirs, ours }) => ours.includes(theirs.replaceAll('\\\\', '\\')),
    why: 'the escapes of CEF are undone',
  },
  {
    products: ['cisco_asa_ftd'],
    fields: ['user'],
    when: ({ theirs }) => /^(?:No Authentication Required|Not Found)$/.test(theirs),
    why: 'words for nobody, not an account',
  },
  {
    products: ['cisco_asa_ftd'],
    fields: PORTS,
    when: says(/ICMP connection for faddr/),
    why: 'the identifier of an ICMP exchange is not a port',
  },
  {
    products: ['cisco_asa_ftd'],
    when: says(/Local:\S+ Remote:/),
    why: 'a sign-in to the VPN: the remote end came to the local one',
  },
  {
    products: ['cisco_ios'],
    fields: ['sourcePort'],
    when: says(/\[localport: /),
    why: 'the port of the device that was signed in to, not of the client',
  },
  {
    products: ['clavister'],
    fields: ['source'],
    when: ({ theirs }) => theirs === '0.0.0.0',
    why: '0.0.0.0 is nobody’s address',
  },
  {
    products: ['fortigate'],
    when: says(/subtype="vpn".* init="local"/s),
    why: 'negotiation that the FortiGate itself began: it is the source',
  },
  {
    products: ['mcafee_skyhigh'],
    fields: ['url'],
    when: says(/requested_host=/),
    why: 'the whole URL is given, with scheme and host, not its path alone; of `CERTVERIFY` no URL was asked for',
  },
  {
    products: ['netflow', 'suricata'],
    when: ({ field, theirs, observations }) =>
      observations.some((one) => one[OTHER_END[field]] === theirs),
    why: 'the server’s half of an exchange: the client is the source',
  },
  {
    products: ['netskope'],
    fields: ['source'],
    when: ({ ours }) => ours.length > 0,
    why: '`srcip` is where the organisation goes out to the Internet; `userip`, a private address, is the machine',
  },
  {
    products: ['netskope'],
    fields: ['user'],
    when: ({ theirs }) => /^[\d.]+$/.test(theirs),
    why: 'an address stands where the account would: nobody signed in',
  },
  {
    products: ['paloalto'],
    when: says(/\|HIPMATCH\||\|USERID\||,USERID,/),
    why: 'User-ID and host checks tell who sits at one address: there is no far end, and the ports are the range of a terminal server',
  },
  {
    products: ['paloalto'],
    fields: ['url'],
    when: always,
    why: 'the line has no scheme: `https://` is not put before a URL of port 80, nor before nothing',
  },
  {
    products: ['umbrella'],
    fields: ['user'],
    when: says(/Networks/),
    why: 'the name of a network, not of a person',
  },
  {
    products: ['umbrella'],
    fields: ['source'],
    when: ({ ours }) => ours.length > 0,
    why: 'the inner address is the machine; the outer one is where the organisation goes out',
  },
  {
    products: ['windows_events'],
    fields: ['user'],
    when: ({ theirs }) => /^(?:SYSTEM|example\.com)$/i.test(theirs),
    why: 'the machine itself, or its log, not a person',
  },
  {
    products: ['windows_events'],
    fields: ['destination'],
    when: says(/"EventID":6272\b/),
    why: 'the destination is the device that was signed in to (NAS), not the server that checked the password',
  },
  {
    products: ['windows_events'],
    fields: PORTS,
    when: says(/"EventID":5156\b/),
    why: 'inbound: Windows calls its own end the source; the client is the far end',
  },
  {
    products: ['zscaler'],
    fields: ['user'],
    when: says(/"deviceowner"/),
    why: '`user` is the person of the request; `deviceowner` is whose machine it is',
  },
];

const OTHER_END = {
  source: 'destination',
  destination: 'source',
  sourcePort: 'destinationPort',
  destinationPort: 'sourcePort',
};
