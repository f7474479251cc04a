// What a relay writes in front of a message, as text (RFC 3164, RFC 5424, rsyslog's and journald's files). The twin of
// ../syslog.ts for formats that are read as text.
import type { Stamps } from './stamps.ts';

export interface SyslogHead {
  /** Epoch ms, or NaN when there is none. */
  readonly at: number;
  readonly host: string;
  /** `sshd` of `sshd[123]:`; empty when the message has no tag. */
  readonly program: string;
  /** RFC 5424 structured data, with its brackets; empty for none. */
  readonly data: string;
  /** All that follows, the tag left out. */
  readonly message: string;
}

export const syslogHead = (text: string, stamps: Stamps): SyslogHead => {
  const line = text.replace(PRIORITY, '');
  const modern = RFC5424.exec(line);
  if (modern) {
    const [, stamp, host, program, data, message] = modern;
    return {
      at: stamp === '-' ? Number.NaN : stamps.any(stamp!),
      host: known(host!),
      program: known(program!),
      data: data === '-' ? '' : data!,
      message: message!.replace(BYTE_ORDER_MARK, '').trimStart(),
    };
  }
  const stamped = STAMPED.exec(line);
  const at = stamped ? stamps.any(stamped[1]!) : Number.NaN;
  if (!stamped || Number.isNaN(at)) {
    const tagged = TAG.exec(line);
    return {
      at: Number.NaN,
      host: '',
      program: tagged?.[1] ?? '',
      data: '',
      message: tagged ? line.slice(tagged[0].length) : line,
    };
  }
  let rest = line.slice(stamped[0].length);
  let host = '';
  if (!TAG.test(rest)) {
    const first = /^(\S+)\s+/.exec(rest);
    if (first) {
      host = first[1]!;
      rest = rest.slice(first[0].length);
    }
  }
  const tag = TAG.exec(rest);
  return {
    at,
    host: host.replace(/:$/, ''),
    program: tag?.[1] ?? '',
    data: '',
    message: tag ? rest.slice(tag[0].length) : rest,
  };
};

const known = (field: string): string => (field === '-' ? '' : field);

const PRIORITY = /^<\d{1,3}>/;
const BYTE_ORDER_MARK = /^\ufeff/;
const RFC5424 =
  /^1 (\S{1,64}) (\S{1,255}) (\S{1,48}) \S{1,128} \S{1,64} (-|(?:\[(?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*")*\])+) ?(.*)$/s;
const STAMPED =
  /^\*?((?:\w{3} +)?[A-Z][a-z]{2} +\d{1,2}(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: \d{4}(?= ))?(?: UTC| GMT)?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?):? +/;
/** `name[pid]: ` or `name: `. */
const TAG = /^([A-Za-z_][\w./-]{0,47})(?:\[\d{1,10}\])?: +/;
