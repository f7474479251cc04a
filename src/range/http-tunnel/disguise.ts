// What the tunnel's requests and answers pretend to be: paths, content types, and how a body holds the frames.
// Base64 bodies and one long GET with many short POSTs are what is documented of the family
// (mysql-tools.com, "Some details on the HTTPTunnel protocol"); the paths here are invented.
import { base64Bytes } from '../../wire/codec/base64.ts';

export const DISGUISES = ['plain', 'image', 'html'] as const;

export interface Disguise {
  readonly id: (typeof DISGUISES)[number];
  readonly downPath: string;
  readonly upPath: string;
  readonly downType: string;
  readonly upType: string;
  /** What a body starts with, before the frames. */
  readonly head: Uint8Array;
  wrap(frames: Uint8Array): Uint8Array;
  /** Takes the pieces of one body in turn, gives the frames' bytes; null when it is no such body. */
  unwrapper(): (piece: Uint8Array) => Uint8Array | null;
}

export const disguiseOf = (id: (typeof DISGUISES)[number]): Disguise => BY_ID[id];

/** The disguise whose path this is, and the way it goes. */
export const disguiseAt = (path: string): { disguise: Disguise; up: boolean } | null => {
  for (const id of DISGUISES) {
    const disguise = BY_ID[id];
    if (path === disguise.upPath) return { disguise, up: true };
    if (path === disguise.downPath) return { disguise, up: false };
  }
  return null;
};

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Skips the head of a body, then gives all as it is. */
const afterHead = (head: Uint8Array): ((piece: Uint8Array) => Uint8Array | null) => {
  let skipped = 0;
  return (piece) => {
    let at = 0;
    for (; skipped < head.length && at < piece.length; at++, skipped++)
      if (piece[at] !== head[skipped]) return null;
    return piece.subarray(at);
  };
};

/** One line is one wrapped piece: a third more than the largest frame, and its line end. */
const LINE_BYTES_MAX = 1 << 19;
const LINE_END = 0x0a;

/** Base64 in lines; lines of markup are passed over. */
const fromLines = (): ((piece: Uint8Array) => Uint8Array | null) => {
  let held = Buffer.alloc(0);
  return (piece) => {
    held = held.length === 0 ? Buffer.from(piece) : Buffer.concat([held, piece]);
    const last = held.lastIndexOf(LINE_END);
    if (last < 0) return held.length > LINE_BYTES_MAX ? null : new Uint8Array();
    const lines = held.toString('latin1', 0, last).split('\n');
    held = Buffer.from(held.subarray(last + 1));
    return Buffer.concat(lines.filter((line) => !line.startsWith('<')).map(base64Bytes));
  };
};

const plainBody = (head: Uint8Array) => ({
  head,
  wrap: (frames: Uint8Array): Uint8Array => frames,
  unwrapper: () => afterHead(head),
});

const BY_ID: Record<(typeof DISGUISES)[number], Disguise> = {
  plain: {
    id: 'plain',
    downPath: '/tunnel/down',
    upPath: '/tunnel/up',
    downType: 'application/octet-stream',
    upType: 'application/octet-stream',
    ...plainBody(new Uint8Array()),
  },
  image: {
    id: 'image',
    downPath: '/images/banner.gif',
    upPath: '/cgi-bin/photo-upload.cgi',
    downType: 'image/gif',
    upType: 'image/gif',
    // A GIF's signature and screen of 468 × 60, as banners had it (GIF89a specification §17 and §18).
    ...plainBody(latin1('GIF89a\xd4\x01\x3c\x00\x00\x00\x00')),
  },
  html: {
    id: 'html',
    downPath: '/news/index.html',
    upPath: '/cgi-bin/guestbook.cgi',
    downType: 'text/html',
    upType: 'application/x-www-form-urlencoded',
    head: latin1('<html><body><pre>\n'),
    wrap: (frames) => latin1(`${Buffer.from(frames).toString('base64')}\n`),
    unwrapper: fromLines,
  },
};
