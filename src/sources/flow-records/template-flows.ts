// NetFlow v9 (RFC 3954) and IPFIX (RFC 7011): records whose layout comes in templates, now and then, in the same stream.
//
//   datagram ─► template set ─► templates of (session, domain)
//            ─► options set  ─► sampling rates, names of applications, start of the exporter
//            ─► data set ──┬─► template known ─► records ─► sink
//                          └─► not yet: a copy waits for it (bounded)
//
// Several exporters and several observation domains of one exporter are kept apart: their numbers are their own. An exporter
// that changes its source port is found again by its address. Fields of any length, variable lengths and enterprise
// fields are walked; which ones are read stands in information-elements.ts.
// Does not see: structured data (RFC 6313), templates that came before the capture began and are never sent again.
import { LIMITS } from '../../model/limits.ts';
import { IPFIX_HEADER_BYTES, V9_HEADER_BYTES } from '../../protocols/flow-export.ts';
import { u16, u32 } from '../../protocols/recogniser.ts';
import type { Reason } from '../source.ts';
import { clockSkew } from './export-clock.ts';
import type { Exporter, FlowSink } from './flow-record.ts';
import { FieldValues, fieldCode } from './information-elements.ts';
import { type ExportMoment, NO_ADDRESSES, recordOf } from './record-of.ts';
import { WaitingSets } from './waiting-sets.ts';

const CUT = 'flow export with another size than it says';
const BAD_TEMPLATE = 'flow template that cannot be';
const TOO_MANY_TEMPLATES = 'more flow templates than are kept';
const BAD_RECORD = 'flow record that ends in a field';
const NO_TEMPLATE = 'flow records whose template never came';
const NO_ROOM = 'flow records that waited too long for their template';

interface Field {
  readonly code: number;
  readonly length: number;
}

interface Template {
  readonly fields: readonly Field[];
  readonly options: boolean;
  /** Of the shortest record. */
  readonly bytesMin: number;
}

/** What the options of one observation domain say. */
interface Domain {
  rate: number;
  readonly rates: Map<number, number>;
  readonly applications: Map<string, string>;
  bootedAt: number;
}

interface Header extends ExportMoment {
  readonly session: string;
  readonly address: string;
}

export class TemplateFlows {
  readonly #version: 9 | 10;
  readonly #sink: FlowSink;
  readonly #templates = new Map<string, Template>();
  readonly #domains = new Map<string, Domain>();
  readonly #waiting: WaitingSets<Header>;
  readonly #values = new FieldValues();

  constructor(version: 9 | 10, sink: FlowSink) {
    this.#version = version;
    this.#sink = sink;
    this.#waiting = new WaitingSets(() => sink.refused(NO_ROOM));
  }

  /** `at`: epoch ms at which the datagram came. Returns the number of records, or why it is not read. */
  datagram(
    bytes: Uint8Array,
    start: number,
    end: number,
    at: number,
    exporter: Exporter,
  ): number | Reason {
    const v9 = this.#version === 9;
    let next = start + (v9 ? V9_HEADER_BYTES : IPFIX_HEADER_BYTES);
    if (next > end || (!v9 && u16(bytes, start + 2) !== end - start)) return CUT;
    const exported = u32(bytes, start + (v9 ? 8 : 4)) * 1000;
    const skew = clockSkew(exported, at);
    const domain = u32(bytes, start + (v9 ? 16 : 12));
    const header: Header = {
      exported: exported + skew,
      skew,
      uptime: v9 ? u32(bytes, start + 4) : Number.NaN,
      sensor: exporter.address,
      domain,
      session: `${exporter.session}|${domain}`,
      address: `${exporter.address}|${domain}`,
    };
    let records = 0;
    while (next + 4 <= end) {
      const size = u16(bytes, next + 2);
      if (size < 4 || size > end - next) return CUT;
      const outcome = this.#set(u16(bytes, next), bytes, next + 4, next + size, header);
      if (typeof outcome === 'string') this.#sink.refused(outcome);
      else records += outcome;
      next += size;
    }
    return next === end ? records : CUT;
  }

  /** The evidence is over: what still waits is counted. */
  close(): void {
    const left = this.#waiting.size;
    if (left > 0) this.#sink.refused(NO_TEMPLATE, left);
    this.#waiting.clear();
  }

  #set(id: number, bytes: Uint8Array, at: number, end: number, header: Header): number | Reason {
    if (id >= 256) return this.#data(id, bytes, at, end, header);
    const first = this.#version === 9 ? 0 : 2;
    if (id === first) return this.#templateSet(bytes, at, end, header, false);
    return id === first + 1 ? this.#templateSet(bytes, at, end, header, true) : BAD_TEMPLATE;
  }

  #templateSet(
    bytes: Uint8Array,
    from: number,
    end: number,
    header: Header,
    options: boolean,
  ): number | Reason {
    let at = from;
    let records = 0;
    // What is shorter than a template fills the set up.
    while (at + (options ? 6 : 4) <= end) {
      const id = u16(bytes, at);
      const count = u16(bytes, at + 2);
      // Zeros fill a set up; the withdrawal of all templates (RFC 7011 §8.1) is not for datagrams.
      if (id < 256) return count === 0 ? records : BAD_TEMPLATE;
      if (this.#version === 10 && count === 0) {
        this.#forget(id, header);
        at += 4;
        continue;
      }
      // Options of v9 tell lengths of scope and options in bytes, those of IPFIX two counts of fields.
      const inBytes = options && this.#version === 9;
      const fields = inBytes ? (count + u16(bytes, at + 4)) >> 2 : count;
      at += options ? 6 : 4;
      const read = this.#fields(bytes, at, end, fields);
      if (read === null) return BAD_TEMPLATE;
      at = read.end;
      const kept = this.#keep(
        id,
        { fields: read.fields, options, bytesMin: read.bytesMin },
        header,
      );
      if (typeof kept === 'string') return kept;
      records += kept;
    }
    return records;
  }

  #fields(
    bytes: Uint8Array,
    from: number,
    end: number,
    count: number,
  ): { fields: Field[]; bytesMin: number; end: number } | null {
    if (count > LIMITS.flowTemplateFieldsMax) return null;
    const fields: Field[] = [];
    let at = from;
    let bytesMin = 0;
    for (let i = 0; i < count; i++) {
      if (at + 4 > end) return null;
      const id = u16(bytes, at);
      const length = u16(bytes, at + 2);
      at += 4;
      let enterprise = 0;
      if (this.#version === 10 && (id & 0x8000) !== 0) {
        if (at + 4 > end) return null;
        enterprise = u32(bytes, at);
        at += 4;
      }
      const own = this.#version === 10 ? id & 0x7fff : id;
      fields.push({ code: fieldCode(own, enterprise), length });
      bytesMin += length === VARIABLE && this.#version === 10 ? 1 : length;
    }
    return bytesMin === 0 ? null : { fields, bytesMin, end: at };
  }

  /** Keeps a template, and reads what waited for it. */
  #keep(id: number, template: Template, header: Header): number | Reason {
    const key = `${header.session}|${id}`;
    const held = this.#templates;
    if (held.size >= LIMITS.flowTemplatesMax && !held.has(key)) return TOO_MANY_TEMPLATES;
    held.set(key, template);
    held.set(`${header.address}|${id}`, template);
    let records = 0;
    for (const { bytes, header: then } of this.#waiting.take(key)) {
      const outcome = this.#records(template, bytes, 0, bytes.length, then);
      if (typeof outcome === 'string') this.#sink.refused(outcome);
      else records += outcome;
    }
    return records;
  }

  /** A template is withdrawn (RFC 7011 §8.1). */
  #forget(id: number, header: Header): void {
    this.#templates.delete(`${header.session}|${id}`);
    this.#templates.delete(`${header.address}|${id}`);
  }

  #data(id: number, bytes: Uint8Array, at: number, end: number, header: Header): number | Reason {
    const key = `${header.session}|${id}`;
    const template = this.#templates.get(key) ?? this.#templates.get(`${header.address}|${id}`);
    if (template) return this.#records(template, bytes, at, end, header);
    this.#waiting.add(key, bytes.slice(at, end), header);
    return 0;
  }

  #records(
    template: Template,
    bytes: Uint8Array,
    from: number,
    end: number,
    header: Header,
  ): number | Reason {
    let at = from;
    let records = 0;
    // What is shorter than a record fills the set up to a multiple of four.
    while (end - at >= template.bytesMin) {
      const values = this.#values;
      values.clear();
      at = readFields(template, values, bytes, at, end, this.#version === 10);
      if (at < 0) return BAD_RECORD;
      values.settle();
      if (template.options) this.#options(header);
      else if (this.#flow(header)) records++;
    }
    return records;
  }

  #flow(header: Header): boolean {
    const values = this.#values;
    const domain = this.#domains.get(header.session) ?? this.#domains.get(header.address);
    const own = values.samplingRate();
    const rate = own >= 1 ? own : (domain?.rates.get(values.samplerId) ?? domain?.rate ?? 1);
    if (values.application === '' && values.applicationId !== '')
      values.application = domain?.applications.get(values.applicationId) ?? '';
    if (Number.isNaN(values.bootedAt)) values.bootedAt = domain?.bootedAt ?? Number.NaN;
    const record = recordOf(values, header, rate);
    if (record === null) this.#sink.refused(NO_ADDRESSES);
    else this.#sink.flow(record);
    return record !== null;
  }

  #options(header: Header): void {
    const values = this.#values;
    const domain = this.#domain(header);
    const rate = values.samplingRate();
    if (rate >= 1) {
      if (values.samplerId < 0) domain.rate = rate;
      else if (domain.rates.size < LIMITS.flowSamplersMax) {
        domain.rates.set(values.samplerId, rate);
        // Records that name no sampler belong to the only one.
        domain.rate = domain.rates.size === 1 ? rate : 1;
      }
    }
    if (values.bootedAt > 0) domain.bootedAt = values.bootedAt;
    if (values.applicationId !== '' && values.application !== '')
      if (domain.applications.size < LIMITS.flowApplicationsMax)
        domain.applications.set(values.applicationId, values.application);
  }

  #domain(header: Header): Domain {
    let domain = this.#domains.get(header.session);
    if (!domain) {
      domain = { rate: 1, rates: new Map(), applications: new Map(), bootedAt: Number.NaN };
      if (this.#domains.size < LIMITS.flowTemplatesMax) {
        this.#domains.set(header.session, domain);
        this.#domains.set(header.address, domain);
      }
    }
    return domain;
  }
}

/** RFC 7011 §7: the length stands in front of the value. */
const VARIABLE = 0xffff;

/** Returns one past the record, or -1 when it does not fit. */
const readFields = (
  template: Template,
  values: FieldValues,
  bytes: Uint8Array,
  from: number,
  end: number,
  variable: boolean,
): number => {
  let at = from;
  for (const { code, length: fixed } of template.fields) {
    let length = fixed;
    if (variable && fixed === VARIABLE) {
      if (at >= end) return -1;
      length = bytes[at++]!;
      if (length === 255) {
        if (at + 2 > end) return -1;
        length = u16(bytes, at);
        at += 2;
      }
    }
    if (length > end - at) return -1;
    if (code >= 0 && length > 0) values.read(code, bytes, at, length);
    at += length;
  }
  return at;
};
