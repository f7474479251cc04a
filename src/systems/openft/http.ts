// openft/http: transfers of OpenFT (giFT) over HTTP. MLDonkey, docs/OpenFT.txt
//
// Proof: headers whose names begin with "X-OpenftAlias" or "X-OpenftNodeAlias", which nothing else has.
// Looks alike: FastTrack's transfers (X-Kazaa-…). Does not see: sessions between nodes, whose frames of four bytes prove
// nothing by themselves. No traffic was at hand: checked on made requests only.
import type { HttpRequest, HttpSignature } from '../../wire/dissector.ts';

export const http = Object.freeze({
  id: 'openft/http',
  system: 'openft',
  traces: { headers: ['x-openft'] },
  request: ({ headers }: HttpRequest): boolean => NAMES.some((name) => headers.has(name)),
}) satisfies HttpSignature;

const NAMES = ['x-openftalias', 'x-openftnodealias'];
