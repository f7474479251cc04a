// Extension messages (BEP 10): the extension handshake, peer exchange (BEP 11), metadata (BEP 9).
// The ids of extensions are agreed per connection; here messages are told by their keys instead, because the agreement
// is often in the direction that was not captured. `added` as a string of compact addresses is peer exchange only
// (tracker exchange has a list there), `msg_type` is metadata only.
import { LIMITS } from '../../model/limits.ts';
import { ascii } from '../../wire/codec/ascii.ts';
import {
  findKey,
  integerAt,
  skipValue,
  stringLength,
  stringStart,
  textAt,
} from '../../wire/codec/bencode.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { tellCompact, tellOwnPort, V4_BYTES, V6_BYTES } from './compact.ts';
import type { Metadata } from './metadata.ts';
import { clientOfText, stateClient } from './peer-id.ts';

const V = ascii('v');
const P = ascii('p');
const UPLOAD_ONLY = ascii('upload_only');
const ADDED = ascii('added');
const ADDED6 = ascii('added6');
const MSG_TYPE = ascii('msg_type');
const PIECE = ascii('piece');
const TOTAL_SIZE = ascii('total_size');

const METADATA_DATA = 1;

/** `body[0..length)` is the message after id 20: one byte of extension id (0: handshake), then a dictionary. */
export const readExtension = (
  flow: FlowSink,
  direction: Direction,
  body: Uint8Array,
  length: number,
  metadata: Metadata | null,
): void => {
  const stop = skipValue(body, 1, length);
  if (stop < 0) {
    // Some extensions send a bare byte or number (upload_only, lt_donthave); the handshake is a dictionary always.
    if (body[0] === 0) flow.anomaly('bittorrent-extension-malformed');
    return;
  }
  if (body[0] === 0) readHandshake(flow, direction, body, stop);
  else if (integerAt(body, findKey(body, 1, stop, MSG_TYPE), stop) === METADATA_DATA) {
    const piece = integerAt(body, findKey(body, 1, stop, PIECE), stop);
    const total = integerAt(body, findKey(body, 1, stop, TOTAL_SIZE), stop);
    metadata?.add(piece, total, body, stop, length);
  } else {
    tellAdded(flow, direction, body, stop, ADDED, V4_BYTES);
    tellAdded(flow, direction, body, stop, ADDED6, V6_BYTES);
  }
};

const readHandshake = (
  flow: FlowSink,
  direction: Direction,
  body: Uint8Array,
  end: number,
): void => {
  const stated = flow.end(direction);
  const name = textAt(body, findKey(body, 1, end, V), end, LIMITS.textCharsMax);
  if (name) stateClient(stated, clientOfText(name));
  const port = integerAt(body, findKey(body, 1, end, P), end);
  if (port > 0 && port < 65_536) {
    stated.listens = port;
    tellOwnPort(flow, direction, port, 'both', 'was named in an extension handshake (BEP 10)');
  }
  if (integerAt(body, findKey(body, 1, end, UPLOAD_ONLY), end) === 1) stated.role ??= 'seeder';
};

const tellAdded = (
  flow: FlowSink,
  direction: Direction,
  body: Uint8Array,
  end: number,
  key: Uint8Array,
  width: typeof V4_BYTES | typeof V6_BYTES,
): void => {
  const at = findKey(body, 1, end, key);
  const start = stringStart(body, at, end);
  if (start < 0) return;
  const stop = start + stringLength(body, at, end);
  tellCompact(
    flow,
    direction,
    body,
    start,
    stop,
    width,
    0,
    'both',
    'was named in peer exchange (BEP 11)',
  );
};
