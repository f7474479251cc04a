// Coded errors: the world's faults (disk, configuration, network), each with its cause and a remedy.
// Bad bytes and bad lines are never errors: they are anomalies, counted with the evidence.

/** Every code, with the sentence that docs/reference/errors.md prints (a test compares both ways). */
export const ERROR_CODES = {
  PW_USAGE: 'The command line cannot be understood.',
  PW_EVIDENCE_MISSING: 'A path given as evidence does not exist.',
  PW_EVIDENCE_DENIED: 'A path given as evidence may not be read.',
  PW_EVIDENCE_UNREADABLE: 'A path given as evidence could not be read.',
  PW_EVIDENCE_UNKNOWN: 'A file is in no format that is known.',
  PW_EVIDENCE_EMPTY: 'A file given as evidence holds nothing.',
  PW_EVIDENCE_COPY: 'A file given as evidence is a copy of another; it is read once.',
  PW_EVIDENCE_NONE: 'None of the evidence could be read.',
  PW_POLICY_MISSING: 'The policy file does not exist or may not be read.',
  PW_POLICY_SYNTAX: 'The policy file is not valid YAML.',
  PW_POLICY_INVALID: 'The policy file says something that a policy cannot say.',
  PW_LIST_UNREADABLE: 'A block list cannot be read.',
  PW_OUTPUT_FAILED: 'A result could not be written.',
  PW_CASE_UNKNOWN: 'No case has the id that was asked for.',
  PW_SYSTEM_UNKNOWN: 'No system has the id that was asked for.',
  PW_RANGE_REFUSED: 'The range was asked to speak to an address that it never speaks to.',
  PW_RANGE_BOUND: 'A run of the range reached one of its bounds.',
  PW_RANGE_UNKNOWN: 'No scenario, experiment or role of the range has the name that was asked for.',
  PW_RANGE_NEEDS: 'The range needs something that this machine does not give it.',
  PW_SCAN_REFUSED: 'A scan was asked for that policy does not allow, or that is never done.',
  PW_SCAN_JOURNAL: 'The journal of a scan cannot be used to go on with it.',
  PW_CONTROL_REFUSED:
    'A control was asked for that policy does not name, or that is not put in force here.',
  PW_CONTROL_CHECK:
    'The tool that a control is written for does not accept it; nothing was changed.',
  PW_CONTROL_FAILED: 'A control could not be put in force or taken back.',
  PW_STATE_UNREADABLE: 'The state directory cannot be used.',
  PW_STATE_BUSY: 'Another run has the state directory open.',
  PW_STATE_NEWER: 'The state directory was written by a later version.',
  PW_STATE_DAMAGED: 'The database in the state directory is damaged, or is none of ours.',
  PW_STATE_UNWRITTEN: 'What a run found could not be kept in the state directory.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface Fault {
  /** What happened, for people; names the file. */
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly remedy: string;
  /** File the fault is in, and the place there (`line 3`, `byte 240`). */
  readonly path?: string;
  readonly place?: string;
  readonly cause?: unknown;
}

/** An error of the world. `exitCode` follows design: 2 usage or nothing readable, 3 internal. */
export class PeerwardenError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly path: string | undefined;
  readonly place: string | undefined;

  constructor(code: ErrorCode, fault: Fault) {
    super(fault.message, fault.cause === undefined ? undefined : { cause: fault.cause });
    this.name = 'PeerwardenError';
    this.code = code;
    this.remedy = fault.remedy;
    this.path = fault.path;
    this.place = fault.place;
  }

  /** `PW_POLICY_INVALID site.yaml, line 3: unknown key "netwroks". Did you mean "networks"?` */
  describe(): string {
    const where = [this.path, this.place].filter(Boolean).join(', ');
    return `${this.code}${where ? ` ${where}` : ''}: ${this.message} ${this.remedy}`;
  }
}
