// One morning of an office as data: which lab case plays when, and as whom. Lab cases all use the same few addresses
// (corp1 to corp4, ext1 to ext6); here every part gets an address of its own, so that many hosts appear in one hour.

/**
 * @typedef Scene
 * @property {string} case lab case it is cut from
 * @property {string} at when its first packet appears, UTC
 * @property {Record<string, number>} cast lab host (corp1…) → last octet of its address in the office; hosts that are
 *   not named are left out with all their packets
 * @property {number} outside tens digit of the far ends' last octet: ext1 becomes 198.51.100.<outside>1
 * @property {number} [flowBytesMax] flows with more bytes are left out whole, so that the example stays small
 * @property {[from: string, to: string][]} [names] people, by names of one length, renamed in the proxy's log and in what they
 *   signed in with
 */

/** @type {readonly Scene[]} */
export const STORY = [
  {
    case: 'ben-git-ssh',
    at: '2026-11-16T08:03:20Z',
    cast: { corp3: 31 },
    outside: 2,
  },
  {
    case: 'ben-web',
    at: '2026-11-16T08:09:05Z',
    cast: { corp1: 21, corp3: 23 },
    outside: 3,
    flowBytesMax: 40_000,
  },
  {
    case: 'bt-qb-default',
    at: '2026-11-16T08:17:40Z',
    cast: { corp1: 41, corp2: 42 },
    outside: 4,
  },
  {
    case: 'ben-smb-ftp',
    at: '2026-11-16T08:26:10Z',
    cast: { corp1: 21, corp4: 24 },
    outside: 5,
    flowBytesMax: 900_000,
  },
  {
    case: 'ben-http-streams',
    at: '2026-11-16T08:34:30Z',
    cast: { corp2: 22 },
    outside: 6,
    flowBytesMax: 100_000,
    names: [['alice', 'maria']],
  },
  {
    case: 'dc-nmdc-mixed',
    at: '2026-11-16T08:41:15Z',
    cast: { corp2: 43 },
    outside: 7,
  },
  {
    case: 'gnutella',
    at: '2026-11-16T08:52:00Z',
    cast: { corp1: 44, corp2: 45 },
    outside: 8,
  },
];
