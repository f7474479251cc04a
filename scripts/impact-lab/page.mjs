// docs/impact.md and its pictures, from what was measured. The calculator's answers are computed here by the product's own
// code; no figure is written by hand.
import { linkShare, multiSourceRate } from '../../dist/impact/link-share.js';
import { queueEstimate } from '../../dist/impact/queueing.js';
import { ASSUMPTIONS } from '../../dist/model/assumptions.js';
import { pictureOf } from '../../dist/range/picture/svg.js';

/** What the calculator says of a run, given the line before the download. */
export const reckoned = ({ rate, bufferMs, sources, uplink, mail, phases }) => {
  const sharing = linkShare(multiSourceRate(sources, uplink), rate);
  const other = phases.before.percent;
  const load = { linkBitsPerSecond: rate, other: other / 100, burstBytes: mail.bytes, bufferMs };
  return {
    sharing,
    before: queueEstimate({ ...load, sharing: 0 }),
    during: queueEstimate({ ...load, sharing: sharing / 100 }),
    // A mail beside a steady stream has what that leaves; in a full link TCP shares it among all connections.
    mailMs:
      sharing < 100
        ? ((mail.bytes * 8) / (rate * (1 - sharing / 100))) * 1000
        : ((mail.bytes * 8 * (sources + 1)) / rate) * 1000,
  };
};

export const impactPictures = ({ runs }) => ({
  wait: picture(runs, 'How long does a packet of a call wait before the link?', 'wait', {
    columns: ['measured, ms', 'reckoned, ms'],
    before: ({ phases }, answer) => [phases.before.voice.meanMs, answer.before.waitMs],
    during: ({ phases }, answer) => [phases.during.voice.meanMs, answer.during.waitMs],
  }),
  mail: picture(runs, 'How long does a mail of 40 kB take?', 'mail', {
    columns: ['measured, ms', 'reckoned, ms'],
    before: ({ phases, mail, rate }) => [phases.before.mail.meanMs, (mail.bytes * 8000) / rate],
    during: ({ phases }, answer) => [phases.during.mail.meanMs, answer.mailMs],
  }),
  link: picture(runs, 'What does the download take of the link?', 'link', {
    columns: ['on the wire, %', 'reckoned, %'],
    before: () => [0, 0],
    during: ({ phases }, answer) => [
      phases.during.percent - phases.before.percent,
      Math.min(100, answer.sharing),
    ],
  }),
});

/** The line before the first download, then each load. */
const picture = (runs, question, id, { columns, before, during }) =>
  pictureOf({
    ...{ schema: 'peerwarden.range/1', id, system: 'edonkey', models: [], question },
    ...{ peers: runs[0].sources, seed: 1, started: '', ms: 0, memoryPeakBytes: 0 },
    measured: {
      answer: '',
      columns: [
        { id: 'load', title: 'sources' },
        ...columns.map((title) => ({ id: title, title })),
      ],
      rows: [
        ['no download', ...before(runs[0], reckoned(runs[0])).map(round)],
        ...runs.map((run) => [loadText(run), ...during(run, reckoned(run)).map(round)]),
      ],
      picture: { x: 'load', y: columns, kind: 'bars' },
    },
  });

const loadText = ({ sources, uplink }) => `${sources} × ${uplink / 1000} kB/s`;

export const impactPage = ({
  day,
  machine,
  rates,
  runs,
}) => `<!-- Written by \`npm run impact-docs\` from what was measured. Do not edit. -->

# Impact, reckoned and measured

\`peerwarden impact\` reckons what file sharing costs; here its arithmetic stands beside a measurement. A link of
${runs[0].rate / 1e6} Mbit/s (token bucket of tc, both directions, a buffer of ${runs[0].bufferMs} ms) joins two network namespaces. In one
stands an office: somebody loads a file by eDonkey from ${runs[0].sources} sources, programs of the range that keep to their uplinks; a mail of
${runs[0].mail.bytes / 1000} kB comes in by SMTP every second; a call is held, 50 packets of 160 bytes a second. Everything was measured for
${runs[0].seconds} s before, during and after the download, on ${day} (${machine}). The cable between the namespaces
has no length: delays are those of the queue before the link, and of nothing else.

## What the download takes

| sources | reckoned (I1) | on the wire | by \`analyze\`, mean and peak | the whole link before, during, after |
|---|--:|--:|--:|--:|
${runs.map((run) => `| ${loadText(run)} | ${percent(reckoned(run).sharing)} | ${percent(run.phases.during.percent - run.phases.before.percent)} | ${run.analyzed.meanPercent === null ? 'not raised' : `${percent(run.analyzed.meanPercent)}, ${percent(run.analyzed.peakPercent)}`} | ${['before', 'during', 'after'].map((name) => percent(run.phases[name].percent)).join(', ')} |`).join('\n')}

Reckoned are bytes of the file; headers of Ethernet, IP, TCP and eDonkey come on top, so a little more is on the wire. When more is
asked for than the link carries, TCP slows down and takes what it gets. \`analyze\` read a capture of the whole download, from its
first packet, and spreads a flow's bytes evenly over its time.

![What does the download take of the link?](impact/link.svg)

## What other services lose (I4)

| sources | mean wait of a call's packets: before | during | after | reckoned before | reckoned during | model |
|---|--:|--:|--:|--:|--:|---|
${runs
  .map((run) => {
    const { before, during } = reckoned(run);
    const voice = ['before', 'during', 'after'].map((name) => ms(run.phases[name].voice.meanMs));
    return `| ${loadText(run)} | ${voice.join(' | ')} | ${ms(before.waitMs)} | ${ms(during.waitMs)} | ${during.model} |`;
  })
  .join('\n')}

| sources | packets of the call lost: before | during | after | at most, reckoned | 95 of 100 packets wait less than |
|---|--:|--:|--:|--:|--:|
${runs
  .map((run) => {
    const lost = ['before', 'during', 'after'].map((name) =>
      percent(run.phases[name].voice.lostPercent),
    );
    return `| ${loadText(run)} | ${lost.join(' | ')} | ${percent(reckoned(run).during.lossPercent)} | ${ms(run.phases.during.voice.p95Ms)} |`;
  })
  .join('\n')}

| sources | a mail takes: before | during | after | reckoned during | mails taken during |
|---|--:|--:|--:|--:|--:|
${runs
  .map((run) => {
    const mail = ['before', 'during', 'after'].map((name) => ms(run.phases[name].mail.meanMs));
    const { taken, sent } = run.phases.during.mail;
    return `| ${loadText(run)} | ${mail.join(' | ')} | ${ms(reckoned(run).mailMs)} | ${taken} of ${sent} |`;
  })
  .join('\n')}

![How long does a packet of a call wait before the link?](impact/wait.svg)

![How long does a mail of 40 kB take?](impact/mail.svg)

${answer(runs)}

The models: below saturation the mean wait is that of M/G/1 (Pollaczek and Khinchine), W = Σ ρᵢSᵢ / 2(1 − ρ), with two kinds of jobs,
bursts of other services (here a mail) and packets of 1,500 bytes of file sharing. It takes both to come at random; here the mails come
by the clock and TCP paces them, so it errs to the high side. At saturation the queue is a fluid: the wait is what the buffer holds, and
who does not slow down loses at most what exceeds the link; TCP does slow down, so far less is lost. A mail has what a steady
stream leaves it; on a full link all connections get equal parts at best, and what is lost has to be sent again. \`peerwarden impact --link … --rate … --busy …\` uses the same
functions (\`src/impact/queueing.ts\`) with the assumptions burstSize and lineBuffer.

## What this machine reads and hashes (I5)

| | MB/s | assumption |
|---|--:|---|
| reading a file past the page cache | ${Math.round(rates.read)} | diskRate ${range('diskRate')} |
| SHA-1, one thread of OpenSSL | ${Math.round(rates.sha1)} | hashRate ${range('hashRate')} |
| MD4 (eDonkey), one thread of OpenSSL | ${Math.round(rates.md4)} | the same |

## Again

\`npm run impact-docs\`, as root, takes five minutes · figures: [JSON](impact.json) · how to use the calculators:
[price what you found](how-to/price-what-you-found.md)
`;

const answer = (runs) => {
  const paper = runs[0];
  const full = runs.at(-1);
  const ratio = (run) => reckoned(run).during.waitMs / run.phases.during.voice.meanMs;
  return `So the paper's download (${loadText(paper)}) takes ${percent(paper.phases.during.percent - paper.phases.before.percent)} of the link where ${percent(reckoned(paper).sharing)} were reckoned, and a call's packets wait ${ms(paper.phases.during.voice.meanMs)} instead of ${ms(paper.phases.before.voice.meanMs)}. When the link is full (${loadText(full)}) they wait ${ms(full.phases.during.voice.meanMs)}, ${percent(full.phases.during.voice.lostPercent)} are lost, and a mail takes ${Math.round(full.phases.during.mail.meanMs / full.phases.before.mail.meanMs)} times as long. The wait that was reckoned is ${runs.map((run) => ratio(run).toFixed(1)).join(', ')} times the one measured.`;
};

const range = (name) => {
  const { low, high } = ASSUMPTIONS[name].range;
  return `${low} to ${high}`;
};

const round = (value) => Math.round((value ?? 0) * 10) / 10;
const percent = (value) => `${value.toFixed(1)} %`;
const ms = (value) => (value === null ? 'none came' : `${value.toFixed(1)} ms`);
