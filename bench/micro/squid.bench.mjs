// Squid's native log: nanoseconds of processor time a line, on one generated file that stays in memory: bytes to observations;
// bytes to rows that are counted; and what its inner loops cost against what they replace.
//   npm run build && node bench/micro/squid.bench.mjs [LINES]

import { Traces } from '../../dist/identify/traces.js';
import { newEvidence } from '../../dist/model/evidence.js';
import { Judgement } from '../../dist/pipeline/judgement.js';
import { recogniseSource } from '../../dist/sources/index.js';
import { SourceReader } from '../../dist/sources/reader.js';
import { Words } from '../../dist/sources/words.js';
import { SYSTEMS } from '../../dist/systems/index.js';

const LINES = Number(process.argv[2] ?? 500_000);
const CHUNK_BYTES = 4 << 20;

/** The same numbers in every run (mulberry32). */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

/** 2,000 clients, 1,500 users, 3,000 hosts; every second URL is new. */
const squidLog = (lines) => {
  const next = random(1);
  const pick = (n) => Math.floor(next() ** 2 * n);
  const parts = [];
  for (let i = 0; i < lines; i++) {
    const client = pick(2000);
    const host = `www${pick(3000)}.example.com`;
    const connect = next() < 0.3;
    const path = next() < 0.5 ? `i/${i}/picture-${pick(1e6)}.jpg` : `page/${pick(500)}/index.html`;
    const time = `${1795327626 + (i >> 8)}.${String(i % 1000).padStart(3, '0')}`;
    const user = next() < 0.9 ? `user${pick(1500)}` : '-';
    parts.push(
      `${time} ${String(pick(9000)).padStart(6)} 10.${20 + (client >> 8)}.1.${client & 255} ` +
        `${connect ? 'TCP_TUNNEL/200' : 'TCP_MISS/200'} ${pick(100_000)} ` +
        `${connect ? `CONNECT ${host}:443` : `GET http://${host}/${path}`} ${user} ` +
        `HIER_DIRECT/203.0.113.${pick(250)} ${connect ? '-' : 'text/html'}\n`,
    );
  }
  return new TextEncoder().encode(parts.join(''));
};

const run = (bytes) => {
  const evidence = newEvidence(0, 'bench', '');
  const source = recogniseSource(bytes.subarray(0, 65_536), false);
  let seen = 0;
  let volume = 0;
  const began = process.cpuUsage();
  const reader = new SourceReader(source, {
    evidence,
    writtenUntil: Date.UTC(2027, 0, 1),
    emit: (observation) => {
      seen++;
      volume += observation.bytesIn;
    },
  });
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    reader.push(bytes, at, Math.min(bytes.length, at + CHUNK_BYTES));
  reader.end();
  const { user, system } = process.cpuUsage(began);
  return { ns: (user + system) * 1000, seen, volume };
};

/** What merely looking at each byte costs here and now: the machine's share in the result. */
const bareScan = (bytes) => {
  let fields = 0;
  const began = process.cpuUsage();
  for (let i = 0; i < bytes.length; i++) if (bytes[i] <= 32) fields++;
  const { user, system } = process.cpuUsage(began);
  return fields > 0 ? (user + system) * 1000 : 0;
};

/** Everything that is held of a log, without what is made of it at the end. */
const runRows = (bytes) => {
  const { requests } = new Judgement(null, [], false);
  const evidence = newEvidence(0, 'bench', '');
  const source = recogniseSource(bytes.subarray(0, 65_536), false);
  return nsOf(() => {
    const reader = new SourceReader(source, { evidence, writtenUntil: 0, emit() {}, requests });
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
      reader.push(bytes, at, Math.min(bytes.length, at + CHUNK_BYTES));
    reader.end();
  });
};

const nsOf = (work) => {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) * 1000;
};

const best = (work) => Math.min(...Array.from({ length: 5 }, () => nsOf(work)));

/** Line feeds four bytes at a time, one at a time, and by the engine's own search. */
const lineFeeds = {
  words: (bytes) => {
    const words = new Words();
    for (let at = 0; at < bytes.length; ) at = words.lineFeed(bytes, at, bytes.length) + 1;
  },
  bytes: (bytes) => {
    for (let at = 0; at < bytes.length; at++) while (at < bytes.length && bytes[at] !== 10) at++;
  },
  indexOf: (bytes) => {
    for (let at = 0; at >= 0 && at < bytes.length; ) {
      const end = bytes.indexOf(10, at);
      at = end < 0 ? bytes.length : end + 1;
    }
  },
};

/** Traces of systems in whole lines: all words at once in bytes, and a regular expression in the text made of them. */
const traces = (bytes) => {
  const words = SYSTEMS.flatMap(({ http = [] }) => http).flatMap(
    (one) => one.traces?.targets ?? [],
  );
  const at = new Traces(words);
  const pattern = new RegExp(words.map((word) => word.replace(/[^\w]/g, '\\$&')).join('|'), 'i');
  const decoder = new TextDecoder();
  const lines = (look) => {
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(10, start);
      look(start, end);
      start = end + 1;
    }
  };
  return {
    bytes: best(() => lines((start, end) => at.standsIn(bytes, start, end))),
    text: best(() =>
      lines((start, end) => pattern.test(decoder.decode(bytes.subarray(start, end)))),
    ),
  };
};

const bytes = squidLog(LINES);
const scan = Math.min(...Array.from({ length: 5 }, () => bareScan(bytes)));
const runs = Array.from({ length: 7 }, () => run(bytes));
const { seen, volume } = runs[0];
const sorted = runs.map(({ ns }) => ns).sort((a, b) => a - b);
const median = sorted[3];
console.log(
  `squid: ${seen} of ${LINES} lines, ${(bytes.length / LINES).toFixed(0)} bytes a line, sum ${volume}: ` +
    `${(median / LINES).toFixed(0)} ns a line (best ${(sorted[0] / LINES).toFixed(0)}), ` +
    `${((bytes.length / median) * 1000).toFixed(0)} MB/s, ${(sorted[0] / scan).toFixed(1)} × a bare scan (${(scan / LINES).toFixed(0)} ns), ` +
    `node ${process.version}`,
);
const perLine = (ns) => `${(ns / LINES).toFixed(0)} ns`;
console.log(
  `as rows, counted: best ${perLine(Math.min(...Array.from({ length: 5 }, () => runRows(bytes))))} a line`,
);
console.log(
  `line feeds: ${Object.entries(lineFeeds)
    .map(([name, find]) => `${name} ${perLine(best(() => find(bytes)))}`)
    .join(', ')}`,
);
const { bytes: inBytes, text: inText } = traces(bytes);
console.log(`traces in whole lines: in bytes ${perLine(inBytes)}, as text ${perLine(inText)}`);
if (process.argv[3]) (await import('node:fs')).writeFileSync(process.argv[3], bytes);
