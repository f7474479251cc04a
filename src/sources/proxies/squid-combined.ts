// A proxy's log in the common or combined format: Squid's `logformat common` and `combined`, nginx and Apache (mod_proxy)
// as forward proxies, and any other program that logs absolute URLs or CONNECT; also behind syslog and behind the name of
// a virtual host. See common-log.ts for the fields.
// Why the signature is sound: Squid ends each line with RESULT:HIERARCHY; without it, only requests sent to a proxy
// name a scheme and host (RFC 9112 §3.2.2) or CONNECT.
// Looks alike: every web server's log, in which strangers who look for open proxies leave a few such lines: their source is
// outside, and a file in which they are few is a `web-server`. Its other lines are counted, not read; a log of such lines is `web-server`.
// Does not see: how long a request took, where the far end was, bytes sent by the client.
import type { RequestObservation } from '../../model/observation.ts';
import { Clock } from '../clock.ts';
import {
  addressInterner,
  DASH,
  find,
  hasControls,
  skipBlanks,
  standsAt,
  textInterner,
} from '../fields.ts';
import { understoodShare } from '../recognise.ts';
import { type LineParser, OK, type Reason, type Source, type SourceContext } from '../source.ts';
import { Authority, hostInterner } from '../url.ts';
import { CommonLog } from './common-log.ts';
import { WEB_SERVER_LINE } from './web-server.ts';

export const squidCombined: Source = Object.freeze<Source>({
  id: 'squid-combined',
  title: 'Proxy log, common or combined format (Squid and others)',
  recognise: (sample, lines) => understoodShare(squidCombined, sample, lines),
  open: (context) => new CombinedParser(context),
});

const NOT_COMBINED = 'not in the common or combined format';
const NO_CLIENT = 'client is not an address';
const CONTROLS = 'control characters in a field';

class CombinedParser implements LineParser {
  readonly #context: SourceContext;
  readonly #log: CommonLog;
  readonly #authority = new Authority();
  readonly #addresses = addressInterner();
  readonly #hosts = hostInterner();
  readonly #words = textInterner();
  readonly #agents = textInterner(256, 1024);
  readonly #urls = textInterner(128);

  constructor(context: SourceContext) {
    this.#context = context;
    this.#log = new CommonLog(new Clock(context));
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number): Reason | typeof OK {
    const at = skipBlanks(bytes, start, end);
    if (at === end || bytes[at] === 35) return OK;
    const log = this.#log;
    if (!log.read(bytes, at, end)) return NOT_COMBINED;
    if (hasControls(bytes, at, end)) return CONTROLS;
    if (!log.isProxied(bytes, this.#authority)) return WEB_SERVER_LINE;
    const source = this.#addresses.get(bytes, log.clientStart, log.clientEnd);
    if (source === null) return NO_CLIENT;
    const out: RequestObservation = {
      kind: 'request',
      at: log.at,
      format: 'squid-combined',
      origin: { evidence: this.#context.evidence.index, line: lineNumber },
      source,
    };
    if (log.status >= 0) out.status = log.status;
    if (log.size >= 0) out.bytesIn = log.size;
    if (hasValue(bytes, log.methodStart, log.methodEnd))
      out.method = this.#words.get(bytes, log.methodStart, log.methodEnd);
    if (hasValue(bytes, log.userStart, log.userEnd))
      out.user = this.#words.get(bytes, log.userStart, log.userEnd);
    if (hasValue(bytes, log.agentStart, log.agentEnd))
      out.agent = this.#agents.get(bytes, log.agentStart, log.agentEnd);
    else if (log.agentEnd > log.agentStart) out.agent = '';
    const action = actionOf(bytes, log.resultStart, log.resultEnd);
    if (action !== '') out.action = action;
    if (log.sensorEnd > log.sensorStart)
      out.sensor = this.#words.get(bytes, log.sensorStart, log.sensorEnd);
    this.#target(out, bytes);
    this.#context.emit(out);
    return OK;
  }

  #target(out: RequestObservation, bytes: Uint8Array): void {
    const { urlStart, urlEnd } = this.#log;
    const authority = this.#authority;
    if (!hasValue(bytes, urlStart, urlEnd)) return;
    out.url = this.#urls.get(bytes, urlStart, urlEnd);
    const known =
      authority.absolute(bytes, urlStart, urlEnd) ||
      (out.method === 'CONNECT' && authority.hostAndPort(bytes, urlStart, urlEnd));
    if (!known) return;
    const host = this.#hosts.get(bytes, authority.hostStart, authority.hostEnd);
    out.host = host.name;
    if (host.address !== null) out.destination = host.address;
    if (authority.port > 0) out.destinationPort = authority.port;
  }
}

const hasValue = (bytes: Uint8Array, start: number, end: number): boolean =>
  end > start && !(end === start + 1 && bytes[start] === DASH);

const actionOf = (bytes: Uint8Array, start: number, end: number): string => {
  if (!standsAt(bytes, start, end, 'TCP_')) return '';
  return find(bytes, start, end, 'DENIED') < 0 ? 'allowed' : 'denied';
};
