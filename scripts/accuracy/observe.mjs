// Runs the program itself, in this process, over one piece of evidence, and keeps what accuracy is measured on: every
// flow with its name, every case with its findings. All tables are made of this; no capture is read twice for them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asProxied } from './as-proxied.mjs';
import { asLookups } from './lookups.mjs';
import { flowKey } from './truth.mjs';

/** Families whose name is an accusation, as the corpus's scorer counts them; crypto-currency and the like are not. */
export const FLAGGED = [
  'file-sharing',
  'streaming',
  'sync',
  'overlay',
  'tunnel',
  'vpn',
  'proxy',
  'adware',
];

/** The built program. `keep` is a folder where observations stay, so that tables can be changed without a new pass. */
export const program = async (dist, keep) => {
  const load = (path) => import(pathToFileURL(join(dist, path)).href);
  const { analyze } = await load('pipeline/analyze.js');
  const { flowRow } = await load('cli/flow-writer.js');
  const { parsePolicy } = await load('intake/policy.js');
  const run = async (path, policyText) => {
    const flows = new Map();
    const proxied = await asProxied(load);
    const { report } = await analyze({
      paths: [path].flat(),
      policy: policyText ? parsePolicy(policyText, 'policy') : null,
      inside: [],
      since: null,
      until: null,
      digest: false,
      signal: new AbortController().signal,
      onFlow: (flow) => {
        keepFlow(flows, flowRow(flow));
        proxied.flow(flow);
      },
    });
    return {
      flows: [...flows.values()],
      cases: report.cases.map(caseRow),
      hosts: hostRows(report),
      proxied: withLookups(proxied.done(), await asLookups(load, [path].flat()[0])),
    };
  };
  return {
    load,
    /** `name` is unique among all observations of a calibration; `path` may be several, or made when it is needed. */
    observe: async (name, path, policyText) => {
      const kept = keep && join(keep, `${name.replaceAll('/', '+')}.json`);
      if (kept && existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
      const seen = await run(typeof path === 'function' ? path() : path, policyText).catch(
        seenNothing,
      );
      if (kept) {
        mkdirSync(keep, { recursive: true });
        writeFileSync(kept, JSON.stringify(seen));
      }
      return seen;
    },
  };
};

const withLookups = ({ asked, spoke }, lookups) => ({
  asked: { ...asked, 'dns-tunnel-lookups': lookups.asked },
  spoke: { ...spoke, 'dns-tunnel-lookups': lookups.spoke },
});

/** An empty log tells that nothing was logged, which is an answer; what cannot be read is told and counts as silence. */
const seenNothing = (fault) => {
  if (!String(fault.code).startsWith('PW_EVIDENCE')) throw fault;
  console.error(`calibrate: ${fault.path}: ${fault.message}`);
  return { flows: [], cases: [], hosts: [], proxied: { asked: {}, spoke: {} } };
};

const hostRows = (report) => report.hosts.map(({ address }) => address);

/** A 5-tuple that was used several times counts once, by the flow that says most. */
const keepFlow = (flows, row) => {
  const key = flowKey(row.transport, row.client, row.clientPort, row.server, row.serverPort);
  const { protocol, system, family, by, probability } = row;
  const flow = {
    key,
    protocol,
    system: probability >= 0.5 ? system : null,
    family,
    by,
    probability,
    carried: row.bytesOut > 0 && row.bytesIn > 0,
  };
  if (!flows.get(key)?.system) flows.set(key, flow);
};

const caseRow = (one) => ({
  activity: one.activity,
  family: one.family,
  probability: one.probability,
  addresses: [...new Set([one.subject.address, ...one.subject.addresses])],
  findings: one.findings.map(({ detector, plane, weight }) => ({ detector, plane, weight })),
});

export const isFlagged = (one) => FLAGGED.includes(one.family);
export const isRaised = (one) => one.probability >= 0.5 && isFlagged(one);

/** Cases about one host. */
export const casesAbout = (cases, host) =>
  cases.filter(({ addresses }) => addresses.some((address) => host.addresses.includes(address)));
