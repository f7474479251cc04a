// What a name server would have logged of the look-ups of a capture: who asked for which name. So the detector of tunnels
// in such logs is measured on tunnels and on innocent hosts of captures.

const DETECTOR = 'dns-tunnel-lookups';
const DNS = 53;

/** { asked, spoke }: addresses that asked for names, and those of which the detector spoke. */
export const asLookups = async (load, path) => {
  const { DETECTORS } = await load('detect/index.js');
  const { Exchanges } = await load('detect/exchanges.js');
  const { readEvidence } = await load('intake/read-evidence.js');
  const { expandPaths } = await load('intake/paths.js');
  const { firstQuestion, isAnswer, isDnsMessage } = await load('protocols/dns-message.js');
  const { addressText } = await load('model/address.js');
  const run = DETECTORS.find(({ id }) => id === DETECTOR).open({
    policy: null,
    exchanges: new Exchanges(),
  });
  const asked = new Set();
  const packet = ({ at, destinationPort, protocol, words, bytes, payloadStart, payloadEnd }) => {
    if (destinationPort !== DNS || protocol !== 17) return;
    if (!isDnsMessage(bytes, payloadStart, payloadEnd) || isAnswer(bytes, payloadStart)) return;
    const question = firstQuestion(bytes, payloadStart, payloadEnd);
    if (!question) return;
    const source = addressText(words, 0);
    asked.add(source);
    run.see({
      kind: 'lookup',
      format: 'dns',
      at,
      origin: { evidence: 0 },
      source,
      query: question.name,
    });
  };
  const { files } = await expandPaths([path]);
  const receiver = { packet, capture: () => {}, observation: () => {}, progress: () => true };
  const options = { since: null, until: null, digest: false };
  for (const file of files) await readEvidence(file, 0, receiver, options).catch(() => {});
  return { asked: [...asked], spoke: [...new Set(run.findings().map(({ subject }) => subject))] };
};
