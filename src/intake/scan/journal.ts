// The journal of a scan: a line for each host that was asked, so that a run that was stopped goes on where it stopped.
//
//   {"schema":"peerwarden.scan-journal/1","plan":"<sha-256 of what is asked>"}
//   {"address":"10.20.1.11","state":"up","listeners":[…]}
//
// Lines are written whole; a last line that a crash cut short is asked again. It is deleted when the scan is whole.

import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { PeerwardenError } from '../../model/errors.ts';
import { LIMITS } from '../../model/limits.ts';
import { SYSTEM_IDS } from '../../model/systems.ts';
import type { HostHeard } from './host.ts';
import type { ScanPlan } from './scan.ts';

const SCHEMA = 'peerwarden.scan-journal/1';

const text = z.string().max(LIMITS.scanAnswerBytesMax).optional();
const headLine = z.object({ schema: z.literal(SCHEMA), plan: z.string() });
const hostLine = z.object({
  address: z.string(),
  state: z.enum(['up', 'silent', 'absent']),
  tried: z.number(),
  cut: z.boolean(),
  mappings: z.array(
    z.object({
      router: z.string(),
      externalPort: z.number(),
      transport: z.string(),
      internalAddress: z.string(),
      internalPort: z.number(),
      description: z.string(),
      leaseSeconds: z.number(),
    }),
  ),
  listeners: z.array(
    z.object({
      port: z.number().int().min(1).max(65_535),
      over: z.enum(['tcp', 'udp']),
      at: z.number(),
      system: z.enum(SYSTEM_IDS).nullable(),
      protocol: z.string().max(64),
      program: text,
      version: text,
      text,
      identity: text,
      shape: z.boolean().optional(),
    }),
  ),
});

export class Journal {
  readonly path: string;
  /** Hosts that earlier runs have asked. */
  readonly done: ReadonlyMap<string, HostHeard>;

  private constructor(path: string, done: ReadonlyMap<string, HostHeard>) {
    this.path = path;
    this.done = done;
  }

  /**
   * Goes on with the journal at `path`, or begins one.
   * @throws PeerwardenError PW_SCAN_JOURNAL when it is of another scan, or cannot be read or written.
   */
  static open(path: string, plan: ScanPlan): Journal {
    const digest = digestOf(plan);
    const written = read(path);
    try {
      if (written === null || written === '') {
        writeFileSync(path, `${JSON.stringify({ schema: SCHEMA, plan: digest })}\n`, {
          mode: 0o600,
        });
        return new Journal(path, new Map());
      }
      // Half a line at the end would spoil the next one.
      if (!written.endsWith('\n')) appendFileSync(path, '\n');
    } catch (cause) {
      throw unusable(path, 'It cannot be written.', cause);
    }
    const [first = '', ...lines] = written.split('\n');
    const head = headLine.safeParse(jsonOf(first));
    if (!head.success) throw unusable(path, 'It is no journal of a scan.');
    if (head.data.plan !== digest)
      throw unusable(path, 'It belongs to a scan of other hosts or ports.');
    const done = new Map<string, HostHeard>();
    for (const line of lines) {
      const host = hostLine.safeParse(jsonOf(line));
      if (host.success) done.set(host.data.address, host.data as HostHeard);
    }
    return new Journal(path, done);
  }

  add(host: HostHeard): void {
    try {
      appendFileSync(this.path, `${JSON.stringify(host)}\n`);
    } catch (cause) {
      throw unusable(this.path, 'It cannot be written.', cause);
    }
  }

  /** The scan is whole: there is nothing to go on with. */
  remove(): void {
    rmSync(this.path, { force: true });
  }
}

const read = (path: string): string | null => {
  try {
    if (statSync(path).size > LIMITS.scanJournalBytesMax) throw unusable(path, 'It is too long.');
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof PeerwardenError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unusable(path, 'It cannot be read.', cause);
  }
};

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

/** What makes two scans the same: whom they ask, at which ports, for what. */
const digestOf = ({ hosts, tcpPorts, contents }: ScanPlan): string =>
  createHash('sha256')
    .update(
      JSON.stringify([hosts, tcpPorts, contents.map((one) => Buffer.from(one).toString('hex'))]),
    )
    .digest('hex');

const unusable = (path: string, message: string, cause?: unknown): PeerwardenError =>
  new PeerwardenError('PW_SCAN_JOURNAL', {
    message,
    remedy: 'Name another file with --journal, or delete this one to begin anew.',
    path,
    ...(cause === undefined ? {} : { cause }),
  });
