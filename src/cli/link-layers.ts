// Names of link layers (https://www.tcpdump.org/linktypes.html), for people.

const NAMES: Readonly<Record<number, string>> = {
  0: 'BSD loopback',
  1: 'Ethernet',
  9: 'PPP',
  12: 'raw IP (BSD)',
  14: 'raw IP (OpenBSD)',
  50: 'PPP with HDLC framing',
  51: 'PPPoE session',
  101: 'raw IP',
  104: 'Cisco HDLC',
  105: '802.11',
  108: 'OpenBSD loopback',
  113: 'Linux cooked capture',
  119: '802.11 with Prism header',
  127: '802.11 with radiotap header',
  163: '802.11 with AVS header',
  192: '802.11 with PPI header',
  228: 'raw IPv4',
  229: 'raw IPv6',
  276: 'Linux cooked capture v2',
};

export const linkLayerName = (linkType: number): string =>
  NAMES[linkType] ?? `link type ${linkType}`;
