// Numbers of the protocol: Kulbak and Bickson, "The eMule Protocol Specification" (2005), and the published opcode lists.

/** First byte of every message, TCP and UDP. */
export const EDONKEY = 0xe3;
/** Messages that eMule added. */
export const EMULE = 0xc5;
/** An eDonkey message whose payload is a zlib stream. */
export const PACKED = 0xd4;

/** 9.28 MB: what one hash of the hash set covers (§1.3.2). */
export const PART_BYTES = 9_728_000;
/** 180 KB: what one range of a request asks for at most (§6.4.3). */
export const BLOCK_BYTES = 184_320;
/** Ids below are low: numbers the server gave out; others are the address itself (§1.4). */
export const LOW_ID_MAX = 0xff_ffff;

/** Client to server and back, TCP. */
export const SERVER = {
  login: 0x01,
  reject: 0x05,
  getServers: 0x14,
  offer: 0x15,
  search: 0x16,
  getSources: 0x19,
  callback: 0x1c,
  getSourcesObfuscated: 0x23,
  servers: 0x32,
  found: 0x33,
  status: 0x34,
  callbackRequested: 0x35,
  callbackFailed: 0x36,
  message: 0x38,
  idChange: 0x40,
  ident: 0x41,
  foundSources: 0x42,
  foundSourcesObfuscated: 0x44,
} as const;

/** Server port + 4, UDP. */
export const SERVER_UDP = {
  status: 0x96,
  statusAnswer: 0x97,
  search: 0x98,
  found: 0x99,
  getSources: 0x9a,
  foundSources: 0x9b,
  getServers: 0xa0,
  servers: 0xa1,
  description: 0xa2,
  descriptionAnswer: 0xa3,
} as const;

/** Client to client, TCP, first byte 0xE3. */
export const PEER = {
  hello: 0x01,
  sendingPart: 0x46,
  requestParts: 0x47,
  noSuchFile: 0x48,
  endOfDownload: 0x49,
  helloAnswer: 0x4c,
  setFile: 0x4f,
  fileStatus: 0x50,
  hashSetRequest: 0x51,
  hashSet: 0x52,
  startUpload: 0x54,
  acceptUpload: 0x55,
  cancel: 0x56,
  outOfRequests: 0x57,
  fileRequest: 0x58,
  fileName: 0x59,
} as const;

/** Client to client, TCP, first byte 0xC5. */
export const PEER_EMULE = {
  info: 0x01,
  infoAnswer: 0x02,
  queueRank: 0x60,
  getSources: 0x81,
  sources: 0x82,
  getSources2: 0x83,
  sources2: 0x84,
} as const;

/** Client to client, UDP, first byte 0xC5. */
export const PEER_UDP = { reask: 0x90, rank: 0x91, notFound: 0x92, queueFull: 0x93 } as const;

/** What a server tells of itself at login: packed messages, short tags, Unicode, obfuscation. */
export const SERVER_FLAGS = { packed: 0x1, shortTags: 0x8, unicode: 0x10, obfuscation: 0x400 };

/** What a client tells a server of itself. */
export const CLIENT_FLAGS = {
  packed: 0x1,
  shortTags: 0x8,
  unicode: 0x10,
  obfuscationSupported: 0x200,
  obfuscationRequested: 0x400,
  obfuscationRequired: 0x800,
};

/** How a client takes part in obfuscation, in lists of sources; the last says that its user hash follows. */
export const OBFUSCATION = { supported: 1, requested: 2, required: 4, hashFollows: 0x80 };

/** Tag names of one byte. */
export const TAG = {
  name: 0x01,
  size: 0x02,
  type: 0x03,
  description: 0x0b,
  port: 0x0f,
  version: 0x11,
  sources: 0x15,
  serverFlags: 0x20,
  completeSources: 0x30,
  udpPorts: 0xf9,
  misc1: 0xfa,
  emuleVersion: 0xfb,
  misc2: 0xfe,
} as const;
