// Second reading of evidence, for the records of a case.
import { stat } from 'node:fs/promises';
import { inReadingOrder } from '../../intake/order.ts';
import { expandPaths } from '../../intake/paths.ts';
import type { LineHandler } from '../../intake/raw-lines.ts';
import { type EvidenceReceiver, readEvidence } from '../../intake/read-evidence.ts';
import { PeerwardenError } from '../../model/errors.ts';
import { SYSTEM_IDS, type SystemId } from '../../model/systems.ts';
import type { AnalyzeRequest } from '../../pipeline/analyze.ts';

/** Who takes the records; `path` is the file that is being read. */
export interface RecordTaker {
  readonly record: NonNullable<EvidenceReceiver['record']> | null;
  readonly line: ((path: () => string) => LineHandler) | null;
  readonly beginCapture: () => void;
}

/** What could not be read was said when it was first tried. */
export const readAgain = async (
  request: Omit<AnalyzeRequest, 'digest'>,
  taker: RecordTaker,
): Promise<void> => {
  const { files } = await expandPaths(request.paths);
  let path = '';
  const handler = taker.line?.(() => path);
  for (const [index, { file }] of (await inReadingOrder(files)).entries()) {
    if (request.signal.aborted) return;
    path = file.path;
    taker.beginCapture();
    const receiver = {
      packet: () => {},
      capture: () => {},
      observation: () => {},
      progress: () => !request.signal.aborted,
      record: taker.record ?? (() => {}),
      line: handler ?? (() => {}),
    };
    try {
      await readEvidence(file, index, receiver, { ...request, digest: false });
    } catch (fault) {
      if (!(fault instanceof PeerwardenError) || !isOfEvidence(fault)) throw fault;
    }
  }
};

const isOfEvidence = ({ code }: PeerwardenError): boolean => code.startsWith('PW_EVIDENCE_');

/** Ids are `<activity>-<address>`, and some activities have a hyphen themselves. Any activity does where none fits. */
export const activityIn = (id: string): SystemId =>
  SYSTEM_IDS.filter((system) => id.startsWith(`${system}-`)).sort(
    (a, b) => b.length - a.length,
  )[0] ?? SYSTEM_IDS[0]!;

/** @throws PeerwardenError PW_USAGE for evidence that is gone once it was read */
export const refuseWhatReadsOnce = async (
  command: string,
  id: string,
  paths: readonly string[],
): Promise<void> => {
  for (const path of paths) if (await readsOnce(path)) throw onceOnly(command, id, path);
};

const readsOnce = async (path: string): Promise<boolean> => {
  if (path === '-') return true;
  const found = await stat(path).catch(() => null);
  return found !== null && (found.isFIFO() || found.isCharacterDevice() || found.isSocket());
};

const onceOnly = (command: string, id: string, path: string): PeerwardenError =>
  new PeerwardenError('PW_USAGE', {
    ...(path === '-' ? {} : { path }),
    message: `${command} reads the evidence twice, and ${path === '-' ? 'standard input' : 'a pipe'} can be read once only.`,
    remedy: `Keep it in a file first: cat > capture.pcap, then peerwarden ${command} ${id} capture.pcap.`,
  });
