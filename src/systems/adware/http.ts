// adware/http: the programs that came with P2P clients report to their servers and fetch advertisements.
// Sources and forms: families.data.ts.
//
// Proof: the program names itself (Gator/4.0 with the number of the machine), or asks the one service that only it asks
// for, by host and path or by the parameters it adds. A host name alone is no proof: banners of Gator stood on other
// people's pages, and the names of such companies are bought and sold.
// Looks alike: visits to the companies' web sites; pop-ups that invite to install (bannerserver.gator.com).
// Does not see: reports over TLS, families that nobody described, logs that leave out agent and query where these are
// the proof.
import type { FlowSink, HttpRequest, HttpSignature } from '../../wire/dissector.ts';
import { ADWARE_FAMILIES, type AdwareRequest } from './families.data.ts';

export const adwareHttp = Object.freeze({
  id: 'adware/http',
  system: 'adware',
  asksAnybody: true,
  traces: {
    targets: ['/gatorcme/', 'adwrcode=', '/scripts/', '/topsearch', 'kmd='],
    programs: ['gator/'],
  },
  request(request: HttpRequest, flow: FlowSink): boolean {
    for (const family of ADWARE_FAMILIES) {
      const form = family.requests.find((one) => fits(one, request));
      if (!form) continue;
      const end = flow.end(request.direction);
      end.client = family.name;
      const version = /^[A-Za-z]+\/(\d[\d.]{0,15})/.exec(request.headers.get('user-agent') ?? '');
      if (form.agent && version) end.version = version[1]!;
      const machine = form.machine?.exec(form.agent ? agentOf(request) : request.path)?.[1];
      if (machine !== undefined) end.identity = machine.toLowerCase();
      return true;
    }
    return false;
  },
}) satisfies HttpSignature;

const agentOf = (request: HttpRequest): string => request.headers.get('user-agent') ?? '';

const fits = (form: AdwareRequest, request: HttpRequest): boolean =>
  (form.agent === undefined || form.agent.test(agentOf(request))) &&
  (form.host === undefined || form.host.test(request.host.replace(/:\d+$/, '').toLowerCase())) &&
  (form.path === undefined || form.path.test(request.path)) &&
  (form.method === undefined || form.method === request.method);
