// Placeholder until scripts/weigh.mjs has measured.
export const WEIGHTS = {
  'readable-traffic': { decibans: 40 },
  'known-endpoints': { decibans: 25 },
  'known-endpoint': { decibans: 10 },
  'encrypted-shape': { decibans: 20 },
  'proxied-requests': { decibans: 30 },
  'unpermitted-ports': { decibans: 5 },
} as const;
