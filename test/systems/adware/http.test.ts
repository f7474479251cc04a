import { describe, expect, it } from 'vitest';
import { RequestIdentifier } from '../../../src/identify/requests.ts';
import type { RequestObservation } from '../../../src/model/observation.ts';
import { adwareHttp } from '../../../src/systems/adware/http.ts';
import { head, httpFlow } from '../http-flow.ts';

const GUID = '56A31F5B-6B18-42FD-8D2B-E2D638C03832';
// As quoted on the list of Snort signatures, 8 July 2003.
const GATOR = `Gator/4.0 Blast Thread {${GUID}}`;
const BROWSER = 'Mozilla/4.0 (compatible; MSIE 5.5; Windows 98)';
const OK = head('HTTP/1.1 200 OK', 'Content-Length: 0');

const ask = (line: string, host: string, agent = BROWSER) =>
  httpFlow([
    [0, head(`${line} HTTP/1.1`, `Host: ${host}`, `User-Agent: ${agent}`)],
    [1, OK],
  ]);

describe('adware/http', () => {
  it('recognises what only these programs ask for', () => {
    for (const [line, host, agent, client] of [
      ['GET /gatorcme/core/col.zip', 'gatorcme.gator.com', GATOR, 'Gator (GAIN)'],
      ['POST /gs/report.asp', '198.51.100.11', `Gator/4.0 {${GUID}}`, 'Gator (GAIN)'],
      [
        'GET /gatorcme/autoupdate/installprecisiontime.exe',
        '198.51.100.11',
        BROWSER,
        'Gator (GAIN)',
      ],
      [`GET /scripts/ads.asp?AdwrCode=930&UsrID=${GUID}`, 'jmcms.cydoor.com', BROWSER, 'Cydoor'],
      ['POST /scripts/shown.asp', 'jmcms.cydoor.com', BROWSER, 'Cydoor'],
      ['POST /topsearch/update', 'topsearch.altnet.com', BROWSER, 'Altnet TopSearch'],
      ['GET /us/index.htm?kmd=2.0.2', 'desktop.kazaa.com:80', BROWSER, 'Kazaa Media Desktop'],
    ] as const) {
      const flow = ask(line, host, agent);
      expect([flow.system, flow.facts?.ends[0].client], line).toEqual(['adware', client]);
      // Anybody's server may be asked so.
      expect(flow.bystander).toBe('destination');
    }
  });

  it('reads version and number of the installation', () => {
    expect(ask('GET /a', 'x.example', GATOR).facts?.ends[0]).toEqual({
      client: 'Gator (GAIN)',
      version: '4.0',
      identity: GUID.toLowerCase(),
    });
    const cydoor = ask(`GET /scripts/ads.asp?AdwrCode=930&UsrID=${GUID}`, 'jmcms.cydoor.com');
    expect(cydoor.facts?.ends[0].identity).toBe(GUID.toLowerCase());
  });

  it('leaves visits, banners and other programs alone', () => {
    for (const [line, host, agent] of [
      ['GET /', 'www.gator.com', BROWSER],
      ['GET /banner.gif', 'bannerserver.gator.com', BROWSER],
      ['GET /', 'www.cydoor.com', BROWSER],
      ['POST /scripts/contact.asp', 'www.cydoor.com', BROWSER],
      ['GET /scripts/a.asp', 'jmcms.cydoor.com', BROWSER],
      ['GET /scripts/ads.asp?AdwrCode=930&UsrID=1', 'ads.example.com', BROWSER],
      ['GET /scripts/ads.asp?AdwrCode=930&UsrID=1', 'notcydoor.com', BROWSER],
      ['GET /web/search/topsearch/?query=a', 'www.instagram.com', BROWSER],
      ['POST /new/information/topSearch/query', 'www.cninfo.example', BROWSER],
      ['GET /?kmd=2', 'www.kazaa.com', BROWSER],
      ['GET /', 'gatorade.example', 'Gator/4.0'],
      ['GET /gatorcme', 'wiki.example', BROWSER],
    ] as const)
      expect(ask(line, host, agent).system, `${host} ${line}`).toBe(null);
  });

  it('recognises the same in proxy logs', () => {
    const identifier = new RequestIdentifier([adwareHttp]);
    const logged = (url: string, agent?: string): RequestObservation => {
      const observation: RequestObservation = {
        kind: 'request',
        at: 0,
        format: 'squid',
        origin: { evidence: 0 },
        client: '10.0.0.5',
        method: 'GET',
        url,
        system: null,
        ...(agent ? { agent } : {}),
      } as never;
      identifier.identify(observation);
      return observation;
    };
    const update = 'http://gatorcme.gator.com/gatorcme/autoupdate/installprecisiontime.exe';
    expect(logged(update)).toMatchObject({ system: 'adware', protocol: 'adware/http' });
    expect(logged('http://198.51.100.11/a', `Gator/1.0 Precision Time {${GUID}}`).system).toBe(
      'adware',
    );
    // The log leaves out the query, in which the proof stood.
    expect(logged('http://jmcms.cydoor.com/scripts/ads.asp?', BROWSER).system).toBe(null);
  });
});
