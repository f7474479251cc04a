// The proxy as options name it: `{ address, port, user, password }`.
import { endpointIn, type Fields, fieldsOf, textIn } from '../options.ts';
import type { WebProxy } from './request.ts';

export const proxyIn = (fields: Fields): WebProxy | null => {
  const endpoint = endpointIn(fields, 'proxy');
  if (endpoint === null) return null;
  const said = fieldsOf(fields['proxy']);
  const credentials =
    said['user'] === undefined
      ? null
      : { user: textIn(said, 'user'), password: textIn(said, 'password', '') };
  return { endpoint, credentials, challenged: false };
};
