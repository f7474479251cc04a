// syncthing/discovery: local discovery, UDP to port 21027, broadcast and multicast to ff12::8384.
// https://docs.syncthing.net/specs/localdisco-v4.html
//
//   2E A7 D9 0B │ protobuf Announce { bytes id = 1 (32 bytes), repeated string addresses = 2, int64 instance_id = 3 }
//
// Proof: the four bytes of the magic number and the head of the first field, 0A 20: 48 bits, and fields that use up the
// datagram exactly. Each says, to the whole network segment, which device it is and where it listens.
//
// Looks alike: nothing known. Does not see: hosts of other segments (broadcasts are not routed), global discovery (HTTPS).
import { latin1 } from '../../wire/codec/ascii.ts';
import { u32 } from '../../wire/codec/big-endian.ts';
import {
  type Datagram,
  type DatagramDissector,
  type DatagramReader,
  type Direction,
  type FlowSink,
  NO,
  type Verdict,
  YES,
} from '../../wire/dissector.ts';
import { DEVICE_ID_BYTES, deviceId } from './device-id.ts';

const MAGIC = 0x2ea7d90b;
const ID_FIELD = 0x0a;
const ADDRESS_FIELD = 0x12;
const INSTANCE_FIELD = 0x18;
const ID_AT = 6;
/** An address of a relay carries its parameters: up to about 300 bytes. Fields above are cut off by the datagram. */
const FIELDS_MAX = 64;
const HEAD_BYTES = ID_AT + DEVICE_ID_BYTES;

export const discovery = Object.freeze({
  id: 'syncthing/discovery',
  system: 'syncthing',
  transport: 'udp',
  firstBytes: [MAGIC >>> 24],
  bytesMin: HEAD_BYTES,
  inspect: ({ bytes, start, end }: Datagram): Verdict => (isAnnounce(bytes, start, end) ? YES : NO),
  open: (flow: FlowSink): DatagramReader => ({
    push: (direction, bytes, start, end) => {
      if (isAnnounce(bytes, start, end)) readAnnounce(flow, direction, bytes, start, end);
      else flow.anomaly('syncthing-announce');
      return true;
    },
  }),
}) satisfies DatagramDissector;

const isAnnounce = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (end - start < HEAD_BYTES || u32(bytes, start) !== MAGIC) return false;
  if (bytes[start + 4] !== ID_FIELD || bytes[start + 5] !== DEVICE_ID_BYTES) return false;
  let at = start + HEAD_BYTES;
  for (let fields = 0; fields < FIELDS_MAX && at < end; fields++) {
    at = fieldEnd(bytes, at, end);
    if (at < 0) return false;
  }
  return at === end;
};

/** Behind the field at `at`, -1 when it is none that an announcement has. */
const fieldEnd = (bytes: Uint8Array, at: number, end: number): number => {
  if (bytes[at] === ADDRESS_FIELD) {
    const text = at + 1 + varintBytes(bytes, at + 1, end);
    if (text <= at + 1 || text > at + 3) return -1;
    const stop = text + addressLength(bytes, at);
    return stop <= end ? stop : -1;
  }
  if (bytes[at] !== INSTANCE_FIELD) return -1;
  const length = varintBytes(bytes, at + 1, end);
  return length > 0 ? at + 1 + length : -1;
};

const VARINT_BYTES_MAX = 10;

/** Bytes of the number at `at`, 0 when it has no end. */
const varintBytes = (bytes: Uint8Array, at: number, end: number): number => {
  for (let i = 0; i < VARINT_BYTES_MAX && at + i < end; i++)
    if (bytes[at + i]! < 0x80) return i + 1;
  return 0;
};

/** One or two bytes of length: addresses stay below 16 KiB. */
const addressLength = (bytes: Uint8Array, field: number): number => {
  const low = bytes[field + 1]!;
  return low < 0x80 ? low : (low & 0x7f) | (bytes[field + 2]! << 7);
};

const readAnnounce = (
  flow: FlowSink,
  by: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  flow.end(by).identity = deviceId(bytes.subarray(start + ID_AT, start + HEAD_BYTES));
  let at = start + HEAD_BYTES;
  for (let fields = 0; fields < FIELDS_MAX && at < end; fields++) {
    const stop = fieldEnd(bytes, at, end);
    if (bytes[at] === ADDRESS_FIELD)
      readAddress(flow, by, latin1(bytes, stop - addressLength(bytes, at), stop));
    at = stop;
  }
};

/** `tcp://192.0.2.1:22000`, `quic://[2001:db8::1]:22000`; 0.0.0.0, [::] and nothing mean the sender's own address. */
const readAddress = (flow: FlowSink, by: Direction, text: string): void => {
  const parts = /^(tcp|quic)[46]?:\/\/(?:\[([0-9a-f:.]+)\]|([0-9.]*)):(\d{1,5})$/i.exec(text);
  if (!parts) return;
  const port = Number(parts[4]);
  if (port < 1 || port > 65_535) return;
  const transport = parts[1]!.toLowerCase() === 'tcp' ? 'tcp' : 'udp';
  const said = parts[2] ?? parts[3] ?? '';
  const own = by === 0 ? flow.clientAddress : flow.serverAddress;
  const address = said === '' || said === '0.0.0.0' || said === '::' ? own : said;
  if (address === own) flow.end(by).listens = port;
  flow.endpoint(address, port, transport, 'syncthing', by, 'was announced to its network segment');
};
