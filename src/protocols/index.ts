// The registry of carriers and look-alikes, in the order in which they are asked (after the systems).
import type {
  Dissector,
  HttpSignature,
  LookupSignature,
  TlsSignature,
  WebSocketSignature,
} from '../wire/dissector.ts';
import { BINARY_FORMATS } from './binary-formats.ts';
import { DATAGRAM_FORMATS } from './datagram-formats.ts';
import { dns, dnsAsking, dnsTcp, llmnr, mdns, nbns } from './dns.ts';
import { dtls } from './dtls.ts';
import { http } from './http.ts';
import { quic } from './quic.ts';
import { rtp } from './rtp.ts';
import { smb } from './smb.ts';
import { socks } from './socks.ts';
import { ssh } from './ssh.ts';
import { stun, stunTcp } from './stun.ts';
import { TEXT_FORMATS } from './text-formats.ts';
import { tls } from './tls.ts';

/** What the systems know of their traces in carriers; systems are a lower layer, so they are handed in. */
export interface Signatures {
  readonly http: readonly HttpSignature[];
  readonly tls: readonly TlsSignature[];
  readonly websocket: readonly WebSocketSignature[];
  readonly lookups?: readonly LookupSignature[];
}

export const carriers = (signatures: Signatures): readonly Dissector[] =>
  Object.freeze([
    http({ http: signatures.http, websocket: signatures.websocket }),
    tls(signatures.tls),
    signatures.lookups ? dnsAsking(signatures.lookups) : dns,
    quic(signatures.tls),
    ssh,
    stun,
    dtls(signatures.tls),
    socks,
    mdns,
    llmnr,
    nbns,
    dnsTcp,
    stunTcp,
    smb,
    rtp,
    ...TEXT_FORMATS,
    ...BINARY_FORMATS,
    ...DATAGRAM_FORMATS,
  ]);
