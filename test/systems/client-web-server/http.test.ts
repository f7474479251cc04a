import { describe, expect, it } from 'vitest';
import { accused, connection, type Said } from '../../harness/identify.ts';
import { head, httpFlow } from '../http-flow.ts';

const BROWSER = 'Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)';
const browse = (server: string, agent = BROWSER, path = '/'): Said[] => [
  [0, head(`GET ${path} HTTP/1.1`, 'Host: 203.0.113.7', `User-Agent: ${agent}`)],
  [1, head('HTTP/1.1 200 OK', `Server: ${server}`, 'Content-Type: text/html', 'Content-Length: 0')],
];

describe('client-web-server/http', () => {
  it('recognises programs that name themselves to a browser', () => {
    for (const [server, client, version] of [
      ['KazaaClient Nov  3 2002 20:29:03', 'KazaaClient', 'Nov  3 2002'],
      ['Shareaza 2.7.10.2', 'Shareaza', '2.7.10.2'],
      ['LimeWire/4.18.8', 'LimeWire', '4.18.8'],
      ['BearShare 4.2.5', 'BearShare', '4.2.5'],
      ['gtk-gnutella/1.2.2 (2022-02-25; GTK2; Linux i686)', 'gtk-gnutella', '1.2.2'],
      ['eMule', 'eMule', undefined],
      ['aMule', 'aMule', undefined],
      ['MLdonkey/3.1.7', 'MLdonkey', '3.1.7'],
    ] as const) {
      const flow = httpFlow(browse(server));
      expect([flow.system, flow.protocol], server).toEqual([
        'client-web-server',
        'client-web-server/http',
      ]);
      const end = flow.facts?.ends[1];
      expect([end?.client?.toLowerCase(), end?.version]).toEqual([client.toLowerCase(), version]);
      expect(flow.bystander).toBe('source');
    }
  });

  it('recognises the headers of Kazaa under any name', () => {
    const answer = head('HTTP/1.1 200 OK', 'X-Kazaa-Network: KaZaA', 'Content-Length: 0');
    const flow = httpFlow([browse('')[0]!, [1, answer]]);
    expect([flow.system, flow.bystander]).toEqual(['client-web-server', 'source']);
  });

  it('accuses who shows the files, not who looks at them', () => {
    const at = Date.UTC(2003, 6, 9, 12);
    expect(accused(connection(at, '203.0.113.9 40000', '10.0.0.5 1214', browse('eMule')))).toEqual([
      'client-web-server 10.0.0.5',
    ]);
    expect(
      accused(connection(at, '10.0.0.5 40000', '203.0.113.9 1214', browse('Shareaza 2.7.10.2'))),
    ).toEqual([]);
  });

  it('leaves ordinary web servers alone, whatever they list', () => {
    for (const server of [
      'Xitami',
      'Apache/2.4',
      'eMuleFan/1.0',
      'nginx',
      'KazaaClientele',
      'Gift shop',
    ])
      expect(httpFlow(browse(server)).system, server).toBe(null);
    const list = browse('Apache', BROWSER, '/Shareaza/LimeWire/4.1.mp3');
    expect(httpFlow(list).system).toBe(null);
  });

  it('leaves transfers between two programs to their own formats', () => {
    const flow = httpFlow(browse('Shareaza 2.7.10.2', 'BearShare 4.2.5', '/get/12/a.mp3'));
    expect(flow.system).toBe('gnutella');
    expect(httpFlow(browse('MLdonkey/3.1.7', 'Transmission/3.0')).system).not.toBe(
      'client-web-server',
    );
  });
});
