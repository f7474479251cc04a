// Nmap's XML (nmap.org/book/nmap-dtd.html; `nmap -oX`), for sites that scan with it. Masscan writes the same form:
//
//   <nmaprun scanner="nmap" start="1795339200" …><host endtime="…"><address addr="10.20.1.11" addrtype="ipv4"/>
//   <ports><port protocol="tcp" portid="51413"><state state="open"/><service name="…" product="…" method="probed" conf="10"/>
//
// Open ports become listeners. A system is named only when nmap spoke to the port (method="probed") and is sure of it
// (conf 8 and more): its table of port numbers is no evidence. Sound because: the root element. Looks alike: other XML.
// A document type with declarations is refused, so that nothing can be expanded. Does not see: closed and filtered ports.
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { canonicalAddress } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import type { ListenerObservation } from '../../model/observation.ts';
import type { SystemId } from '../../model/systems.ts';
import { ascii, matchesAt, utf8 } from '../../wire/codec/ascii.ts';
import { type LineParser, OK, type Reason, type Source, type SourceContext } from '../source.ts';

const ROOT = ascii('<nmaprun ');
const LOOKED_AT = 2048;

export const nmapXml: Source = Object.freeze<Source>({
  id: 'nmap-xml',
  title: 'Nmap XML (`nmap -oX`), Masscan XML',
  severalLines: true,
  recognise: (sample) => {
    const end = Math.min(sample.length, LOOKED_AT);
    if (sample[0] !== 0x3c) return 0;
    for (let at = 0; at < end; at++) if (matchesAt(sample, at, end, ROOT)) return 1;
    return 0;
  },
  open: (context) => new NmapReader(context),
});

const NOT_XML = 'not well-formed XML';
const DECLARES = 'the XML declares entities, which nmap never does';

class NmapReader implements LineParser {
  readonly #context: SourceContext;
  readonly #parser = new SaxesParser({ position: false });
  #line = 0;
  #fault: Reason | null = null;
  #started = 0;
  #address = '';
  #mac: string | undefined;
  #at = 0;
  #port: Port | null = null;
  readonly #open: Port[] = [];

  constructor(context: SourceContext) {
    this.#context = context;
    this.#started = context.writtenUntil;
    this.#parser.on('doctype', (text) => {
      if (text.includes('[')) this.#fault = DECLARES;
    });
    this.#parser.on('error', () => {
      this.#fault ??= NOT_XML;
    });
    this.#parser.on('opentag', (tag) => this.#opened(tag as SaxesTagPlain));
    this.#parser.on('closetag', ({ name }) => this.#closed(name));
  }

  line(bytes: Uint8Array, start: number, end: number, line: number): Reason | typeof OK {
    // After a fault nothing that follows can be placed.
    if (this.#fault !== null) return this.#fault;
    this.#line = line;
    this.#parser.write(`${utf8(bytes, start, end)}\n`);
    return this.#fault ?? OK;
  }

  #opened({ name, attributes: a }: SaxesTagPlain): void {
    switch (name) {
      case 'nmaprun':
        this.#started = secondsOf(a['start']) ?? this.#started;
        return;
      case 'host':
        this.#address = '';
        this.#mac = undefined;
        this.#at = secondsOf(a['endtime']) ?? secondsOf(a['starttime']) ?? this.#started;
        this.#open.length = 0;
        return;
      case 'address':
        if (a['addrtype'] === 'mac') this.#mac = a['addr']?.toLowerCase();
        else this.#address ||= canonicalAddress(a['addr'] ?? '') ?? '';
        return;
      case 'port':
        this.#port = {
          number: Number(a['portid']),
          transport: a['protocol'] ?? '',
          line: this.#line,
          service: {},
        };
        return;
      case 'state':
        if (this.#port && a['state'] !== 'open') this.#port = null;
        return;
      case 'service':
        if (this.#port) this.#port.service = a;
        return;
      default:
    }
  }

  #closed(name: string): void {
    if (name === 'port' && this.#port) {
      if (this.#open.length < LIMITS.scanListenersMax) this.#open.push(this.#port);
      this.#port = null;
    }
    if (name !== 'host' || this.#address === '') return;
    for (const port of this.#open) {
      const listener = this.#listenerOf(port);
      if (listener) this.#context.emit(listener);
    }
    this.#open.length = 0;
  }

  #listenerOf({ number, transport, line, service }: Port): ListenerObservation | null {
    if (transport !== 'tcp' && transport !== 'udp') return null;
    if (!Number.isInteger(number) || number < 1 || number > 65_535) return null;
    const probed = service['method'] === 'probed' && Number(service['conf'] ?? 0) >= CONFIDENCE_MIN;
    const text = (value: string | undefined) => value?.slice(0, LIMITS.textCharsMax);
    const program = probed ? text(service['product']) : undefined;
    const version = probed ? text(service['version']) : undefined;
    const said = probed ? text(service['extrainfo']) : undefined;
    return {
      kind: 'listener',
      at: this.#at,
      format: 'nmap-xml',
      origin: { evidence: this.#context.evidence.index, line },
      source: this.#address,
      sourcePort: number,
      transport,
      system: probed ? systemOf(service) : null,
      protocol: probed ? (text(service['name']) ?? 'unknown') : 'unknown',
      ...(program === undefined ? {} : { program }),
      ...(version === undefined ? {} : { version }),
      ...(said === undefined ? {} : { text: said }),
      ...(this.#mac === undefined ? {} : { mac: this.#mac }),
    };
  }
}

interface Port {
  readonly number: number;
  readonly transport: string;
  readonly line: number;
  service: Readonly<Record<string, string>>;
}

/** Nmap's own scale; 3 is its table of ports, 10 a full match. */
const CONFIDENCE_MIN = 8;

/** Epoch ms of epoch seconds. */
const secondsOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{9,11}$/.test(text) ? Number(text) * 1000 : null;

/** Words of nmap-service-probes (name, then product) that name one system. */
const SYSTEM_WORDS: readonly (readonly [system: SystemId, words: RegExp])[] = [
  ['bittorrent', /\b(?:bittorrent|transmission|qbittorrent|deluge|rtorrent|[uµ]torrent|aria2)\b/i],
  ['syncthing', /\bsyncthing\b/i],
  ['tor', /^tor(?:-|\b)|\btor (?:socks|control|directory|or)\b|\btor built-in\b/i],
  ['edonkey', /\b(?:edonkey|emule|amule|mldonkey)\b/i],
  ['directconnect', /\b(?:direct ?connect|dc\+\+|uhub|adc hub|opendchub|verlihub|ynhub)\b/i],
  ['gnutella', /\b(?:gnutella|limewire|bearshare|gtk-gnutella)\b/i],
  ['gnutella2', /\bshareaza\b/i],
  ['fasttrack', /\bkazaa\b/i],
  ['napster', /\b(?:napster|opennap)\b/i],
  ['soulseek', /\b(?:soulseek|slskd|museekd)\b/i],
  ['i2p', /\b(?:i2p|i2pd)\b/i],
  ['freenet', /\b(?:freenet|hyphanet)\b/i],
  ['ipfs', /\b(?:ipfs|libp2p)\b/i],
  ['socks', /^socks/i],
  ['http-proxy', /^http-proxy$/i],
];

const systemOf = (service: Port['service']): SystemId | null => {
  const words = [service['name'] ?? '', service['product'] ?? ''];
  return SYSTEM_WORDS.find(([, word]) => words.some((text) => word.test(text)))?.[0] ?? null;
};
