// The clocks of exporters.
import { DAY_MS } from '../../model/time.ts';

/**
 * Milliseconds by which an exporter's clock is mended: none, unless it is off by more than a day from the moment at which
 * its datagram came (a device without NTP begins in 1970 or 1993 with every start).
 */
export const clockSkew = (exported: number, arrived: number): number =>
  Math.abs(arrived - exported) > DAY_MS ? arrived - exported : 0;

/** Epoch ms of a moment in milliseconds since the exporter's start, a number of 32 bits that begins again. */
export const uptimeAt = (now: number, uptimeNow: number, uptime: number): number =>
  now - ((uptimeNow - uptime) | 0);

/** Epoch ms of an NTP time stamp: seconds since 1900 and their fraction (RFC 7011 §6.1.9). */
export const ntpAt = (seconds: number, fraction: number): number =>
  (seconds - NTP_EPOCH_SECONDS) * 1000 + (fraction / 2 ** 32) * 1000;

const NTP_EPOCH_SECONDS = 2_208_988_800;
