// What the clear messages of a TLS handshake tell about a flow, wherever they travel (TCP, QUIC, DTLS), and the systems'
// signatures that are asked about it.
import type { FlowSink, TlsHandshake, TlsSignature } from '../wire/dissector.ts';
import { type HelloCarrier, ja4 } from './ja4.ts';
import { readCertificate } from './tls-certificate.ts';
import { readClientHello, readServerHello, type ServerHello, tlsVersionText } from './tls-hello.ts';

export class TlsFacts {
  readonly #flow: FlowSink;
  readonly #signatures: readonly TlsSignature[];
  readonly #carrier: HelloCarrier;
  #sni: string | null = null;
  #alpn: readonly string[] = [];
  #certificateNames: readonly string[] = [];
  #recognised = false;

  constructor(flow: FlowSink, signatures: readonly TlsSignature[], carrier: HelloCarrier) {
    this.#flow = flow;
    this.#signatures = signatures;
    this.#carrier = carrier;
  }

  /** Messages come with their 4-byte header. */
  clientHello(bytes: Uint8Array, length: number): void {
    const hello = readClientHello(bytes, length, this.#carrier === 'd');
    if (!hello) {
      this.#flow.anomaly('tls-client-hello');
      return;
    }
    this.#sni = hello.sni;
    this.#alpn = hello.alpn;
    if (hello.sni !== null) this.#flow.carrier('sni', hello.sni);
    if (hello.alpn.length > 0) this.#flow.carrier('alpn', hello.alpn.join(','));
    this.#flow.carrier('tlsOffered', tlsVersionText(hello.version));
    this.#flow.carrier('ciphers', hello.ciphers);
    this.#flow.carrier('ja4', ja4(hello, this.#carrier));
    if (hello.srtp) this.#flow.carrier('srtpOffered', true);
    this.#ask();
  }

  /** Protocols offered by the client. */
  get alpn(): readonly string[] {
    return this.#alpn;
  }

  /** What was agreed on, null when the message is damaged. */
  serverHello(bytes: Uint8Array, length: number): ServerHello | null {
    const hello = readServerHello(bytes, length);
    if (!hello) {
      this.#flow.anomaly('tls-server-hello');
      return null;
    }
    this.#flow.carrier('tlsVersion', tlsVersionText(hello.version));
    if (hello.srtp) this.#flow.carrier('srtp', true);
    return hello;
  }

  certificate(bytes: Uint8Array, length: number): void {
    const certificate = readCertificate(bytes, length);
    if (!certificate) {
      this.#flow.anomaly('tls-certificate');
      return;
    }
    this.#certificateNames = certificate.names;
    this.#flow.carrier('names', certificate.names.join(','));
    this.#flow.carrier('selfSigned', certificate.selfSigned);
    this.#ask();
  }

  #ask(): void {
    const handshake: TlsHandshake = {
      sni: this.#sni,
      alpn: this.#alpn,
      certificateNames: this.#certificateNames,
    };
    for (const signature of this.#signatures) {
      if (!signature.handshake(handshake, this.#flow)) continue;
      if (!this.#recognised) this.#flow.name(signature.id, signature.system);
      this.#recognised = true;
      return;
    }
  }
}
