// docs/impact.md and its pictures are those of docs/impact.json, and their reckoned figures those of the code.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { impactPage, impactPictures } from '../../scripts/impact-lab/page.mjs';

const measured = JSON.parse(readFileSync('docs/impact.json', 'utf8'));

it('docs/impact.md is what was measured (if it is out of date: npm run impact-docs -- --page)', () => {
  expect(readFileSync('docs/impact.md', 'utf8')).toBe(impactPage(measured));
});

it('docs/impact has a picture for each question, and no other', () => {
  const pictures = Object.entries(impactPictures(measured));
  expect(readdirSync('docs/impact').sort()).toEqual(pictures.map(([name]) => `${name}.svg`).sort());
  for (const [name, svg] of pictures)
    expect(readFileSync(`docs/impact/${name}.svg`, 'utf8')).toBe(svg);
});
