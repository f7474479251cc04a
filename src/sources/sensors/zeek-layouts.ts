// Lines of Zeek whose heading was cut off (`grep`, `tail`): conn.log, dns.log and http.log have had the same first columns since
// version 2, and are told by what stands in them.
import { ZeekHeading } from './zeek-heading.ts';

/** The heading that lines with these cells had, or null. */
export const layoutOf = (cells: readonly string[]): ZeekHeading | null => {
  if (!ENDS.test(cells.slice(0, 6).join('\t'))) return null;
  return (
    LAYOUTS.find(({ heading, fits }) => cells.length >= heading.columns.length && fits(cells))
      ?.heading ?? null
  );
};

interface Layout {
  readonly heading: ZeekHeading;
  fits(cells: readonly string[]): boolean;
}

const heading = (path: string, columns: string): ZeekHeading => {
  const made = new ZeekHeading();
  made.read(`#path\t${path}`);
  made.read(`#fields\t${columns.replaceAll(' ', '\t')}`);
  return made;
};

/** Time, uid, the two ends. */
const ENDS =
  /^\d{9,10}\.\d{1,9}\t[A-Za-z0-9]{8,24}\t[0-9A-Fa-f.:]{2,45}\t\d{1,5}\t[0-9A-Fa-f.:]{2,45}\t\d{1,5}$/;
const TRANSPORT = /^(?:tcp|udp|icmp|unknown_transport)$/;
const STATE = /^(?:S[0-3]|SF|REJ|RSTO|RSTR|RSTOS0|RSTRH|SH|SHR|OTH)$/;
const NUMBER = /^(?:\d{1,16}|-)$/;
const FLAG = /^[TF-]$/;

const BOTH = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p';
const FIRST = `${BOTH} proto`;
const COUNTED = 'missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes';
const HTTP = `${BOTH} trans_depth method host uri referrer`;
const CONN = `${FIRST} service duration orig_bytes resp_bytes conn_state local_orig`;

const LAYOUTS: readonly Layout[] = [
  {
    heading: heading('conn', `${CONN} local_resp ${COUNTED}`),
    fits: (cells) =>
      TRANSPORT.test(cells[6]!) &&
      STATE.test(cells[11]!) &&
      FLAG.test(cells[13]!) &&
      NUMBER.test(cells[14]!),
  },
  {
    // Before version 2.4, without `local_resp`.
    heading: heading('conn', `${CONN} ${COUNTED}`),
    fits: (cells) =>
      TRANSPORT.test(cells[6]!) &&
      STATE.test(cells[11]!) &&
      FLAG.test(cells[12]!) &&
      /^\d/.test(cells[13]!),
  },
  {
    heading: heading(
      'dns',
      `${FIRST} trans_id rtt query qclass qclass_name qtype qtype_name rcode rcode_name AA TC RD RA Z answers TTLs rejected`,
    ),
    fits: (cells) =>
      cells.slice(16, 20).every((cell) => /^[TF]$/.test(cell)) && FLAG.test(cells[23]!),
  },
  {
    heading: heading(
      'http',
      `${HTTP} version user_agent origin request_body_len response_body_len status_code`,
    ),
    fits: (cells) =>
      isRequest(cells) &&
      VERSION.test(cells[11]!) &&
      cells.slice(14, 17).every((one) => NUMBER.test(one)),
  },
  {
    // Before version 2.6, without `origin`.
    heading: heading(
      'http',
      `${HTTP} version user_agent request_body_len response_body_len status_code`,
    ),
    fits: (cells) =>
      isRequest(cells) &&
      VERSION.test(cells[11]!) &&
      cells.slice(13, 16).every((one) => NUMBER.test(one)),
  },
  {
    // Before version 2.5, without `version`.
    heading: heading('http', `${HTTP} user_agent request_body_len response_body_len status_code`),
    fits: (cells) => isRequest(cells) && cells.slice(12, 15).every((one) => NUMBER.test(one)),
  },
];

const VERSION = /^(?:\d\.\d|-)$/;
const isRequest = (cells: readonly string[]): boolean =>
  /^\d{1,6}$/.test(cells[6]!) && /^(?:[A-Z]{3,16}|-)$/.test(cells[7]!);
