// Captures from elsewhere, when they are at hand: what other tools count in them, we count.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { addressText } from '../../src/model/address.ts';
import { newEvidence } from '../../src/model/evidence.ts';
import { CaptureFeeder } from '../../src/wire/capture/feeder.ts';
import { recogniseCapture } from '../../src/wire/capture/recognise.ts';
import { Decoder } from '../../src/wire/decode.ts';
import { DECODE } from '../../src/wire/decode-code.ts';
import { VIA } from '../../src/wire/packet.ts';

const SHARED = process.env['PEERWARDEN_SHARED'] ?? join(import.meta.dirname, '../../../shared');
const PUBLIC = join(SHARED, 'corpus/public');
const TUNNELS = join(PUBLIC, 'tunnel-l3-tunnel');

const read = (path: string) => {
  const raw = readFileSync(path);
  const file = raw[0] === 0x1f && raw[1] === 0x8b ? new Uint8Array(gunzipSync(raw)) : raw;
  const format = recogniseCapture(file);
  if (format !== 'pcap' && format !== 'pcapng') throw new Error(`${path}: ${format}`);
  const evidence = newEvidence(0, path, format);
  const decoder = new Decoder();
  const { packet } = decoder;
  const inside: string[] = [];
  let through = 0;
  const feeder = new CaptureFeeder(format, evidence, (bytes, start, end, wire, at, linkType) => {
    packet.at = at;
    if (decoder.decode(bytes, start, end, wire, linkType) !== DECODE.OK) return;
    expect(packet.payloadStart).toBeLessThanOrEqual(packet.payloadEnd);
    expect(packet.payloadEnd).toBeLessThanOrEqual(packet.bytes.length);
    if (packet.encapsulation === 0) return;
    through |= packet.encapsulation;
    const { words, sourcePort, destinationPort } = packet;
    inside.push(`${addressText(words)} ${sourcePort} ${addressText(words, 4)} ${destinationPort}`);
  });
  feeder.feed(file);
  feeder.finish();
  return { records: evidence.records, inside, through };
};

// Packets by capinfos; decoded inside by tshark 4.0.
describe.skipIf(!existsSync(TUNNELS))('public captures of tunnels (skipped when absent)', () => {
  it.each([
    ['DanieleDeSensi__peafowl__4in4.pcap', 10, 10, VIA.IP_IN_IP],
    ['nDPI__6in6tunnel.pcap', 2, 2, VIA.IP_IN_IP],
    ['FoxIO-LLC__ja4__gre-sample.pcap.gz', 40, 40, VIA.GRE],
    ['zeek__zeek__gre-within-gre.pcap.gz', 628, 628, VIA.GRE],
    ['nDPI__teredo.pcap', 24, 24, VIA.TEREDO],
    ['OISF__suricata-verify__decode-teredo-01.pcap.gz', 78, 4, VIA.TEREDO],
    ['zeek__zeek__vxlan-encapsulated-http.pcap.gz', 12, 12, VIA.VXLAN],
    ['ntop__nDPI__gre_no_options.pcapng', 2, 2, VIA.GRE],
    ['nDPI__ipv6_in_gtp.pcap', 2, 2, VIA.GTP_U],
    ['zeek__zeek__gtp6_gtp_0x32.pcap.gz', 31, 31, VIA.GTP_U],
    ['nDPI__gtp_false_positive.pcapng', 7, 0, 0],
    ['zeek__zeek__gtp10_not_0xff.pcap', 3, 0, 0],
    ['FoxIO-LLC__ja4__tcpdump-geneve.pcap.gz', 39, 39, VIA.GENEVE],
    ['zeek__zeek__geneve-many-options.pcap', 10, 10, VIA.GENEVE],
    ['zeek__zeek__geneve-arp.pcap', 1, 0, 0],
  ])('%s', (name, records, inside, through) => {
    const found = read(join(TUNNELS, name));
    expect([found.records, found.inside.length, found.through]).toEqual([records, inside, through]);
  });
});

const ODD = join(PUBLIC, 'robustness');
describe.skipIf(!existsSync(ODD))('public captures of odd packets (skipped when absent)', () => {
  it('are read without an exception', () => {
    for (const name of readdirSync(ODD)) expect(read(join(ODD, name)).records).toBeGreaterThan(0);
  });
});
