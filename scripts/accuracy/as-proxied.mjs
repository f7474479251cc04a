// What a proxy would have logged, had the web traffic of a capture gone through it: each plain request as a line, each TLS
// connection as a CONNECT to the name that it asked for, or to the bare address where it asked for none. So the detectors
// of proxy logs meet the innocent hosts of captures too.

const DETECTORS = ['http-tunnel-requests', 'connect-tunnels'];
/** Asked of every host that sent plain requests: whether none of them names a program. */
const WITHOUT_AGENT = 'requests-without-agent';

/** Runs the detectors; `done()` gives { asked: { detector: addresses }, spoke: { detector: addresses } }. */
export const asProxied = async (load) => {
  const { DETECTORS: all } = await load('detect/index.js');
  const { Exchanges } = await load('detect/exchanges.js');
  const exchanges = new Exchanges();
  const runs = all
    .filter(({ id }) => DETECTORS.includes(id))
    .map((one) => [one.id, one.open({ policy: null, exchanges })]);
  const agents = new Map();
  const asked = Object.fromEntries(DETECTORS.map((id) => [id, new Set()]));
  return {
    flow: (flow) => {
      const request = requestOf(flow);
      if (!request) return;
      asked[request.method === 'CONNECT' ? 'connect-tunnels' : 'http-tunnel-requests'].add(
        flow.source,
      );
      exchanges.see(request);
      if (request.method !== 'CONNECT')
        agents.set(flow.source, agents.get(flow.source) || Boolean(flow.facts.carrier.agent));
    },
    done: () => ({
      asked: {
        ...Object.fromEntries(DETECTORS.map((id) => [id, [...asked[id]]])),
        [WITHOUT_AGENT]: [...agents.keys()],
      },
      spoke: {
        ...Object.fromEntries(
          runs.map(([id, run]) => [id, [...new Set(run.findings().map(({ subject }) => subject))]]),
        ),
        [WITHOUT_AGENT]: [...agents].filter(([, named]) => !named).map(([address]) => address),
      },
    }),
  };
};

const requestOf = (flow) => {
  if (flow.payloadOut === 0 || flow.payloadIn === 0 || flow.transport !== 'tcp') return null;
  const carrier = flow.facts?.carrier ?? {};
  const common = {
    kind: 'request',
    format: 'squid',
    at: flow.at,
    until: flow.until,
    durationMs: flow.until - flow.at,
    origin: flow.origin,
    source: flow.source,
    destination: flow.destination,
    destinationPort: flow.destinationPort,
    bytesIn: flow.payloadIn,
    bytesOut: flow.payloadOut,
    status: carrier.status ?? 200,
  };
  if (typeof carrier.path === 'string' && typeof carrier.method === 'string') {
    const host = carrier.host ?? flow.destination;
    return {
      ...common,
      method: carrier.method ?? 'GET',
      host,
      url: `http://${host}${carrier.path}`,
    };
  }
  return flow.protocol === 'tls'
    ? { ...common, method: 'CONNECT', host: carrier.sni ?? flow.destination }
    : null;
};
