// What a scan asks to find eDonkey listeners.
//
//   client   Hello (E3 01) ─► ◄─ HelloAnswer (E3 4C): user hash, program, nick      aMule Client2Client/TCP.h
//   server   Login (E3 01) ─► ◄─ Message (38), IDChange (40) or Status (34)         eDonkey specification 0.6.2
//   status   E3 96 and a challenge ─► ◄─ E3 97 with the same challenge, users, files (UDP of a server)
//   web      Server: aMule, eMule, MLDonkey
//
// Sound because: frames of the exact length with tags that end where the frame does, or the challenge, come back.
// Looks alike: nothing known. Does not see: clients that answer obfuscated connections only; aMule's remote control.

import type { EndFacts } from '../../model/observation.ts';
import { ascii } from '../../wire/codec/ascii.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { DatagramProbe, Listening, Probe, Reading, StreamProbe, WebProbe } from '../probe.ts';
import { Fields, u32At } from './fields.ts';
import { describeProgram } from './programs.ts';
import { readTags } from './tags.ts';

const EDONKEY = 0xe3;
const EMULE = 0xc5;
const PACKED = 0xd4;
const FRAME_BYTES = 5;
const HELLO_ANSWER = 0x4c;
/** A longer frame is none of those that are waited for. */
const LENGTH_MAX = 4096;

/** A nick that says who asks, and version 60 (0x3c) as all clients since 2002. */
const tags = (): number[] => {
  const nick = [...ascii('peerwarden-scan')];
  return [
    ...[2, 0, 0, 0],
    ...[2, 1, 0, 1, nick.length, 0, ...nick],
    ...[3, 1, 0, 0x11, 0x3c, 0, 0, 0],
  ];
};

const frame = (body: readonly number[]): Uint8Array => {
  const length = body.length;
  return Uint8Array.of(EDONKEY, length & 255, length >> 8, 0, 0, ...body);
};

/** eMule and its kin mark their user hashes at bytes 5 and 14. */
const userHash = (random: (count: number) => Uint8Array): number[] => {
  const hash = [...random(16)];
  hash[5] = 14;
  hash[14] = 111;
  return hash;
};

/** Frames one after the other until `wanted` reads one. */
const readFrames = (
  bytes: Uint8Array,
  length: number,
  wanted: (opcode: number, body: Fields) => Listening | null,
): Reading => {
  let at = 0;
  while (at < length) {
    const protocol = bytes[at]!;
    if (protocol !== EDONKEY && protocol !== EMULE && protocol !== PACKED) return NO;
    if (at + FRAME_BYTES + 1 > length) return MORE;
    const size = u32At(bytes, at + 1);
    if (size < 1 || size > LENGTH_MAX) return NO;
    const end = at + FRAME_BYTES + size;
    if (end > length) return MORE;
    const opcode = bytes[at + FRAME_BYTES]!;
    const found =
      protocol === EDONKEY ? wanted(opcode, new Fields(bytes, at + FRAME_BYTES + 1, end)) : null;
    if (found) return found;
    at = end;
  }
  return MORE;
};

const client: StreamProbe = {
  id: 'edonkey/client',
  transport: 'tcp',
  open: ({ random }) => [
    {
      // Hash, no id, no port, tags, no server.
      opening: frame([1, 16, ...userHash(random), 0, 0, 0, 0, 0, 0, ...tags(), 0, 0, 0, 0, 0, 0]),
      read: (bytes, length) => readFrames(bytes, length, readHelloAnswer),
    },
  ],
};

const readHelloAnswer = (opcode: number, fields: Fields): Listening | null => {
  if (opcode !== HELLO_ANSWER) return null;
  const identity = fields.hex(16);
  fields.skip(6);
  const end: EndFacts = {};
  describeProgram(end, readTags(fields, fields.u32()), identity);
  // The server that it is connected to: address and port.
  fields.skip(6);
  if (!fields.ok) return null;
  return {
    system: 'edonkey',
    protocol: 'edonkey/client',
    identity,
    ...(end.client === undefined ? {} : { program: end.client }),
    ...(end.version === undefined ? {} : { version: end.version }),
    ...(end.nick === undefined ? {} : { text: `nick ${end.nick}` }),
  };
};

const server: StreamProbe = {
  id: 'edonkey/server',
  transport: 'tcp',
  open: ({ random }) => [
    {
      opening: frame([1, ...userHash(random), 0, 0, 0, 0, 0, 0, ...tags()]),
      read: (bytes, length) => readFrames(bytes, length, readServer),
    },
  ],
};

const MESSAGE = 0x38;
const ID_CHANGE = 0x40;
const STATUS = 0x34;

const readServer = (opcode: number, fields: Fields): Listening | null => {
  const { left } = fields;
  const isMessage = opcode === MESSAGE && fields.u16() === left - 2;
  if (
    !isMessage &&
    !(opcode === ID_CHANGE && left >= 4 && left <= 20) &&
    !(opcode === STATUS && left === 8)
  )
    return null;
  const text = isMessage ? fields.text(left - 2) : '';
  return {
    system: 'edonkey',
    protocol: 'edonkey/server',
    text: text === '' ? 'index server' : `index server: ${text}`,
  };
};

const status: DatagramProbe = {
  id: 'edonkey/server-udp',
  transport: 'udp',
  ports: [4665],
  // An index server takes datagrams four ports above its TCP port.
  besideTcp: [4],
  open: ({ random }) => {
    const challenge = random(4);
    return [
      {
        opening: Uint8Array.of(EDONKEY, 0x96, ...challenge),
        read: (bytes, length) =>
          length >= 14 &&
          bytes[0] === EDONKEY &&
          bytes[1] === 0x97 &&
          u32At(bytes, 2) === u32At(challenge, 0)
            ? {
                system: 'edonkey',
                protocol: 'edonkey/server-udp',
                text: `index server of ${u32At(bytes, 6)} users, ${u32At(bytes, 10)} files`,
              }
            : NO,
      },
    ];
  },
};

const web: WebProbe = {
  id: 'edonkey/web',
  transport: 'web',
  ports: [4711, 4080],
  read: ({ headers }) => {
    const server = /^(aMule|eMule|MLDonkey)(?:[/ ]v?(\d[\w.]{0,20}))?/i.exec(
      headers.get('server') ?? '',
    );
    if (!server) return null;
    return {
      system: 'edonkey',
      protocol: 'edonkey/web',
      program: server[1]!,
      ...(server[2] === undefined ? {} : { version: server[2] }),
      text: 'web interface',
    };
  },
};

export const edonkeyProbes: readonly Probe[] = [client, server, status, web];
