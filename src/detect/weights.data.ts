// Written by scripts/weigh.mjs: do not edit. Weights in decibans with their 95 % interval; counts are [spoke, asked].
// Evidence: the lab captures and the public benign captures of the shared corpus, 2026-11-22.

export const WEIGHTS = {
  /** flows with payload both ways */
  'readable-traffic': {
    decibans: 39.5,
    low: 27.5,
    high: 51.5,
    guilty: [239, 353],
    innocent: [0, 6591],
  },
  /** flows with payload both ways, in captures with file sharing */
  'known-endpoints': {
    decibans: 19.3,
    low: 7.3,
    high: 31.4,
    guilty: [89, 353],
    innocent: [0, 169],
  },
  /** hosts */
  'encrypted-shape': { decibans: 22.2, low: 9.6, high: 34.9, guilty: [4, 62], innocent: [0, 1168] },
  /** hosts of tunnels whose flows are ordinary alone */
  'flows-together': { decibans: 28.8, low: 16, high: 41.7, guilty: [2, 7], innocent: [0, 1218] },
  /** HTTP flows asked with the same signatures as logged requests */
  'proxied-requests': {
    decibans: 28.3,
    low: 16.2,
    high: 40.3,
    guilty: [67, 67],
    innocent: [0, 336],
  },
  /** hosts, firewall logs of the lab under a small office policy */
  'unpermitted-ports': { decibans: 13, low: 6.1, high: 19.8, guilty: [45, 62], innocent: [1, 40] },
} as const;
