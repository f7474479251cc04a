// One measurement: mail and voice beside a download from many sources, before it, during it and after it.
import { setTimeout as sleep } from 'node:timers/promises';
import { internetAddress, makeLink, OFFICE } from './link.mjs';

const NETWORKS = ['10.20.1.0/24', '198.51.100.0/24'];
const VOICE_PORT = 4000;
const MAIL_PORT = 25;
/** A source's file holds at most this (src/range/edonkey/client.ts). */
const FILE_BYTES_MAX = 32 << 20;

/**
 * `sources` of `uplink` bytes a second each, on a link of `rate` bits a second with a buffer of `bufferMs`; `capture`: where
 * the packets of the download go, from its first.
 */
export const measure = async (setup) => {
  const { rate, bufferMs, sources, uplink, seconds, mail } = setup;
  const link = makeLink({ rate, bufferMs, addresses: sources + 1 });
  try {
    const services = await startServices(link, { ...mail, lingerMs: bufferMs + 700 });
    const phases = {};
    phases.before = await phase(link, seconds);
    const capture = setup.capture === undefined ? null : await link.capture(setup.capture);
    const loading = await startDownload(link, { sources, uplink, seconds });
    await loads(link, rate, phases.before, sources * uplink * 8);
    phases.during = await phase(link, seconds);
    await capture?.stop();
    await loading.stop();
    // What stands in the buffer belongs to neither.
    await sleep(bufferMs + 200);
    phases.after = await phase(link, seconds);
    const told = await services.finish();
    return { ...setup, phases: mapValues(phases, (one) => figures(one, told, rate)) };
  } finally {
    link.close();
  }
};

const startServices = async (link, { bytes, everyMs, lingerMs }) => {
  const receiver = link.start('office', 'voice-receiver.mjs', {
    at: OFFICE,
    port: VOICE_PORT,
    lingerMs,
  });
  const server = link.start('office', 'mail-server.mjs', { at: OFFICE, port: MAIL_PORT, lingerMs });
  await Promise.all([receiver.said(), server.said()]);
  const voice = link.start('internet', 'voice-sender.mjs', { to: OFFICE, port: VOICE_PORT });
  const mail = link.start('internet', 'mail-sender.mjs', {
    to: OFFICE,
    port: MAIL_PORT,
    bytes,
    everyMs,
    lingerMs,
  });
  await Promise.all([voice.said(), mail.said()]);
  await sleep(500);
  return {
    finish: async () => {
      for (const one of [voice, mail, receiver, server]) one.finish();
      const [{ sent }, { mails }, { got }] = await Promise.all([
        voice.said(),
        mail.said(),
        receiver.said(),
      ]);
      return { sent, mails, got: new Map(got) };
    },
  };
};

const startDownload = async (link, { sources, uplink, seconds }) => {
  const addresses = Array.from({ length: sources }, (_, at) => internetAddress(at + 1));
  // Enough that it is still loading when the phase ends.
  const size = Math.min(FILE_BYTES_MAX, sources * uplink * (seconds + 60));
  const givers = link.start('internet', 'sources.mjs', {
    addresses,
    networks: NETWORKS,
    uplink,
    size,
  });
  const file = await givers.said();
  const loader = link.start('office', 'loader.mjs', {
    address: OFFICE,
    networks: NETWORKS,
    ...file,
  });
  await loader.said();
  return {
    stop: async () => {
      await loader.kill();
      await givers.kill();
    },
  };
};

/** Until most of what the sources can give is on the line, over windows in which one mail comes. */
const loads = async (link, rate, { first, last }, bitsPerSecond) => {
  const before = bitsBetween(first, last);
  const wanted = Math.min(0.9 * rate, before + 0.75 * bitsPerSecond);
  let from = link.carried();
  for (let tries = 0; tries < TRIES; tries++) {
    await sleep(WINDOW_MS);
    const until = link.carried();
    if (bitsBetween(from, until) >= wanted) return;
    from = until;
  }
  throw new Error('the sources did not come up to their rate');
};

const WINDOW_MS = 1000;
const TRIES = 45;

const bitsBetween = (first, last) =>
  ((last.bytes - first.bytes) * 8e9) / Number(last.at - first.at);

const phase = async (link, seconds) => {
  const first = link.carried();
  await sleep(seconds * 1000);
  const last = link.carried();
  return { from: Number(first.at / 1000n), until: Number(last.at / 1000n), first, last };
};

const figures = ({ from, until, first, last }, { sent, got, mails }, rate) => {
  const seconds = (until - from) / 1e6;
  const packets = sent.flatMap((at, number) =>
    at < from || at >= until ? [] : [{ at, came: got.get(number) }],
  );
  const delays = packets
    .flatMap(({ at, came }) => (came === undefined ? [] : [(came - at) / 1000]))
    .sort((a, b) => a - b);
  const own = mails.filter((mail) => mail.from >= from && mail.from < until);
  const taken = own.flatMap((mail) =>
    mail.until === null ? [] : [(mail.until - mail.from) / 1000],
  );
  const bitsPerSecond = bitsBetween(first, last);
  return {
    seconds,
    bitsPerSecond: Math.round(bitsPerSecond),
    percent: (bitsPerSecond / rate) * 100,
    dropped: last.drops - first.drops,
    voice: {
      sent: packets.length,
      lostPercent: packets.length === 0 ? 0 : (1 - delays.length / packets.length) * 100,
      meanMs: mean(delays),
      medianMs: quantile(delays, 0.5),
      p95Ms: quantile(delays, 0.95),
    },
    mail: { sent: own.length, taken: taken.length, meanMs: mean(taken) },
  };
};

const mean = (list) =>
  list.length === 0 ? null : list.reduce((sum, one) => sum + one, 0) / list.length;

const quantile = (sorted, share) =>
  sorted.length === 0
    ? null
    : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

const mapValues = (given, change) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, change(value)]));
