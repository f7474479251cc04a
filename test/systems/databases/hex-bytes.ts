/** Bytes of a text in hex, with any white space in it. */
export const bytesOf = (text: string): Uint8Array =>
  new Uint8Array(Buffer.from(text.replace(/\s+/g, ''), 'hex'));
