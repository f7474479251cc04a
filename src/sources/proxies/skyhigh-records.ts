// What a record of Skyhigh's cloud gateway says; the names are those of its log export and of its feed over syslog.
import type { Draft } from '../text/draft.ts';
import type { Stamps } from '../text/stamps.ts';
import { hostOf, joinedUrl } from './target.ts';

export const cloudRequest = (
  value: (name: string) => string | undefined,
  stamps: Stamps,
): Draft => {
  const method = value('http_action');
  const host = value('requested_host');
  const named = hostOf(host);
  const peer = hostOf(value('destination_ip')).destination;
  const url = joinedUrl({
    scheme: method === 'CONNECT' || method === 'CERTVERIFY' ? '' : value('uri_scheme'),
    host,
    port: value('destination_port'),
    path: value('requested_path'),
  });
  return {
    kind: 'request',
    at: stamps.any(value('request_timestamp_epoch') || `${value('request_timestamp')}Z`),
    // `source_ip` is the exit of the site, where the client's own address is known as well.
    source: value('client_ip') || value('source_ip'),
    ...named,
    ...(peer === undefined ? {} : { destination: peer }),
    destinationPort: value('destination_port'),
    url,
    method,
    status: value('http_status_code'),
    user: value('username'),
    bytesOut: value('client_to_server_bytes'),
    bytesIn: value('server_to_client_bytes'),
    action: value('result') === 'DENIED' ? 'denied' : 'allowed',
    application: value('application_type'),
    agent: value('user_agent_comment'),
    device: value('client_system_name'),
  };
};
