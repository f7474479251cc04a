// Who is who: the addresses of one scene in the lab and in the office, as bytes and as text of the same length.

const CORP = { corp1: 11, corp2: 12, corp3: 13, corp4: 14 };
const EXT = { ext1: 11, ext2: 12, ext3: 13, ext4: 14, ext5: 15, ext6: 16 };
const prefixOf = (octet) => (octet <= 13 ? '198.51.100' : '203.0.113');

const OFFICE_ROUTER = '02:20:00:00:00:01';

/** Replacements of one scene. `router`: link-layer address of the lab's router in this case, which changes from run to run. */
export const identities = (scene, router) => {
  const insiders = Object.entries(scene.cast).map(([name, to]) => [CORP[name], to]);
  const outsiders = Object.values(EXT).map((from) => [from, scene.outside * 10 + (from % 10)]);
  const ipv4 = [
    ...insiders.map(([from, to]) => [`10.20.1.${from}`, `10.20.1.${to}`]),
    ...outsiders.map(([from, to]) => [`${prefixOf(from)}.${from}`, `${prefixOf(from)}.${to}`]),
  ];
  const macs = [
    ...insiders.map(([from, to]) => [`02:20:00:00:00:${from}`, `02:20:00:00:00:${to}`]),
    [router, OFFICE_ROUTER],
  ];
  const ipv6 = [
    ...insiders.map(([from, to]) => [`2001:db8:20::${from}`, `2001:db8:20::${to}`]),
    ...outsiders.map(([from, to]) => [`2001:db8:e::${from}`, `2001:db8:e::${to}`]),
  ];
  const names = scene.names ?? [];
  return {
    bytes: [
      ...ipv4.flatMap(ipv4Bytes),
      ...macs.flatMap(macBytes),
      ...ipv6.map(ipv6Bytes),
      ...names.map(credentialBytes),
    ],
    text: [...ipv4, ...macs, ...ipv6, ...names],
    /** Lab addresses of inside hosts that have no part in this scene. */
    absent: Object.entries(CORP)
      .filter(([name]) => !Object.hasOwn(scene.cast, name))
      .map(([, octet]) => `10.20.1.${octet}`),
  };
};

/** As in headers and most payloads, reversed (Kad, GGEP), and as text. */
const ipv4Bytes = ([from, to]) => {
  const bytes = (text) => Buffer.from(text.split('.').map(Number));
  return [
    [bytes(from), bytes(to)],
    [bytes(from).reverse(), bytes(to).reverse()],
    [Buffer.from(from), Buffer.from(to)],
  ];
};

/** The address itself and the interface identifier made from it (RFC 4291, appendix A). */
const macBytes = ([from, to]) => {
  const bytes = (text) => Buffer.from(text.replaceAll(':', ''), 'hex');
  const eui64 = (text) => {
    const mac = bytes(text);
    return Buffer.from([mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]]);
  };
  return [
    [bytes(from), bytes(to)],
    [eui64(from), eui64(to)],
  ];
};

/** Lab addresses end in the same digits as the IPv4 address, as hexadecimal. */
const ipv6Bytes = ([from, to]) => {
  const bytes = (text) => {
    const [head, tail] = text.split('::');
    const groups = head.split(':').map((group) => Number.parseInt(group, 16));
    const all = [...groups, ...new Array(7 - groups.length).fill(0), Number.parseInt(tail, 16)];
    return Buffer.from(all.flatMap((group) => [group >>> 8, group & 255]));
  };
  return [bytes(from), bytes(to)];
};

/** HTTP basic authentication; the lab's users all have this password. */
const credentialBytes = (names) =>
  names.map((name) => Buffer.from(Buffer.from(`${name}:secret`).toString('base64')));

/** Replaces every occurrence in place; both sides have one length. */
export const replaceBytes = (frame, replacements) => {
  for (const [from, to] of replacements)
    for (let at = frame.indexOf(from); at >= 0; at = frame.indexOf(from, at + from.length))
      to.copy(frame, at);
};
