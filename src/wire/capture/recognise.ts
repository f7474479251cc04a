// Capture formats by their first bytes; file names are never trusted.

/** Formats whose packets we read, wrappers that intake opens, and formats we can only name. */
export type CaptureFormat = 'pcap' | 'pcapng' | 'gzip' | 'zstd' | 'snoop' | 'netmon';

/** Bytes `recogniseCapture` needs to see. */
export const MAGIC_BYTES = 4;

/** `snoop` (RFC 1761) and `netmon` are named so that an error can say what the file is; they are not read. */
export const recogniseCapture = (bytes: Uint8Array): CaptureFormat | null => {
  if (bytes.length < MAGIC_BYTES) return null;
  const magic = (bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!;
  switch (magic >>> 0) {
    case 0xa1b2c3d4:
    case 0xd4c3b2a1:
    case 0xa1b23c4d: // nanoseconds
    case 0x4d3cb2a1:
    case 0xa1b2cd34: // Linux, with interface and packet type
    case 0x34cdb2a1:
      return 'pcap';
    case 0x0a0d0d0a:
      return 'pcapng';
    case 0x28b52ffd:
      return 'zstd';
    case 0x736e6f6f:
      return 'snoop';
    case 0x52545353:
    case 0x474d4255:
      return 'netmon';
    default:
      return magic >>> 16 === 0x1f8b ? 'gzip' : null;
  }
};
