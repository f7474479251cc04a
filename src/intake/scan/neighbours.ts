// The link-layer addresses of hosts that were asked, as the kernel's neighbour table has them. Linux only; elsewhere, and
// behind routers, none are known.

import { readFileSync } from 'node:fs';

/** Columns: address, type, flags, link-layer address, mask, device (proc(5), /proc/net/arp). */
export const neighbours = (read: () => string = readTable): ReadonlyMap<string, string> => {
  const known = new Map<string, string>();
  let text = '';
  try {
    text = read();
  } catch {
    return known;
  }
  for (const line of text.split('\n').slice(1)) {
    const [address = '', , flags, mac = ''] = line.split(/\s+/);
    if (flags !== '0x0' && /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac) && mac !== NOBODY)
      known.set(address, mac);
  }
  return known;
};

const NOBODY = '00:00:00:00:00:00';

const readTable = (): string => readFileSync('/proc/net/arp', 'utf8');
