// kad/obfuscated, and edonkey/obfuscated over UDP: messages behind eMule's protocol obfuscation, opened with the node id or
// the user hash of the receiver. Those are known when a plain message told them: Kad's contact lists, hellos and lookups (which
// name the node that is asked), eDonkey's Hellos and lists of sources; or one that was opened this way itself. One plain
// contact list is thus enough to follow a network from node to node.
//
//   marker 1, random 2 | magic 4, padding length 1, padding, (Kad: verify keys 4 + 4), message
//   Kad       MD5(node id of the receiver, random), or its verify key once the other end has told it
//   eDonkey   MD5(user hash of the receiver, IPv4 address of the sender, 91, random)
//
// Facts: aMule src/EncryptedDatagramSocket.cpp; edonkey/obfuscation.ts has the form. aMule's own captures show no key in
// clear: checked on eDonkey datagrams of the range's encoder, and on Kad ones made in the test after the same source.
// Sound because a wrong key gives the 32-bit magic word once in 2^32 tries: at most 16 keys are tried on each of the first
// eight datagrams of a flow, and only towards an address of which a key is known.
// Looks alike: nothing that opens. Before it does, it is any random datagram, and is not named.
// Does not see: flows of which neither end's number was told before (then kad/obfuscated by shape); eDonkey datagrams of a
// sender whose public address is not the one in the capture, because it goes into the key; messages to and from servers.
import {
  type Datagram,
  type DatagramDissector,
  type Direction,
  MORE,
  NO,
  YES,
} from '../../wire/dissector.ts';
import { shownClient, shownKad } from '../edonkey/obfuscation.ts';
import { HIDDEN_BYTES_MIN, HIDDEN_FIRST_BYTES, octetsOf } from './hidden.ts';
import { openHiddenDatagrams } from './opened-reader.ts';

export const kadOpened = Object.freeze({
  id: 'kad/opened',
  system: 'kad',
  transport: 'udp',
  firstBytes: HIDDEN_FIRST_BYTES,
  bytesMin: HIDDEN_BYTES_MIN,
  inspect(datagram: Datagram) {
    if (datagram.keysOf === undefined) return NO;
    const receiver: Direction = datagram.direction === 0 ? 1 : 0;
    const ids = datagram.keysOf('kad-id', receiver);
    const users = datagram.keysOf('edonkey-user', receiver);
    if (ids.length === 0 && users.length === 0)
      return hasKeys(datagram, datagram.direction) ? MORE : NO;
    const { bytes, start, end } = datagram;
    for (const id of ids) if (shownKad(id, bytes, start, end) !== null) return YES;
    return users.length > 0 && opensAsClient(datagram, users) ? YES : MORE;
  },
  open: openHiddenDatagrams,
}) satisfies DatagramDissector;

/** The answers may be what opens. */
const hasKeys = (datagram: Datagram, end: Direction): boolean =>
  datagram.keysOf!('kad-id', end).length > 0 || datagram.keysOf!('edonkey-user', end).length > 0;

const opensAsClient = (datagram: Datagram, users: readonly Uint8Array[]): boolean => {
  const { bytes, start, end, direction } = datagram;
  const sender = octetsOf(direction === 0 ? datagram.clientAddress : datagram.serverAddress);
  if (sender === null) return false;
  return users.some((user) => shownClient(user, sender, bytes, start, end) !== null);
};
