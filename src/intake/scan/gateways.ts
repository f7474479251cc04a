// Routers that open ports for whoever asks (P4): whether they do, and what they forward inward now.
//
//   NAT-PMP   00 00 ─► ◄─ 00 80, result, epoch, outside address (RFC 6886 §3.2); it has no list of mappings
//   UPnP      M-SEARCH for an InternetGatewayDevice, to this host alone ─► ◄─ LOCATION of its description
//             description ─► control URL of WANIPConnection ─► GetGenericPortMappingEntry 0, 1, … (UPnP IGD 1, §2.4.14)
//
// Read only: nothing is ever mapped. Only addresses and ports of the host that answered are asked, whatever it says.

import { LIMITS } from '../../model/limits.ts';
import type { PortMapping } from '../../model/scan.ts';
import type { DatagramProbe, Dialogue } from '../../systems/probe.ts';
import { ascii, latin1 } from '../../wire/codec/ascii.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import { connect, converse } from './connection.ts';
import type { Means } from './port.ts';
import { webAnswer } from './web.ts';

const natPmp: DatagramProbe = {
  id: 'nat-pmp',
  transport: 'udp',
  ports: [5351],
  open: () => [
    {
      opening: Uint8Array.of(0, 0),
      read: (bytes, length) =>
        length === 12 && bytes[0] === 0 && bytes[1] === 0x80
          ? {
              system: null,
              protocol: 'nat-pmp',
              text: `opens ports for programs; outside address ${bytes.subarray(8, 12).join('.')}`,
            }
          : NO,
    },
  ],
};

const SEARCH = `M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n`;

const upnp: DatagramProbe = {
  id: 'upnp-igd',
  transport: 'udp',
  ports: [1900],
  open: () => [
    {
      opening: ascii(SEARCH),
      read: (bytes, length) => {
        const text = latin1(bytes, 0, length);
        const location = /^LOCATION:\s*(http:\/\/[\x21-\x7e]{1,256})\s*$/im.exec(text)?.[1];
        return /^HTTP\/1\.1 200/.test(text) &&
          /InternetGatewayDevice|WANIPConnection/.test(text) &&
          location !== undefined
          ? { system: null, protocol: UPNP, text: location }
          : NO;
      },
    },
  ],
};

export const UPNP = 'upnp-igd';

export const GATEWAY_PROBES: readonly DatagramProbe[] = [natPmp, upnp];

/** What the router at `address` forwards, by its description at `location`. Empty when it does not tell. */
export const mappingsOf = async (
  address: string,
  location: string,
  means: Means,
): Promise<PortMapping[]> => {
  const [, host, port, path] = /^http:\/\/([^/:]+):(\d{1,5})(\/.*)?$/.exec(location) ?? [];
  // Another host's address in the answer is not followed.
  if (host !== address || Number(port) > 65_535) return [];
  const at = { address, port: Number(port), means };
  const description = await exchange(at, 'GET', path ?? '/', {}, '');
  const service =
    /<serviceType>\s*(urn:schemas-upnp-org:service:WAN(?:IP|PPP)Connection:\d)\s*<\/serviceType>[\s\S]{0,1024}?<controlURL>\s*([^<\s]{1,256})\s*<\/controlURL>/.exec(
      description ?? '',
    );
  if (!service) return [];
  const [, type = '', control = ''] = service;
  const where = control.startsWith('/')
    ? control
    : `/${control.replace(/^https?:\/\/[^/]*\//, '')}`;
  const mappings: PortMapping[] = [];
  while (mappings.length < LIMITS.scanMappingsMax) {
    const answer = await exchange(
      at,
      'POST',
      where,
      soapHeaders(type),
      soapBody(type, mappings.length),
    );
    const mapping = answer === null ? null : mappingIn(answer, address);
    if (mapping === null) break;
    mappings.push(mapping);
  }
  return mappings;
};

const ACTION = 'GetGenericPortMappingEntry';

const soapHeaders = (type: string) => ({
  'Content-Type': 'text/xml; charset="utf-8"',
  SOAPAction: `"${type}#${ACTION}"`,
});

const soapBody = (type: string, index: number): string =>
  `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:${ACTION} xmlns:u="${type}"><NewPortMappingIndex>${index}</NewPortMappingIndex></u:${ACTION}></s:Body></s:Envelope>`;

const mappingIn = (answer: string, router: string): PortMapping | null => {
  const field = (name: string) =>
    new RegExp(`<New${name}[^>]*>([^<]{0,256})</New${name}>`).exec(answer)?.[1]?.trim() ?? '';
  const externalPort = Number(field('ExternalPort'));
  const internalPort = Number(field('InternalPort'));
  if (!externalPort || !internalPort || field('InternalClient') === '') return null;
  return {
    router,
    externalPort,
    transport: field('Protocol').toLowerCase(),
    internalAddress: field('InternalClient'),
    internalPort,
    description: field('PortMappingDescription'),
    leaseSeconds: Number(field('LeaseDuration')) || 0,
  };
};

interface At {
  readonly address: string;
  readonly port: number;
  readonly means: Means;
}

/** Body of the answer, or null when it is none or an error. */
const exchange = async (
  { address, port, means }: At,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string | null> => {
  await means.turn();
  const socket = await connect(address, port, means.patience);
  if (typeof socket === 'string') return null;
  const lines = Object.entries({ ...headers, 'Content-Length': String(body.length) });
  const dialogue: Dialogue = {
    opening: ascii(
      `${method} ${path} HTTP/1.1\r\nHost: ${address}:${port}\r\nConnection: close\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
    ),
    read: () => MORE,
  };
  const { answer } = await converse(socket, dialogue, means.patience);
  const read = webAnswer(answer, answer.length, path);
  return read?.status === 200 ? read.body : null;
};
