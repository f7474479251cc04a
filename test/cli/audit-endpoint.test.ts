// covers: D8
// `audit endpoint` as a user runs it: several forms at once, every output, policy, persons, and what it says when it cannot.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, peerwarden, temporaryFolder } from './running.ts';

const INVENTORIES = ['osquery/results.log', 'windows-csv/programs.csv'].map(fixture);
const audit = (...words: string[]) => peerwarden(['audit', 'endpoint', ...words]);

describe('audit endpoint', () => {
  it('lists programs by machine, and exits with 1', async () => {
    const { code, out, err } = await audit(...INVENTORIES);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^\d+ programs that are not permitted, on 4 of 4 machines\.$/m);
    expect(out).toMatch(/ws-042 +qBittorrent 4\.6\.2 .*BitTorrent .*24 %/);
    expect(out).toMatch(/installed/);
    // Persons are shown to those who ask for them.
    expect(out).not.toMatch(/maria ·|· maria|uid 1000/);
    expect((await audit(...INVENTORIES, '--users')).out).toMatch(/ws-043 · maria/);
  });

  it('gives the same rows to programs', async () => {
    const folder = temporaryFolder();
    const [json, csv, html] = await Promise.all(
      ['json', 'csv', 'html'].map(async (format) => {
        const path = join(folder, `audit.${format}`);
        expect((await audit(...INVENTORIES, '--format', format, '--output', path)).code).toBe(1);
        return readFileSync(path, 'utf8');
      }),
    );
    const { schema, rows, cases } = JSON.parse(json!);
    expect(schema).toBe('peerwarden.audit-endpoint/1');
    expect(csv!.trim().split('\r\n')).toHaveLength(rows.length + 1);
    const ids = cases.map(({ id }: { id: string }) => id);
    for (const row of rows) expect(row.case === null || ids.includes(row.case)).toBe(true);
    expect(html).toMatch(/<bdi>ws-045<\/bdi>/);
    expect(html).not.toMatch(/<script|http:\/\//);
  });

  it('follows policy, and tells a sanctioned program from a forbidden one', async () => {
    const folder = temporaryFolder();
    const policy = join(folder, 'site.yaml');
    writeFileSync(policy, 'systems: { sanction: [bittorrent] }\n');
    const { code, out } = await audit(...INVENTORIES, '--policy', policy);
    expect(code).toBe(0);
    expect(out).toMatch(/^No program that is not permitted/);
    expect(out).toMatch(/^Sanctioned/m);
  });

  it('takes the machine from the folder or from --host, and escapes what strangers wrote', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'ws-7'));
    const list = 'ii  amule  2.3.3\u001b[2J-1  amd64  x\nii  ncdc  1.23  amd64  x\n';
    writeFileSync(join(folder, 'ws-7', 'dpkg-l.txt'), list);
    const named = await audit(folder, '--format', 'json');
    const machines = JSON.parse(named.out).rows.map(({ machine }: { machine: string }) => machine);
    expect(new Set(machines)).toEqual(new Set(['ws-7']));
    const piped = await peerwarden(['audit', 'endpoint', '-', '--host', 'ws-8'], { stdin: list });
    expect(piped.out).toMatch(/ws-8 +ncdc 1\.23/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what may not be there
    expect(named.out + piped.out).not.toMatch(/\u001b/);
  });

  it('says what is no inventory, and what is nothing at all', async () => {
    const log = await audit(fixture('squid/access.log'), INVENTORIES[0]!);
    expect(log.code).toBe(1);
    expect(log.err).toMatch(/PW_EVIDENCE_UNKNOWN .*squid, which is no inventory/);
    const capture = await audit(fixture('directconnect/nmdc.pcap'));
    expect(capture.code).toBe(2);
    expect(capture.err).toMatch(/It is a capture\. .*peerwarden analyze/);
    expect((await audit('/no/such')).code).toBe(2);
    expect((await audit(INVENTORIES[0]!, '--format', 'xml')).code).toBe(2);
  });

  it('writes observations that are judged with everything else', async () => {
    const folder = temporaryFolder();
    const programs = join(folder, 'programs.ndjson');
    const lease = join(folder, 'lease.ndjson');
    writeFileSync(
      lease,
      '{"kind":"assignment","at":"2026-11-22T05:00:00.000Z","until":"2026-11-22T09:00:00.000Z","format":"kea","origin":{},"source":"10.20.1.11","device":"ws-011","event":"granted"}\n',
    );
    const ran = await peerwarden(
      ['audit', 'endpoint', '-', '--host', 'ws-011', '--observations', programs],
      { stdin: 'ii  eiskaltdcpp-daemon  2.4.2-1  amd64  x\nii  dash  0.5  amd64  x\n' },
    );
    expect(ran.code).toBe(1);
    const words = ['analyze', fixture('directconnect/nmdc.pcap'), lease, programs];
    const { out } = await peerwarden([...words, '--format', 'json', '--no-progress']);
    const found = JSON.parse(out).cases.find(
      ({ id }: { id: string }) => id === 'directconnect-10.20.1.11',
    );
    const planes = found.findings.map(({ plane }: { plane: string }) => plane);
    expect(planes).toEqual(expect.arrayContaining(['payload', 'host']));
    expect(found.subject.device).toBe('ws-011');
  });
});
