// Text, told by the absence of what text never holds. Only as fine as an audit needs: pages, markup, scripts, the rest.
import { textAt } from './head-bytes.ts';

export const textType = (head: Uint8Array, size: number): string | null => {
  if (bencodedTorrent(head)) return 'application/x-bittorrent';
  const start = hasMark(head) ? 3 : 0;
  if (isWide(head)) return 'text/plain';
  if (!isText(head)) return null;
  // UTF-8 that is cut at the end of the head is text all the same: nothing is decoded.
  if (size === 0) return null;
  // Most text begins with a letter, and is only text.
  if ((head[start] ?? 0) > 0x3c) return 'text/plain';
  const begin = textAt(head, start, 256).trimStart().toLowerCase();
  if (begin.startsWith('#!')) return 'text/x-script';
  if (begin.startsWith('<!doctype html') || /^<html[\s>]/.test(begin)) return 'text/html';
  if (begin.startsWith('<?xml')) return 'text/xml';
  return 'text/plain';
};

/** A dictionary with a description of content, whatever key comes first (BEP 3). */
const bencodedTorrent = (head: Uint8Array): boolean => {
  if (head[0] !== 0x64 || head[1]! < 0x31 || head[1]! > 0x39) return false;
  const text = textAt(head, 0, 2048);
  return (
    /^d\d{1,3}:/.test(text) &&
    text.includes('4:infod') &&
    /(12:piece length|5:files|6:lengthi)/.test(text)
  );
};

const hasMark = (head: Uint8Array): boolean =>
  head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;

/** UTF-16 with its mark. */
const isWide = (head: Uint8Array): boolean =>
  head.length >= 4 &&
  ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff));

/** No control characters but those of typewriters, escape included (file(1), encoding.c: text_chars). */
const isText = (head: Uint8Array): boolean => {
  const end = Math.min(head.length, LOOKED_AT);
  for (let i = 0; i < end; i++) if (NEVER_TEXT[head[i]!] === 1) return false;
  return true;
};

/** Other content has such a byte among its first hundred or so; that many more are no use. */
const LOOKED_AT = 1024;

const NEVER_TEXT = new Uint8Array(256);
NEVER_TEXT.fill(1, 0, 32);
for (const byte of [7, 8, 9, 10, 12, 13, 27]) NEVER_TEXT[byte] = 0;
NEVER_TEXT[0x7f] = 1;
