// Values of an HTTP query as bytes: trackers take binary hashes, percent-encoded (RFC 3986 §2.1), which are no UTF-8.

/** Decoded bytes of the first value of `name`, or null when there is none. */
export const queryBytes = (query: string, name: string): Uint8Array | null => {
  const value = queryValue(query, name);
  if (value === null) return null;
  const bytes = new Uint8Array(value.length);
  let length = 0;
  for (let i = 0; i < value.length; i++) {
    const escaped = value[i] === '%' ? Number.parseInt(value.slice(i + 1, i + 3), 16) : Number.NaN;
    if (Number.isNaN(escaped)) bytes[length++] = value.charCodeAt(i);
    else {
      bytes[length++] = escaped;
      i += 2;
    }
  }
  return bytes.subarray(0, length);
};

/** Decimal number of at most 20 digits, or null. */
export const queryNumber = (query: string, name: string): number | null => {
  const value = queryValue(query, name);
  return value !== null && /^\d{1,20}$/.test(value) ? Number(value) : null;
};

const queryValue = (query: string, name: string): string | null => {
  for (let at = 0; at >= 0 && at < query.length; ) {
    const next = query.indexOf('&', at);
    const part = query.slice(at, next < 0 ? query.length : next);
    if (part.startsWith(name) && part[name.length] === '=') return part.slice(name.length + 1);
    if (next < 0) return null;
    at = next + 1;
  }
  return null;
};
