// Writes the synthetic look-alikes of fixtures/look-alikes: `node scripts/look-alikes.mjs [name…]`. Each is described in
// scripts/look-alikes/*.mjs; one description becomes <name>.pcap and <name>.json. Fixtures made of real programs, and those
// that users sent, are not touched (docs/how-to/report-a-false-alarm.md).
import { writeFileSync } from 'node:fs';
import { Story } from './look-alikes/frames.mjs';
import { MEDIA } from './look-alikes/media.mjs';
import { NAMES } from './look-alikes/names.mjs';
import { NETWORK } from './look-alikes/network.mjs';
import { OFFICE } from './look-alikes/office.mjs';
import { WEB } from './look-alikes/web.mjs';

export const LOOK_ALIKES = [...NAMES, ...MEDIA, ...NETWORK, ...OFFICE, ...WEB];

/** The two files of a description. */
export const filesOf = ({ name, packets, ...said }) => {
  const story = new Story();
  packets(story);
  const about = { ...said, made: 'synthetic', date: '2026-11-22' };
  return [
    [`${name}.json`, Buffer.from(`${JSON.stringify(about, null, 2)}\n`)],
    [`${name}.pcap`, story.pcap()],
  ];
};

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').pop())) {
  const folder = new URL('../fixtures/look-alikes/', import.meta.url);
  const asked = process.argv.slice(2);
  for (const one of LOOK_ALIKES.filter(({ name }) => asked.length === 0 || asked.includes(name)))
    for (const [file, content] of filesOf(one)) writeFileSync(new URL(file, folder), content);
}
