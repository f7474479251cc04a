// Skyhigh (McAfee) Secure Web Gateway cloud, log export as CSV with a heading (success.skyhighsecurity.com, "Reporting
// fields"): `"user_id","username","source_ip","http_action","server_to_client_bytes",…`.
// Sound because: four columns of the heading that no other product has together. Does not see: process names.
import { tableSource } from '../text/records.ts';
import { cloudRequest } from './skyhigh-records.ts';

export const skyhighTable = tableSource({
  id: 'skyhigh-table',
  title: 'Skyhigh (McAfee) Secure Web Gateway cloud, CSV export',
  columns: ['http_action', 'requested_host', 'server_to_client_bytes', 'client_to_server_bytes'],
  read: (row, { emit, stamps }) => emit(cloudRequest((name) => row.get(name), stamps)),
});
