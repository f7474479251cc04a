// Written by `npm run calibrate`: do not edit. Weights in decibans with their 95 % interval; counts are [spoke, asked].
// Evidence, 2026-11-22: 62 labelled lab captures and 38 public captures of business traffic.

export const WEIGHTS = {
  /** flows with payload both ways */
  'readable-traffic': {
    decibans: 38.4,
    low: 26.4,
    high: 50.5,
    guilty: [336, 639],
    innocent: [0, 6647],
  },
  /** flows with payload both ways, in captures with file sharing */
  'known-endpoints': {
    decibans: 18.9,
    low: 6.9,
    high: 31,
    guilty: [89, 388],
    innocent: [0, 169],
  },
  /** hosts that share files */
  'encrypted-shape': {
    decibans: 19.1,
    low: 6.5,
    high: 31.8,
    guilty: [4, 73],
    innocent: [0, 672],
  },
  /** hosts of tunnels, and of obfuscated eDonkey, whose flows are ordinary or opaque alone */
  'flows-together': {
    decibans: 28.5,
    low: 16.3,
    high: 40.7,
    guilty: [10, 19],
    innocent: [0, 672],
  },
  /** hosts that share files */
  'peer-behaviour': {
    decibans: 19.1,
    low: 6.5,
    high: 31.8,
    guilty: [4, 73],
    innocent: [0, 672],
  },
  /** HTTP flows asked with the same signatures as logged requests */
  'proxied-requests': {
    decibans: 28.2,
    low: 16.2,
    high: 40.3,
    guilty: [67, 67],
    innocent: [0, 335],
  },
  /** hosts that tunnel through a proxy, by its log; other hosts of captures, as a proxy would have logged them */
  'http-tunnel-requests': {
    decibans: 19.9,
    low: 7.7,
    high: 32.1,
    guilty: [2, 2],
    innocent: [0, 58],
  },
  /** hosts that tunnel through a proxy, by its log; other hosts of captures, as a proxy would have logged them */
  'connect-tunnels': {
    decibans: 9,
    low: 4.6,
    high: 13.4,
    guilty: [2, 2],
    innocent: [4, 42],
  },
  /** hosts that tunnel through a proxy, by its logs; other hosts of captures none of whose plain requests names a program */
  'requests-without-agent': {
    decibans: 14.4,
    low: 7.1,
    high: 21.7,
    guilty: [3, 4],
    innocent: [1, 58],
  },
  /** hosts of DNS tunnels; other hosts of captures that looked names up, as a name server would have logged them */
  'dns-tunnel-lookups': {
    decibans: 21.9,
    low: 9.7,
    high: 34.1,
    guilty: [2, 2],
    innocent: [0, 92],
  },
  /** hosts that share files, firewall logs of the lab under a small office policy */
  'unpermitted-ports': {
    decibans: 15.6,
    low: 3.6,
    high: 27.5,
    guilty: [51, 73],
    innocent: [0, 25],
  },
} as const;
