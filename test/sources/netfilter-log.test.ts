// covers: D3 T10
import { describe, expect, it } from 'vitest';
import { netfilterLog } from '../../src/sources/firewalls/netfilter-log.ts';
import { fixture, readBytes, readLine, reasons, WRITTEN } from './reading.ts';

const RECORD =
  'IN=br0 OUT=eth0 MAC=6a:5e:9d:a2:f3:58:02:20:00:00:00:AB:08:00 SRC=10.20.1.13 DST=198.51.100.12 LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=27013 DF PROTO=TCP SPT=39546 DPT=1883 WINDOW=64240 RES=0x00 SYN URGP=0 ';
const INPUT = RECORD.replace('OUT=eth0', 'OUT=');
const OUTPUT = RECORD.replace('IN=br0', 'IN=');
const AT = Date.UTC(2026, 10, 22, 5, 52, 9);

describe('netfilter-log', () => {
  it('reads every line of a real log', () => {
    const bytes = fixture('netfilter-log/firewall.syslog');
    const { observations, evidence } = readBytes(netfilterLog, bytes);
    expect(evidence.notUnderstood).toEqual({});
    expect(observations).toHaveLength(11);
    expect(observations[0]).toEqual({
      kind: 'verdict',
      at: Date.UTC(2026, 10, 22, 5, 52, 45),
      format: 'netfilter-log',
      origin: { evidence: 0, line: 1 },
      sensor: 'vm',
      action: 'denied',
      transport: 'tcp',
      source: '10.20.1.11',
      sourcePort: 39429,
      destination: '198.51.100.11',
      destinationPort: 6969,
      bytesOut: 60,
      packets: 1,
      mac: '02:20:00:00:00:11',
      rule: 'FW-DENY-OUT',
    });
    expect(observations[7]).toMatchObject({ source: '2001:db8:20::11', bytesOut: 68 });
    const icmp = observations[10]!;
    expect(icmp).toMatchObject({ transport: 'icmp', action: 'allowed', bytesOut: 98 });
    expect(icmp).not.toHaveProperty('sourcePort');
  });

  it.each([
    ['Nov 22 05:52:09 gate kernel: [ 123.456789] DROP: ', 'gate', 'DROP'],
    ['Nov 22 05:52:09 gate kernel: DROP ', 'gate', 'DROP'],
    ['Nov 22 05:52:09 kernel: DROP ', undefined, 'DROP'],
    ['Nov 22 05:52:09 gate IPTABLES-DROP:', 'gate', 'IPTABLES-DROP'],
    ['Nov 22 05:52:09 FW-DROP ', undefined, 'FW-DROP'],
    ['<4>Nov 22 2026 05:52:09 gate kernel: DROP ', 'gate', 'DROP'],
    ['2026-11-22T06:52:09.000+01:00 gate kernel: [1.5] DROP ', 'gate', 'DROP'],
    ['2026-11-22 05:52:09 gate ulogd[77]: DROP ', 'gate', 'DROP'],
    ['<4>1 2026-11-22T05:52:09Z gate kernel - - - DROP ', 'gate', 'DROP'],
    ['[Sun Nov 22 05:52:09 2026] DROP ', undefined, 'DROP'],
    ['101 1 tap1-IN 22/Nov/2026:06:52:09 +0100 policy DROP: ', undefined, 'tap1-IN policy DROP'],
  ])('reads the prefix %s', (prefix, sensor, rule) => {
    const read = readLine(netfilterLog, prefix + RECORD);
    expect([read['at'], read['sensor'], read['rule']]).toEqual([AT, sensor, rule]);
    expect(read).toMatchObject({ action: 'denied', source: '10.20.1.13' });
  });

  it.each([
    ['[UFW BLOCK] ', RECORD, 'denied'],
    ['[UFW ALLOW] ', RECORD, 'allowed'],
    ['Shorewall:net2fw:REJECT:', RECORD, 'denied'],
    ['SFW2-INext-ACC-TCP ', RECORD, 'allowed'],
    ['[WAN_LOCAL-A-2147483647] DESCR="Block All" ', INPUT, 'allowed'],
    ['[LAN_IN-2000-D]', RECORD, 'denied'],
    ['DROPBOX ', RECORD, 'allowed'],
    ['', RECORD, 'allowed'],
    ['LOGGED ', OUTPUT, 'allowed'],
    ['LOGGED ', INPUT, 'denied'],
  ])('takes the action from the prefix %s', (prefix, record, action) => {
    const line = `Nov 22 05:52:09 gate kernel: ${prefix}${record}`;
    expect(readLine(netfilterLog, line)['action']).toBe(action);
  });

  it('does not read the packet that an ICMP error quotes', () => {
    const line =
      'Nov 22 05:52:09 g kernel: X IN=a OUT=b SRC=10.0.0.1 DST=10.0.0.2 LEN=88 TTL=64 ID=1 PROTO=ICMP TYPE=3 CODE=3 [SRC=10.0.0.2 DST=192.0.2.9 LEN=60 PROTO=UDP SPT=53 DPT=1024 LEN=40 ] MARK=0x0';
    const read = readLine(netfilterLog, line);
    expect(read).toMatchObject({
      transport: 'icmp',
      source: '10.0.0.1',
      destination: '10.0.0.2',
      bytesOut: 88,
    });
    expect(read).not.toHaveProperty('destinationPort');
  });

  it('writes the kernel’s long IPv6 addresses in their one form', () => {
    const line =
      'Nov 22 05:52:09 g kernel: IN=a OUT= MAC= SRC=fe80:0000:0000:0000:16da:e9ff:feec:a04d DST=ff02:0000:0000:0000:0000:0000:0000:00fb LEN=527 TC=0 HOPLIMIT=255 FLOWLBL=0 PROTO=UDP SPT=5353 DPT=5353 LEN=487';
    expect(readLine(netfilterLog, line)).toMatchObject({
      source: 'fe80::16da:e9ff:feec:a04d',
      destination: 'ff02::fb',
    });
  });

  it('finds the year of a line: never later than the file', () => {
    const line = `Dec 31 23:59:59 gate kernel: ${RECORD}`;
    expect(readLine(netfilterLog, line)['at']).toBe(Date.UTC(2025, 11, 31, 23, 59, 59));
    const leap = `Feb 29 00:00:00 gate kernel: ${RECORD}`;
    expect(readLine(netfilterLog, leap)['at']).toBe(Date.UTC(2024, 1, 29));
  });

  it('reads local time in the given zone', () => {
    const line = (date: string) => `${date} 12:00:00 gate kernel: ${RECORD}`;
    const at = (date: string, zone: string) => readLine(netfilterLog, line(date), { zone })['at'];
    expect(at('Nov 22', 'Europe/Vienna')).toBe(Date.UTC(2026, 10, 22, 11));
    expect(at('Jul  1', 'Europe/Vienna')).toBe(Date.UTC(2026, 6, 1, 10));
    expect(at('Nov 22', '-03:30')).toBe(Date.UTC(2026, 10, 22, 15, 30));
  });

  it('uses the time since boot when it is known, else the file’s own and says so', () => {
    const line = `[  90.500000] DROP ${RECORD}`;
    expect(readLine(netfilterLog, line, { bootedAt: 1_000_000 })['at']).toBe(1_090_500);
    const { observations, evidence } = readBytes(netfilterLog, new TextEncoder().encode(line));
    expect(observations[0]?.at).toBe(WRITTEN);
    expect(evidence.warnings).toHaveLength(1);
  });

  it.each([
    [
      'Nov 22 05:52:09 gate sshd[812]: Invalid user IN=a OUT= SRC=1.1.1.1 DST=2.2.2.2 LEN=4 PROTO=TCP SPT=1 DPT=2',
      'message of another program',
    ],
    [`Nov 22 05:52:09 gate kernel: TRACE: raw:PREROUTING:policy:2 ${RECORD}`, 'TRACE record'],
    ['Nov 22 05:52:09 gate kernel: eth0: link up', 'no netfilter record'],
    [
      'Nov 22 05:52:09 gate kernel: IN=eth0 OUT= ARP HTYPE=1 PTYPE=0x0800 OPCODE=1',
      'netfilter record without addresses or protocol',
    ],
    [
      'Nov 22 05:52:09 gate kernel: IN=a OUT= SRC=1.1.1 DST=2.2.2.2 LEN=4 PROTO=TCP',
      'netfilter record without addresses or protocol',
    ],
    [`Nov 22 05:52:09 gate kernel: DROP\u001b[31m ${RECORD}`, 'control characters in a field'],
    [`{"message": "Nov 22 05:52:09 gate kernel: ${RECORD}"}`, 'no netfilter record'],
  ])('counts and does not read: %s', (line, reason) => {
    expect(reasons(netfilterLog, line)).toEqual([reason]);
  });
});
