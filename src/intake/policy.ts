// The policy file: YAML, read once, checked as a whole. All faults are told at once, each with its line and column.
import { open } from 'node:fs/promises';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { TARGETS, TARGETS_TO_COME } from '../controls/index.ts';
import { type ErrorCode, PeerwardenError } from '../model/errors.ts';
import { LIMITS } from '../model/limits.ts';
import { type Policy, policySchema } from '../model/policy.ts';
import { explainIssue, type PolicyIssue } from './policy-faults.ts';

export interface PolicyFault {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** What is wrong, and the nearest right word where there is one. */
  readonly message: string;
}

/** All faults of one policy file; the place is that of the first. */
export class PolicyError extends PeerwardenError {
  readonly faults: readonly PolicyFault[];

  constructor(code: ErrorCode, path: string, faults: readonly PolicyFault[], remedy: string) {
    const first = faults[0];
    super(code, {
      message: faults.length === 1 ? sentence(first!.message) : list(faults),
      remedy,
      path,
      ...(first && { place: placeText(first) }),
    });
    this.faults = faults;
  }
}

/**
 * Reads and checks a policy file.
 *
 * @throws PeerwardenError PW_POLICY_MISSING when the file cannot be read; PolicyError PW_POLICY_SYNTAX when it is no
 * YAML, PW_POLICY_INVALID when it says what a policy cannot say, with every fault in `faults`.
 * @example const policy = await loadPolicy('peerwarden.yaml');
 */
export const loadPolicy = async (path: string): Promise<Policy> =>
  parsePolicy(await readText(path), path);

/** The same on text; `path` is only named in errors. */
export const parsePolicy = (text: string, path: string): Policy => {
  const lines = new LineCounter();
  const document = readYaml(text, path, lines);
  const value = expand(document, path);
  const result = fileSchema.safeParse(value ?? {});
  if (result.success) return result.data;
  const faults = result.error.issues
    .flatMap((issue) => explainIssue(issue, fileSchema, value))
    .map((issue) => located(issue, document, lines))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  throw new PolicyError('PW_POLICY_INVALID', path, faults, 'Correct the policy and run again.');
};

const TARGET_NAMES = [...TARGETS.map(({ id }) => id), ...TARGETS_TO_COME];

/** The model knows no registry of targets; here their names are checked too. */
const fileSchema = policySchema.extend({
  targets: z
    .array(
      z.string().refine((text) => TARGET_NAMES.includes(text), {
        error: `must be a target: ${TARGET_NAMES.join(', ')}`,
        params: { words: TARGET_NAMES },
      }),
    )
    .optional(),
});

const readText = async (path: string): Promise<string> => {
  const bytes = await readBytes(path).catch((cause: NodeJS.ErrnoException) => {
    throw new PeerwardenError('PW_POLICY_MISSING', {
      message: REASONS[cause.code ?? ''] ?? `The file cannot be read (${cause.code ?? 'unknown'}).`,
      remedy: 'Give the path of a policy file that you may read.',
      path,
      cause,
    });
  });
  if (bytes.length > LIMITS.policyBytesMax)
    throw syntaxError(path, [
      { line: 1, column: 1, message: `longer than ${LIMITS.policyBytesMax} bytes` },
    ]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw syntaxError(path, [{ line: 1, column: 1, message: 'not UTF-8 text' }]);
  }
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EACCES: 'You may not read the file.',
  EISDIR: 'This is a folder, not a file.',
};

/** Reads one byte more than allowed at most, so that a device or a pipe cannot fill the memory. */
const readBytes = async (path: string): Promise<Uint8Array> => {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(LIMITS.policyBytesMax + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await file.close();
  }
};

const readYaml = (text: string, path: string, lines: LineCounter): Document.Parsed => {
  const document = guarded(path, () =>
    parseDocument(text, { lineCounter: lines, prettyErrors: false }),
  );
  const bad = [...document.errors, ...document.warnings];
  if (bad.length === 0) return document;
  throw syntaxError(
    path,
    bad.map(({ pos, message }) => ({ ...position(lines, pos[0]), message: clean(message) })),
  );
};

const expand = (document: Document.Parsed, path: string): unknown =>
  guarded(path, () => document.toJS({ maxAliasCount: LIMITS.policyAliasesMax }));

/** The parser throws on too many aliases (ReferenceError) and on nesting that exhausts the stack (RangeError). */
const guarded = <T>(path: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    const message = error instanceof RangeError ? 'nested too deeply' : clean(String(error));
    throw syntaxError(path, [{ line: 1, column: 1, message }]);
  }
};

const clean = (text: string): string => text.split('\n')[0]!.replace(/[.:\s]+$/, '');

const syntaxError = (path: string, faults: readonly PolicyFault[]): PolicyError =>
  new PolicyError('PW_POLICY_SYNTAX', path, faults, 'Write the policy as one YAML document.');

const located = (
  issue: PolicyIssue,
  document: Document.Parsed,
  lines: LineCounter,
): PolicyFault => ({
  ...position(lines, offsetOf(issue, document)),
  message: issue.message,
});

const position = (lines: LineCounter, offset: number) => {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
};

/** Offset of the key that is wrong, or of the value; of the nearest thing around it when it is missing or an alias. */
const offsetOf = (issue: PolicyIssue, document: Document.Parsed): number => {
  for (let depth = issue.path.length; depth > 0; depth--) {
    const parent =
      depth === 1 ? document.contents : document.getIn(issue.path.slice(0, depth - 1), true);
    const name = issue.path[depth - 1];
    if (!isMap(parent)) {
      const node = document.getIn(issue.path.slice(0, depth), true);
      if (isNode(node) && node.range) return node.range[0];
      continue;
    }
    const pair = parent.items.find(({ key }) => (isScalar(key) ? String(key.value) : key) === name);
    const wholeKey = issue.at === 'key' && depth === issue.path.length;
    const node = wholeKey || !isNode(pair?.value) ? pair?.key : pair.value;
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
};

const placeText = ({ line, column }: PolicyFault): string => `line ${line}, column ${column}`;

const sentence = (text: string): string => (text.endsWith('?') ? text : `${text}.`);

const list = (faults: readonly PolicyFault[]): string => {
  const shown = faults.slice(0, LIMITS.policyFaultsMax);
  const rest = faults.length - shown.length;
  return [
    `${faults.length} faults:`,
    ...shown.map((fault) => `  ${placeText(fault)}: ${sentence(fault.message)}`),
    ...(rest > 0 ? [`  and ${rest} more.`] : []),
  ].join('\n');
};
