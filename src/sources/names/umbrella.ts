// Cisco Umbrella's exported logs (docs.umbrella.com, "Log Formats and Versioning"): CSV without a heading, later versions
// have more columns behind. DNS, proxy (web), IP layer and cloud firewall:
//
//   "2026-11-22 05:52:09","Alice","Alice,Laptop-12","10.20.1.5","203.0.113.1","Blocked","1 (A)","NOERROR","bad.example.","P2P/File sharing","AD Users","AD Users","P2P/File sharing"
//   "2026-11-22 05:52:09","Alice","10.20.1.5","203.0.113.1","192.0.2.7","text/html","ALLOWED","https://www.example/","","Mozilla/5.0","200","471","1523",…
//   "2026-11-22 05:52:09","Laptop-12","10.20.1.5","55605","192.0.2.7","6881","Unauthorized IP Tunnel Access","Roaming Computers"
//   "2026-11-22 05:52:09","[211039844]","Site","CDFW Tunnel Device","OUTBOUND","6","84","10.20.1.5","51022","192.0.2.7","6881","ams1.edc","12","ALLOW"
//
// Sound because: a time, addresses at their places, and the words of the verdict at theirs. Looks alike: none with all of
// these. Does not see: the far end of DNS; ports of the proxy log. An identity is a user or a device when its type says so;
// names of networks and sites are neither.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { csvCells } from '../text/fields.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';

const NOT_UMBRELLA = 'not a line of Cisco Umbrella';

const text = textSource({
  id: 'umbrella',
  title: 'Cisco Umbrella (DNS, proxy, IP and firewall logs)',
  looks: /^/,
  otherwise: NOT_UMBRELLA,
  severalLines: true,
  open: (context) => {
    let held = '';
    let lines = 0;
    return (line) => {
      const begins = BEGINS.test(line);
      if (begins) held = '';
      if (!begins && held === '') return HEADING.test(line) ? null : NOT_UMBRELLA;
      const whole = held === '' ? line.trim() : `${held}\n${line}`;
      const cells = csvCells(whole);
      if (cells !== null) {
        held = '';
        return read(cells, context);
      }
      // A cell with line ends in it.
      lines = held === '' ? 1 : lines + 1;
      held = !context.alone && lines < LINES_MAX ? whole : '';
      return held === '' ? NOT_UMBRELLA : null;
    };
  },
});

/** A line among those of other products is a record by itself. */
export const umbrella: Source = Object.freeze<Source>({ ...text, severalLines: false });

const read = (cells: readonly string[], context: TextContext): Outcome => {
  const at = context.stamps.any(cells[0]!);
  const draft = asked(cells, at) ?? fetched(cells, at) ?? filtered(cells, at) ?? reached(cells, at);
  return draft === null ? NOT_UMBRELLA : context.emit(draft);
};

/** Time, identity, identities, internal and external address, action, type, code, name, categories, identity types, … */
const asked = (cells: readonly string[], at: number): Draft | null => {
  const [, identity, , inside, outside, action = '', type = '', code = '', name = ''] = cells;
  const sound = cells.length >= 9 && /^(?:Allowed|Blocked|Proxied)$/i.test(action);
  if (!sound || !/^\d{1,5} \(/.test(type) || !isAddress(inside) || !isAddress(outside)) return null;
  return {
    kind: 'lookup',
    at,
    source: inside || outside,
    query: name.replace(/\.$/, ''),
    answer: code === 'NOERROR' ? undefined : code,
    action: action.toLowerCase(),
    ...person(identity, cells[10]),
  };
};

/**
 * Time, identity, internal, external and far address, content type, verdict, URL, referrer, agent, status, bytes of request,
 * of response and of its body, SHA-256, categories, three verdicts of scanners, …, type of the identity (21), …
 */
const fetched = (cells: readonly string[], at: number): Draft | null => {
  const [, identity, inside, outside, far, , verdict = '', url, , agent, status = ''] = cells;
  const sound =
    cells.length >= 14 && /^(?:ALLOWED|BLOCKED|WARNED|ISOLATED|PROXIED)$/i.test(verdict);
  const addressed = isAddress(inside) && isAddress(outside) && isAddress(far);
  if (!sound || !addressed || !/^\d{0,3}$/.test(status)) return null;
  return {
    kind: 'request',
    at,
    source: inside || outside,
    destination: far,
    action: verdict.toLowerCase(),
    url,
    host: hostOf(url),
    method: /^[A-Z]{3,16}$/.test(cells[25] ?? '') ? cells[25] : undefined,
    agent,
    status: status === '0' ? undefined : status,
    bytesOut: cells[11],
    bytesIn: cells[12],
    ...person(identity, cells[21]),
  };
};

/** Time, identity, source and its port, destination and its port, categories, type of the identity. */
const reached = (cells: readonly string[], at: number): Draft | null => {
  const [, identity, source, sourcePort = '', destination, destinationPort = ''] = cells;
  const sound = IDENTITY_TYPE.test(cells[7] ?? '') && source && destination;
  if (!sound || !isAddress(source) || !isAddress(destination)) return null;
  if (!PORT.test(sourcePort) || !PORT.test(destinationPort)) return null;
  return {
    kind: 'alert',
    at,
    text: cells[6],
    source,
    sourcePort,
    destination,
    destinationPort,
    ...person(identity, cells[7]),
  };
};

/** Time, number of the origin, identity, its type, direction, protocol, bytes, ends, data centre, rule, verdict. */
const filtered = (cells: readonly string[], at: number): Draft | null => {
  const [, , identity, type, direction = '', transport, bytesOut, source, sourcePort] = cells;
  const [destination, destinationPort, , rule, verdict = ''] = cells.slice(9);
  if (!/^(?:OUTBOUND|INBOUND)$/.test(direction) || !isAddress(source)) return null;
  if (!/^(?:ALLOW|BLOCK)(?:ED)?$/.test(verdict) || !isAddress(destination)) return null;
  return {
    kind: 'verdict',
    at,
    action: verdict.startsWith('ALLOW') ? 'allowed' : 'denied',
    transport,
    source,
    sourcePort,
    destination,
    destinationPort,
    bytesOut,
    rule,
    ...person(identity, type),
  };
};

const person = (identity = '', type = ''): Pick<Draft, 'user' | 'device'> => {
  if (/\b(?:users?|accounts?)\b/i.test(type)) return { user: identity };
  return /\b(?:computers?|client|devices?|chromebooks?|mobile)\b/i.test(type) &&
    !/tunnel/i.test(type)
    ? { device: identity }
    : {};
};

const hostOf = (url = ''): string | undefined => {
  const found = HOST.exec(url);
  return found?.[1] ?? found?.[2];
};

/** An address, or nothing. */
const isAddress = (cell = ''): boolean => cell === '' || /^[0-9A-Fa-f.:]{2,45}$/.test(cell);

const IDENTITY_TYPE =
  /^(?:AD (?:Users|Computers)|(?:Internal )?Networks|Network (?:Devices|Tunnels)|Sites|Roaming Computers|Anyconnect Roaming Client|Mobile Devices|Chromebooks|Directory Users|G ?Suite Users)\b/i;
const HOST = /^[a-z]{2,8}:\/\/(?:[^/?#@]{0,255}@)?(?:\[([^\]]{0,45})\]|([^/?#:]{1,255}))/i;
const PORT = /^\d{0,5}$/;
/** Lines of one record; an identity with line ends has two or three. */
const LINES_MAX = 8;
const BEGINS = /^\s?"?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?Z?"?,/;
const HEADING = /^\s?"?(?:Timestamp|Date ?Time)"?,"?(?:Most Granular|Policy|Origin|Identit)/i;
