// Messages of WebSocket trackers, as far as they are read. Anything may be missing or of another type.

export interface Message {
  readonly action?: unknown;
  readonly info_hash?: unknown;
  readonly peer_id?: unknown;
  readonly interval?: unknown;
  readonly complete?: unknown;
  readonly incomplete?: unknown;
  readonly offers?: unknown;
  readonly offer?: { readonly sdp?: unknown } | null;
  readonly answer?: { readonly sdp?: unknown } | null;
  readonly uploaded?: unknown;
  readonly downloaded?: unknown;
  readonly left?: unknown;
}

/** Null when the text is no JSON object, or cannot be a tracker's: most messages on the web are sorted out unparsed. */
export const parseMessage = (text: string): Message | null => {
  if (!/^\s*\{/.test(text)) return null;
  if (!text.includes('"action"') || !text.includes('"info_hash"')) return null;
  try {
    return JSON.parse(text) as Message;
  } catch {
    return null;
  }
};

/** A text of `length` characters that are bytes. */
export const isBinary = (value: unknown, length: number): value is string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a hash may hold any byte
  typeof value === 'string' && value.length === length && /^[\u0000-\u00ff]*$/.test(value);
