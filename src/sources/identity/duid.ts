// DHCP unique identifiers (RFC 8415 §11). Two of the four kinds end in the link-layer address of an interface of the
// client: 00:01 (with a time) and 00:03 (without). The client may use another interface by now; most do not.
import type { Loose } from '../text/draft.ts';

/** `00:01:00:01:2a:…:aa:bb:cc:dd:ee:ff`, `00030001AABBCCDDEEFF` → the Ethernet address at its end. */
export const macOfDuid = (duid: Loose): string | undefined => {
  const text = String(duid ?? '').slice(0, DUID_CHARS_MAX);
  const digits = /[:.-]/.test(text)
    ? text
        .split(/[:.-]/)
        .map((byte) => byte.padStart(2, '0'))
        .join('')
    : text;
  const found = ETHERNET_DUID.exec(digits);
  return found?.[1] ?? found?.[2];
};

/** RFC 8415: at most 130 bytes, written with separators. */
const DUID_CHARS_MAX = 400;
const ETHERNET_DUID = /^(?:00010001[0-9a-f]{8}([0-9a-f]{12})|00030001([0-9a-f]{12}))$/i;
