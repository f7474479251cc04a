// Where the decoder is inside a packet. One object per decoder, moved from header to header, so that no layer
// returns an object.
//
//   bytes  ···[ link | IP | transport | payload            ]··· captured
//                     ^at                                  ^end
//             on the wire it went on ··············································^wireEnd

export class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  /** One past the last captured byte of the current layer. */
  end = 0;
  /** One past the last byte the current layer has on the wire; may lie outside `bytes`. */
  wireEnd = 0;
  /** IP protocol of what `at` points at, after the IP header was read. */
  protocol = 0;
  /** Set when the IP header at `ipAt` belongs to a fragment. */
  ipAt = 0;
  fragmentId = 0;
  fragmentOffset = 0;
  moreFragments = false;
}
