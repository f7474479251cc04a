// http: HTTP/1.0 and HTTP/1.1, in either direction, in origin, absolute, authority and asterisk form; websocket and the
// stream inside CONNECT follow from it.
// Specification: RFC 9110, RFC 9112; WebDAV RFC 4918; upgrade RFC 6455; Basic RFC 7617.
// Sound because: a whole request line (`TOKEN target HTTP/1.`) or status line (`HTTP/1.1 200`) is at least 12 fixed or
// constrained bytes at the very start of the connection.
// Looks alike: Gnutella's handshake (`GNUTELLA CONNECT/0.6`, another version word), SSDP and BT-SEARCH (datagrams), RTSP
// and SIP (other version words), the HTTP/2 preface (`PRI * HTTP/2.0`), FTP's `USER x`.
// Does not see: HTTP/0.9, HTTP/2 and HTTP/3, anything in TLS; requests of a capture that begins in mid message.
import {
  type FlowSink,
  MORE,
  NO,
  type StreamDissector,
  type StreamHead,
  type Verdict,
} from '../wire/dissector.ts';
import { httpStart } from './http-message.ts';
import { HttpKnowledge, HttpReader, type HttpSignatures } from './http-reader.ts';

export const http = (signatures: HttpSignatures): StreamDissector => {
  const knowledge = new HttpKnowledge(signatures);
  return Object.freeze({
    id: 'http',
    system: null,
    transport: 'tcp',
    inspect,
    open: (flow: FlowSink) => new HttpReader(flow, knowledge),
  } satisfies StreamDissector);
};

const inspect = (head: StreamHead): Verdict => {
  const first = head.first;
  const verdict = httpStart(head.bytes[first], 0, head.length[first]!);
  if (verdict !== NO || !head.midstream) return verdict;
  // A capture that begins in an answer's body still shows the next request from its first byte.
  const other = first === 0 ? 1 : 0;
  return head.length[other] === 0 ? MORE : httpStart(head.bytes[other], 0, head.length[other]!);
};
