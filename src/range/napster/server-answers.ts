// What a server answers to each message of a user who is logged in; types that are not here get message 404.
import { addressNumber, fields, type Message, quoted, TYPE } from './message.ts';
import { parseQuery } from './query.ts';
import { entryText, parseEntry } from './share.ts';
import { statsText, type User, type UserIndex } from './user-index.ts';

export interface ServerState {
  readonly index: UserIndex;
  readonly motd: readonly string[];
  readonly counts: { messagesIn: number; messagesOut: number; searches: number; dropped: number };
}

export type Answer = (message: Message, user: User, state: ServerState) => void;

/** Downloads of one user that wait for its word at once; more are refused. */
const ASKED_MAX = 64;

const share: Answer = ({ text }, user, { index }) => {
  const entry = parseEntry(text);
  if (!entry) user.send(TYPE.NOTICE, 'parameters are unparsable');
  else if (!index.share(user, entry)) user.send(TYPE.NOTICE, 'not added');
};

/** The name comes with quotes or without them (the specification shows both ways). */
const unshare: Answer = ({ text }, user, { index }) =>
  index.unshare(user, text.startsWith('"') ? (fields(text)[0] ?? '') : text);

const search: Answer = ({ text }, user, { index, counts }) => {
  counts.searches += 1;
  const query = parseQuery(text);
  if (!query) {
    user.send(TYPE.NOTICE, 'invalid search request');
    user.send(TYPE.SEARCH_END);
    return;
  }
  for (const { user: sharer, entry } of index.search(query, user)) {
    const place = `${sharer.nick} ${addressNumber(sharer.address)} ${sharer.linkSpeed}`;
    user.send(TYPE.SEARCH_RESULT, `${entryText(entry)} ${place}`);
  }
  user.send(TYPE.SEARCH_END);
};

const browse: Answer = ({ text }, user, { index }) => {
  const sharer = index.find(text.trim());
  if (!sharer) {
    user.send(TYPE.SIGNOFF, text.trim());
    return;
  }
  for (const entry of sharer.shares.values())
    user.send(TYPE.BROWSE_RESULT, `${sharer.nick} ${entryText(entry)}`);
  user.send(TYPE.BROWSE_END, `${sharer.nick} ${addressNumber(sharer.address)}`);
};

/** 203: the sharer is asked (607); its 608 lets the download begin. */
const download: Answer = ({ text }, user, { index }) => {
  const [nick, name = ''] = fields(text);
  const sharer = index.find(nick);
  if (!sharer?.shares.has(name) || sharer.asked.size >= ASKED_MAX) {
    user.send(TYPE.GET_ERROR, `${nick ?? ''} ${quoted(name)}`);
    return;
  }
  sharer.asked.add(askedKey(user, name));
  sharer.send(TYPE.UPLOAD_REQUEST, `${user.nick} ${quoted(name)} ${user.linkSpeed}`);
};

const accept: Answer = ({ text }, user, { index }) => {
  const [nick, name = ''] = fields(text);
  const asker = index.find(nick);
  const entry = user.shares.get(name);
  if (!asker || !entry || !user.asked.delete(askedKey(asker, name))) return;
  asker.send(
    TYPE.DOWNLOAD_ACK,
    `${user.nick} ${placeText(user)} ${quoted(name)} ${entry.md5} ${user.linkSpeed}`,
  );
};

/** 500: the sharer can only connect outwards, so it is told where to (501). */
const push: Answer = ({ text }, user, { index }) => {
  const [nick, name = ''] = fields(text);
  const sharer = index.find(nick);
  const entry = sharer?.shares.get(name);
  if (!sharer || !entry || user.dataPort === 0) {
    user.send(TYPE.GET_ERROR, `${nick ?? ''} ${quoted(name)}`);
    return;
  }
  sharer.send(
    TYPE.PUSH_ACK,
    `${user.nick} ${placeText(user)} ${quoted(name)} ${entry.md5} ${user.linkSpeed}`,
  );
};

const dataPortError: Answer = ({ text }, user, { index }) =>
  index.find(fields(text)[0])?.send(TYPE.DATA_PORT_ERROR, user.nick);

const whois: Answer = ({ text }, user, { index }) => {
  const other = index.find(fields(text)[0]);
  if (!other) {
    user.send(TYPE.NOTICE, `User ${text.trim()} is not currently online.`);
    return;
  }
  const seconds = Math.floor((Date.now() - other.since) / 1000);
  const { nick, shares, downloads, uploads, linkSpeed, client } = other;
  user.send(
    TYPE.WHOIS_RESULT,
    `${nick} "User" ${seconds} "" "Active" ${shares.size} ${downloads} ${uploads} ${linkSpeed} ${quoted(client)}`,
  );
};

const motdLines: Answer = (_, user, { motd }) => {
  for (const line of motd) user.send(TYPE.MOTD, line);
};

const counter =
  (what: 'downloads' | 'uploads', step: 1 | -1): Answer =>
  (_, user) => {
    user[what] = Math.max(0, user[what] + step);
  };

/** `<ip> <port>` as messages 204 and 501 give them. */
const placeText = (user: User): string => `${addressNumber(user.address)} ${user.dataPort}`;

const askedKey = (asker: User, name: string): string => `${asker.nick.toLowerCase()} ${name}`;

export const ANSWERS: ReadonlyMap<number, Answer> = new Map<number, Answer>([
  [TYPE.SHARE, share],
  [TYPE.UNSHARE, unshare],
  [TYPE.UNSHARE_ALL, (_, user, { index }) => index.unshareAll(user)],
  [TYPE.SEARCH, search],
  [TYPE.BROWSE, browse],
  [TYPE.DOWNLOAD, download],
  [TYPE.UPLOAD_ACCEPT, accept],
  [TYPE.PUSH, push],
  [TYPE.STATS, (_, user, { index }) => user.send(TYPE.STATS, statsText(index))],
  [TYPE.DOWNLOADING, counter('downloads', 1)],
  [TYPE.DOWNLOADED, counter('downloads', -1)],
  [TYPE.UPLOADING, counter('uploads', 1)],
  [TYPE.UPLOADED, counter('uploads', -1)],
  [TYPE.WHOIS, whois],
  [TYPE.DATA_PORT_ERROR, dataPortError],
  [TYPE.MOTD, motdLines],
]);
