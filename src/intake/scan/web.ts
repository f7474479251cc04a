// One GET of a scan, and what web servers answer to it.

import type { Dialogue, WebAnswer } from '../../systems/probe.ts';
import { ascii, latin1 } from '../../wire/codec/ascii.ts';
import { MORE, NO } from '../../wire/dissector.ts';

/** A dialogue that gathers the answer; `heard` gets it at the end. */
export const getDialogue = (
  host: string,
  port: number,
  path: string,
  heard: (answer: WebAnswer) => void,
): Dialogue => {
  const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return {
    opening: ascii(
      `GET ${path} HTTP/1.1\r\nHost: ${authority}\r\nUser-Agent: peerwarden-scan\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
    ),
    read: (bytes, length) =>
      BEGINNING.startsWith(latin1(bytes, 0, Math.min(length, BEGINNING.length))) ? MORE : NO,
    ended: (bytes, length) => {
      const answer = webAnswer(bytes, length, path);
      if (answer) heard(answer);
      return null;
    },
  };
};

const BEGINNING = 'HTTP/';

/** Null when it is no HTTP answer. */
export const webAnswer = (bytes: Uint8Array, length: number, path: string): WebAnswer | null => {
  const text = latin1(bytes, 0, length);
  const status = /^HTTP\/\d\.\d (\d{3})/.exec(text);
  if (!status) return null;
  const end = /\r?\n\r?\n/.exec(text);
  const head = text.slice(0, end ? end.index : text.length);
  const headers = new Map<string, string>();
  for (const line of head.split(/\r?\n/).slice(1, HEADERS_MAX)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return {
    path,
    status: Number(status[1]),
    headers,
    body: end ? text.slice(end.index + end[0].length) : '',
  };
};

const HEADERS_MAX = 100;

/** The path on the same server that an answer sends to, or null. */
export const sentOnTo = ({ status, headers }: WebAnswer, host: string): string | null => {
  const location = status >= 300 && status < 400 ? headers.get('location') : undefined;
  if (location === undefined || !/^[\x21-\x7e]{1,512}$/.test(location)) return null;
  const absolute = /^https?:\/\/([^/:]+|\[[^\]]+\])(?::\d+)?(\/.*)?$/i.exec(location);
  if (absolute)
    return absolute[1] === host || absolute[1] === `[${host}]` ? (absolute[2] ?? '/') : null;
  return location.startsWith('/') && !location.startsWith('//')
    ? location
    : `/${location.replace(/^\/+/, '')}`;
};
