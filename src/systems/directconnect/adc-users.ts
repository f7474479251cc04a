// What ADC's INF says: a user about itself, a hub about itself (ADC §5.3.2).
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import { type AdcLine, named } from './adc-line.ts';
import { countOf, hexOfBase32, placeOf, portOf } from './text.ts';

/** Fields come again when they change; what is not named stays. */
export const describeUser = (flow: FlowSink, direction: Direction, line: AdcLine): void => {
  const end = flow.end(direction);
  const identity = hexOfBase32(named(line, 'ID') ?? '');
  if (identity !== '') end.identity = identity;
  const nick = named(line, 'NI');
  if (nick) end.nick = nick;
  const bytes = countOf(named(line, 'SS'));
  if (bytes !== undefined) end.shareBytes = bytes;
  const files = countOf(named(line, 'SF'));
  if (files !== undefined) end.shareFiles = files;
  describeProgram(flow, direction, line);
  const features = named(line, 'SU');
  if (features !== undefined && !/TCP[46]/.test(features)) end.role = 'passive';
  const port = portOf(named(line, 'U4')) ?? portOf(named(line, 'U6'));
  if (port === null) return;
  end.listens = port;
  const own = direction === 0 ? flow.clientAddress : flow.serverAddress;
  // 0.0.0.0 asks the hub to fill in the address it sees.
  const stated = placeOf(`[${named(line, 'I4') ?? ''}]:${port}`);
  const address = stated && stated.address !== '0.0.0.0' ? stated.address : own;
  flow.endpoint(address, port, 'udp', 'directconnect', direction, 'port named to a hub');
};

export const describeHub = (flow: FlowSink, direction: Direction, line: AdcLine): void => {
  describeProgram(flow, direction, line);
  const name = named(line, 'NI');
  if (name) flow.carrier('hub', name);
};

/** New programs split name (AP) and version (VE); older ones write both into VE. */
const describeProgram = (flow: FlowSink, direction: Direction, line: AdcLine): void => {
  const version = named(line, 'VE');
  if (!version) return;
  const end = flow.end(direction);
  const program = named(line, 'AP');
  const match = /^(.*?)[ /]+v?(\d.*)$/.exec(version);
  const name = program ?? match?.[1] ?? (/^\d/.test(version) ? undefined : version);
  if (name) end.client = name === '++' ? 'DC++' : name;
  const number = program || !match ? version : match[2];
  if (number && number !== name) end.version = number;
};
