// The office as a picture: who sits where, what runs there, where the router watches.
import { html, type Markup } from '../../report/markup.ts';
import type { DrillResult, Place } from '../result.ts';

const BOX = { width: 250, height: 46, gap: 12 };
const WIDTH = 900;
const TOP = 34;

export const officePicture = (result: DrillResult, inside: readonly Place[]): Markup => {
  const height = TOP + inside.length * (BOX.height + BOX.gap) + 10;
  const middle = height / 2 + 8;
  return html`<div class="wide" tabindex="0" role="group" aria-label="The office"><svg class="office" role="img" viewBox="0 0 ${WIDTH} ${height}" width="100%" aria-label="${words(result, inside)}">
<rect class="zone" x="1" y="18" width="${BOX.width + 40}" height="${height - 22}" rx="10"/><text x="12" y="13">inside, 10.20.0.0/16</text>
<rect class="zone" x="620" y="18" width="278" height="${height - 22}" rx="10"/><text x="632" y="13">outside</text>
${inside.map((host, at) => hostBox(result, host, at, middle))}
<line class="cable" x1="545" x2="640" y1="${middle}" y2="${middle}"/>
<rect class="box box-router" x="355" y="${middle - 44}" width="190" height="88" rx="8"/>
<text class="name" x="450" y="${middle - 20}" text-anchor="middle">router</text>
<text x="450" y="${middle}" text-anchor="middle">nftables, log by NFLOG</text>
<text x="450" y="${middle + 18}" text-anchor="middle">capture at its inside</text>
<text x="450" y="${middle + 35}" text-anchor="middle">bridge; control goes here</text>
<rect class="box" x="640" y="${middle - 44}" width="240" height="88" rx="8"/>
<text class="name" x="760" y="${middle - 20}" text-anchor="middle">peers, servers, a web site</text>
<text x="760" y="${middle}" text-anchor="middle">198.51.100.0/24</text>
<text x="760" y="${middle + 18}" text-anchor="middle">203.0.113.0/24</text>
<text x="760" y="${middle + 35}" text-anchor="middle">documentation addresses</text>
</svg></div>`;
};

const hostBox = (result: DrillResult, host: Place, at: number, middle: number): Markup => {
  const y = TOP + at * (BOX.height + BOX.gap);
  const isInnocent = result.innocent.hosts.some(({ name }) => name === host.name);
  return html`<path class="cable" d="M${20 + BOX.width} ${y + BOX.height / 2}C330 ${y + BOX.height / 2} 320 ${middle} 355 ${middle}"/>
<rect class="box${isInnocent ? ' box-innocent' : ''}" x="20" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>
<text class="name" x="32" y="${y + 19}">${host.name} · ${host.address}</text>
<text x="32" y="${y + 36}">${doesText(result, host)}</text>
`;
};

const doesText = ({ rows, innocent }: DrillResult, { name }: Place): string => {
  const isAt = ({ hosts }: { readonly hosts: readonly Place[] }): boolean =>
    hosts.some((host) => host.name === name);
  if (isAt(innocent)) return 'innocent: web and DNS only';
  const does = rows.filter(isAt).map(({ title }) => title.replace(/ \(.*\)/, ''));
  return does.length > 0 ? does.join(', ') : 'resolver (dnsmasq), proxy (Squid)';
};

const words = (result: DrillResult, inside: readonly Place[]): string =>
  `Inside: ${inside.map((host) => `${host.name} ${host.address}: ${doesText(result, host)}`).join('; ')}. A router with nftables between them and the peers outside.`;
