// TLS over a connection of a scan: whether a listener speaks it, and what its certificate says. Nothing is verified,
// because nothing is trusted: what listens may sign itself.

import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { Secured } from '../../systems/probe.ts';
import type { Patience } from './conduct.ts';

export interface SecuredStream extends Secured {
  readonly stream: TLSSocket;
}

/** Null when it does not speak TLS, or not with us. */
export const secure = (
  socket: Socket,
  alpn: readonly string[],
  { answerMs }: Patience,
): Promise<SecuredStream | null> =>
  new Promise((resolve) => {
    const stream = connect({
      socket,
      rejectUnauthorized: false,
      // Old listeners are listeners too.
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      ...(alpn.length === 0 ? {} : { ALPNProtocols: [...alpn] }),
    });
    const end = (): void => {
      clearTimeout(timer);
      stream.destroy();
      socket.destroy();
      resolve(null);
    };
    const timer = setTimeout(end, answerMs);
    stream.once('error', end);
    stream.once('close', end);
    stream.once('secureConnect', () => {
      clearTimeout(timer);
      stream.off('error', end).off('close', end);
      stream.on('error', () => {});
      const certificate = stream.getPeerCertificate();
      resolve({
        stream,
        alpn: stream.alpnProtocol || '',
        subject: textOf(certificate?.subject?.CN),
        issuer: textOf(certificate?.issuer?.CN),
        fingerprint: (certificate?.fingerprint256 ?? '').replaceAll(':', '').toLowerCase(),
      });
    });
  });

/** A name that comes several times is a list. */
const textOf = (name: unknown): string =>
  typeof name === 'string' ? name : Array.isArray(name) ? String(name[0] ?? '') : '';
