// The tables of the page: cases at a glance, hosts, evidence. On a narrow screen each row becomes a block; the
// explicit roles keep them tables for those who listen.
import type {
  ReportCase,
  ReportEvidence,
  ReportHost,
  ReportUnusual,
  ReportUser,
  ReportViolation,
} from '../model/report.ts';
import { formatBytes } from '../model/units.ts';
import type { HtmlPage } from './html-case.ts';
import { foreign, html, type Markup, type Part } from './markup.ts';
import { notUnderstoodText, qualityTexts } from './quality.ts';
import { clientText, costText, surenessText } from './reading.ts';
import { countText, groupText, spanText } from './words.ts';

export interface Linked {
  readonly found: ReportCase;
  /** Id of the card; null where the page has none. */
  readonly anchor: string | null;
}

/** Cases that need no card, and the glance at those that have one. */
export const caseList = (cases: readonly Linked[], name: string, page: HtmlPage): Markup =>
  table(
    name,
    ['Who', 'What', 'How sure', 'Severity', 'Sent', 'Received', 'Peers', 'Cost'],
    cases.map(({ found, anchor }) => [
      html`${anchor === null ? foreign(found.subject.address) : html`<a href="#${anchor}"><bdi>${found.subject.address}</bdi></a>`}${[found.subject.device, found.subject.user].map((text) => text && html`<small>${foreign(text, 40)}</small>`)}`,
      html`${page.nameOf(found.activity)}<small>${foreign(clientText(found, page.nameOf(found.activity)), 40)}</small>`,
      html`<strong>${surenessText(found)}</strong><svg class="meter" width="100%" height="6" aria-hidden="true"><rect class="track" width="100%" height="6" rx="3"/><rect class="fill fill-${found.severity}" width="${Math.floor(found.probability * 100)}%" height="6" rx="3"/></svg>`,
      found.severity,
      number(formatBytes(found.bytesOut, page.units)),
      number(formatBytes(found.bytesIn, page.units)),
      number(groupText(found.peers)),
      costText(found) ?? '–',
    ]),
  );

/** Everyone who was seen, the largest first; beyond the cap the JSON report has them all. */
export const hostTable = (hosts: readonly ReportHost[], page: HtmlPage): Markup => {
  const sorted = [...hosts].sort((a, b) => b.bytesOut + b.bytesIn - a.bytesOut - a.bytesIn);
  const left = sorted.length - HOSTS_MAX;
  return html`${table(
    'Hosts seen',
    ['Host', 'Device', 'User', 'Sent', 'Received', 'Connections', 'Recognised'],
    sorted
      .slice(0, HOSTS_MAX)
      .map((host) => [
        html`${foreign(host.address)}${host.addresses.filter((address) => address !== host.address).map((address) => html`<small>${foreign(address)}</small>`)}`,
        host.device === null ? '–' : foreign(host.device, 40),
        host.user === null ? '–' : foreign(host.user, 40),
        number(formatBytes(host.bytesOut, page.units)),
        number(formatBytes(host.bytesIn, page.units)),
        number(groupText(host.flows)),
        host.systems.length === 0 ? '–' : host.systems.map(page.nameOf).join(', '),
      ]),
  )}${left > 0 && html`<p class="quiet">And ${countText(left, 'host')} with less traffic; the JSON report lists them all.</p>`}`;
};

/** Signed-in users of the proxy, the largest first. */
export const userTable = (users: readonly ReportUser[], page: HtmlPage): Markup =>
  table(
    'Users of the proxy',
    ['User', 'Addresses', 'Requests', 'Denied', 'Sent', 'Received'],
    users
      .slice(0, HOSTS_MAX)
      .map((user) => [
        foreign(user.user, 60),
        html`${user.addresses.map((address) => html`<small>${foreign(address)}</small>`)}`,
        number(groupText(user.requests)),
        number(groupText(user.denied)),
        number(formatBytes(user.bytesOut, page.units)),
        number(formatBytes(user.bytesIn, page.units)),
      ]),
  );

/** Leads, and never more: whose volume, when, against what. */
export const unusualTable = (rows: readonly ReportUnusual[], page: HtmlPage): Markup =>
  html`<p class="quiet">Excessive use is a lead and never more: backups, films and releases of software are large too.</p>${table(
    'Unusual volume',
    ['Who', 'When (UTC)', 'Volume', 'Usual', 'What'],
    rows
      .slice(0, HOSTS_MAX)
      .map((row) => [
        row.name === '' ? 'the whole site' : foreign(row.name, 60),
        spanText(row.from, row.until),
        number(formatBytes(row.bytes, page.units)),
        number(formatBytes(row.usual, page.units)),
        foreign(row.text, 200),
      ]),
  )}`;

/** Connections that policy does not permit. */
export const violationTable = (violations: readonly ReportViolation[], page: HtmlPage): Markup =>
  html`<p class="quiet">No accusation: what the firewall saw and policy did not foresee. A port alone proves nothing.</p>${table(
    'Ports outside policy',
    ['Host', 'Port', 'Allowed', 'Denied', 'Volume', 'Destinations', 'Known from'],
    violations
      .slice(0, HOSTS_MAX)
      .map((row) => [
        foreign(row.address),
        `${row.port}/${row.transport}`,
        number(groupText(row.allowed)),
        number(groupText(row.denied)),
        number(formatBytes(row.bytes, page.units)),
        number(groupText(row.destinations)),
        row.scan ? 'part of a scan' : row.systems.map(page.nameOf).join(', ') || '–',
      ]),
  )}`;

export const evidenceTable = (evidence: readonly ReportEvidence[], page: HtmlPage): Markup => {
  const left = evidence.length - EVIDENCE_MAX;
  return html`${table(
    'Evidence',
    ['File', 'Format', 'Records', 'Size', 'Span (UTC)', 'Quality'],
    evidence
      .slice(0, EVIDENCE_MAX)
      .map((piece) => [
        html`<strong>${foreign(piece.path, 90)}</strong><small class="mono hash">${piece.sha256 === null ? 'no SHA-256' : html`SHA-256 ${foreign(piece.sha256, 80)}`}</small>`,
        piece.format,
        number(groupText(piece.records)),
        number(formatBytes(piece.bytes, page.units)),
        piece.firstSeen === null || piece.lastSeen === null
          ? '–'
          : spanText(piece.firstSeen, piece.lastSeen),
        remarks(piece),
      ]),
  )}${left > 0 && html`<p class="quiet">And ${countText(left, 'file')} more; the JSON report lists them all.</p>`}`;
};

const HOSTS_MAX = 500;
const EVIDENCE_MAX = 200;

const remarks = (piece: ReportEvidence): Markup => {
  const odd = notUnderstoodText(piece);
  const texts = [...(odd === null ? [] : [odd]), ...qualityTexts(piece), ...piece.warnings];
  return texts.length === 0
    ? html`nothing to remark`
    : html`<ul class="remarks">${texts.map((text) => html`<li>${foreign(text, 300)}</li>`)}</ul>`;
};

export const number = (text: string): Markup => html`<span class="number">${text}</span>`;

export const table = (
  name: string,
  heads: readonly string[],
  rows: readonly (readonly Part[])[],
): Markup =>
  html`<table class="stacked" role="table" aria-label="${name}"><thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
    (
      cells,
    ) => html`<tr role="row">${cells.map((cell, i) => html`<td role="cell" data-head="${heads[i]}">${cell}</td>`)}</tr>
`,
  )}</tbody></table>`;
