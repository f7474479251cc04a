// A sensor on the wire sees the parts of a web address: the path of the request, the Host header and where it went. Detectors
// need it whole.

/** `http://host[:port]/path` of what a request on the wire said; what is whole already is left alone. */
export const webAddress = (
  method: string,
  host: string,
  path: string,
  far: string,
  port: number,
): string | undefined => {
  if (path === '') return host === '' ? undefined : `http://${host}/`;
  if (/^[a-z][a-z0-9+.-]{1,15}:\/\//i.test(path) || method === 'CONNECT') return path;
  const name = host !== '' ? host : far.includes(':') ? `[${far}]` : far;
  const ported = /^(?:[^:]*|\[[^\]]*\])$/.test(name) && port !== 80 && port > 0;
  return `http://${name}${ported ? `:${port}` : ''}${path.startsWith('/') ? '' : '/'}${path}`;
};

/** The name in a Host header, its port left out. */
export const hostName = (host: string): string => {
  const literal = /^\[([^\]]{0,64})\]/.exec(host);
  return literal ? literal[1]! : host.replace(/:\d{1,5}$/, '');
};
