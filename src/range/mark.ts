// The honest name that our nodes give in handshakes.

/** `Peerwarden-range/0.1`; kept apart from the product's version, which a handshake need not tell. */
export const RANGE_NAME = 'Peerwarden-range/0.1';
