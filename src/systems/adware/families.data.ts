// Requests that only the programs of one family make, with where they were described. Families without such a
// description (Aureate, SaveNow, New.net, BonziBuddy) are known by their names and files alone (system.ts).

/** All that is given must fit. */
export interface AdwareRequest {
  readonly agent?: RegExp;
  /** Lower case, without the port. */
  readonly host?: RegExp;
  readonly path?: RegExp;
  readonly method?: string;
  /** Finds the number of the installation, in the agent when there is one, else in the path. */
  readonly machine?: RegExp;
}

export interface AdwareFamily {
  readonly name: string;
  readonly requests: readonly AdwareRequest[];
}

/** `{56A31F5B-6B18-42FD-8D2B-E2D638C03832}` */
const GUID = /\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?/i;

export const ADWARE_FAMILIES: readonly AdwareFamily[] = Object.freeze([
  {
    // GET http://gatorcme.gator.com/gatorcme/core/col.zip with `Gator/4.0 Blast Thread {…}`:
    // https://lists.snort.org/pipermail/snort-sigs/2003-July/002925.html; `Gator/1.0 Precision Time {…}` in proxy logs of 2006.
    name: 'Gator (GAIN)',
    requests: [
      { agent: /^Gator\/\d+\.\d+ (?:[A-Z][\w ]{1,40} )?\{[0-9a-f-]{36}\}/i, machine: GUID },
      { path: /^\/gatorcme\/[a-z]+\/\w+\.(?:zip|exe|dat|cab)\b/i },
    ],
  },
  {
    // Its server is on block lists of the time. The parameters are those that our own range plays: no public description of
    // them was found; with the server's name they are no one else's.
    name: 'Cydoor',
    requests: [
      {
        host: /(?:^|\.)cydoor\.com$/,
        path: /^\/scripts\/\w+\.asp\?(?:.*&)?AdwrCode=\d+&/i,
        machine: /[?&]UsrID=\{?([0-9a-f-]{36})/i,
      },
      { host: /^j\w{0,8}\.cydoor\.com$/, path: /^\/scripts\/\w+\.asp\b/i, method: 'POST' },
    ],
  },
  {
    // The list of what Kazaa's search is to offer first (path as our range plays it): http://www.f-secure.com/sw-desc/adware_w32_altnet.shtml
    name: 'Altnet TopSearch',
    requests: [{ host: /(?:^|\.)altnet\.com$/, path: /^\/topsearch\b/i, method: 'POST' }],
  },
  {
    // The page of advertisements that Kazaa Media Desktop opens when it starts; `kmd` is its version.
    name: 'Kazaa Media Desktop',
    requests: [{ host: /^desktop\.kazaa\.com$/, path: /[?&]kmd=\d/i }],
  },
]);
