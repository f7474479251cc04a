// Types that a fixed run of bytes at a fixed place tells. Bytes as hex, grouped by their first byte for speed.
/** [bytes at the file's beginning, type]; of several that fit, the first counts. */
const AT_START: readonly (readonly [hex: string, mime: string])[] = [
  ['464c5601', 'video/x-flv'],
  ['3026b2758e66cf11a6d900aa0062ce6c', 'video/x-ms-asf'],
  ['2e524d46000000', 'application/vnd.rn-realmedia'],
  ['664c6143', 'audio/flac'],
  ['4d414320', 'audio/x-ape'],
  ['7776706b', 'audio/x-wavpack'],
  ['4d50434b', 'audio/x-musepack'],
  ['4d502b', 'audio/x-musepack'],
  ['2321414d52', 'audio/AMR'],
  ['4d546864', 'audio/midi'],
  ['44534420', 'audio/x-dsf'],
  ['ffd8ff', 'image/jpeg'],
  ['89504e470d0a1a0a', 'image/png'],
  ['474946383761', 'image/gif'],
  ['474946383961', 'image/gif'],
  ['49492a00', 'image/tiff'],
  ['4d4d002a', 'image/tiff'],
  ['38425053000100', 'image/vnd.adobe.photoshop'],
  ['526172211a07', 'application/x-rar'],
  ['377abcaf271c', 'application/x-7z-compressed'],
  ['1f8b08', 'application/gzip'],
  ['1f9d', 'application/x-compress'],
  ['fd377a585a00', 'application/x-xz'],
  ['28b52ffd', 'application/zstd'],
  ['04224d18', 'application/x-lz4'],
  ['4c5a495001', 'application/x-lzip'],
  ['4d5343460000', 'application/vnd.ms-cab-compressed'],
  ['edabeedb', 'application/x-rpm'],
  ['213c617263683e0a64656269616e', 'application/vnd.debian.binary-package'],
  ['213c617263683e0a', 'application/x-archive'],
  ['303730373031', 'application/x-cpio'],
  ['303730373032', 'application/x-cpio'],
  ['303730373037', 'application/x-cpio'],
  ['514649fb', 'application/x-qemu-disk'],
  ['4b444d56', 'application/x-vmdk-disk'],
  ['23204469736b2044657363726970746f7246696c65', 'application/x-vmdk-disk'],
  ['636f6e6563746978', 'application/x-vhd'],
  ['7668647866696c65', 'application/x-vhdx'],
  ['4d5357494d000000', 'application/x-wim'],
  ['68737173', 'application/x-squashfs'],
  ['7f454c46', 'application/x-executable'],
  ['feedface', 'application/x-mach-binary'],
  ['feedfacf', 'application/x-mach-binary'],
  ['cefaedfe', 'application/x-mach-binary'],
  ['cffaedfe', 'application/x-mach-binary'],
  ['255044462d', 'application/pdf'],
  ['25215053', 'application/postscript'],
  ['c5d0d3c6', 'application/postscript'],
  ['7b5c727466', 'text/rtf'],
  ['d0cf11e0a1b11ae1', 'application/x-ole-storage'],
  ['41542654464f524d', 'image/vnd.djvu'],
  ['53514c69746520666f726d6174203300', 'application/vnd.sqlite3'],
  ['64383a616e6e6f756e6365', 'application/x-bittorrent'],
  ['6431333a616e6e6f756e63652d6c697374', 'application/x-bittorrent'],
  ['64343a696e666f64', 'application/x-bittorrent'],
  ['64373a636f6d6d656e74', 'application/x-bittorrent'],
  ['6431303a63726561746564206279', 'application/x-bittorrent'],
  ['6431333a6372656174696f6e2064617465', 'application/x-bittorrent'],
  ['774f4646', 'font/woff'],
  ['774f4632', 'font/woff'],
  ['4f54544f00', 'font/sfnt'],
  ['74746366', 'font/sfnt'],
  ['465753', 'application/x-shockwave-flash'],
  ['435753', 'application/x-shockwave-flash'],
  ['5a5753', 'application/x-shockwave-flash'],
];

/** The same elsewhere; tried last, because a chance match is the likelier the further in it stands. */
const ELSEWHERE: readonly (readonly [offset: number, hex: string, mime: string])[] = [
  [257, '7573746172', 'application/x-tar'],
  [64, '7f10dabe', 'application/x-virtualbox-vdi'],
  [7, '2a2a4143452a2a', 'application/x-ace'],
];

interface Signature {
  readonly bytes: Uint8Array;
  readonly mime: string;
}

/** Our own table: pairs of hex digits. */
const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const byFirst: (Signature[] | undefined)[] = [];
for (const [hex, mime] of AT_START) {
  const bytes = bytesOf(hex);
  const first = byFirst[bytes[0]!];
  if (first === undefined) byFirst[bytes[0]!] = [{ bytes, mime }];
  else first.push({ bytes, mime });
}
const elsewhere = ELSEWHERE.map(([offset, hex, mime]) => ({ offset, bytes: bytesOf(hex), mime }));

/** Null when no signature fits. */
export const signatureType = (head: Uint8Array): string | null => {
  for (const { bytes, mime } of byFirst[head[0]!] ?? []) if (standsAt(head, 0, bytes)) return mime;
  for (const { offset, bytes, mime } of elsewhere) if (standsAt(head, offset, bytes)) return mime;
  return null;
};

const standsAt = (head: Uint8Array, offset: number, bytes: Uint8Array): boolean => {
  if (head.length < offset + bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) if (head[offset + i] !== bytes[i]) return false;
  return true;
};
