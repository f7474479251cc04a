// ngrok/tls: the connection of an ngrok agent to ngrok's service, over which strangers then reach the computer.
// https://ngrok.com/docs/agent/ (server address); https://ngrok.com/docs/guides/running-behind-firewalls
//
// Sound because only agents connect to these names; who visits a tunnel asks for ngrok.app, ngrok-free.app or ngrok.io, and
// is not named. Does not see: agents with a connect address of their own.
import type { TlsHandshake, TlsSignature } from '../../wire/dissector.ts';

export const ngrokTls = Object.freeze({
  id: 'ngrok/agent',
  system: 'ngrok',
  handshake: ({ sni }: TlsHandshake) => sni !== null && NAMES.test(sni),
}) satisfies TlsSignature;

const NAMES =
  /^(?:connect\.(?:[a-z]{2}\.)?ngrok-agent\.com|tunnel\.(?:[a-z]{2}\.)?ngrok\.com|ngrokd\.ngrok\.com)$/i;
