// Searches and their results in NMDC, over TCP through the hub and over UDP from client to client.
import type { Content } from '../../model/observation.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';
import type { NmdcState } from './nmdc-reader.ts';
import { countOf, placeOf } from './text.ts';

/** `<address:port or Hub:nick> <T|F>?<T|F>?<size>?<type>?<words with $ for spaces>`; type 9 is a Tiger tree root. */
export const readSearch = (state: NmdcState, direction: Direction, rest: string): void => {
  const match = /^(\S+) [TF]\?[TF]\?\d*\?(\d+)\?(.*)$/.exec(rest);
  if (!match) {
    state.flow.anomaly('nmdc-search');
    return;
  }
  const { flow } = state;
  const place = placeOf(match[1]!);
  if (place) flow.endpoint(place.address, place.port, 'udp', 'directconnect', direction, '$Search');
  // A hub repeats everyone's searches; only the user's own are the user's.
  if (state.hub === direction) return;
  if (place) flow.end(direction).listens = place.port;
  if (match[2] !== '9') flow.search(match[3]!.replaceAll('$', ' '));
  else if (match[3]!.startsWith('TTH:')) flow.content({ id: `tth:${match[3]!.slice(4)}` });
};

/**
 * `<nick> <path>05<size> <slots>05<hub name or TTH:root> (<hub>)[05<searcher>]`: the nick shares the file. Results
 * that a hub passes on are of somebody else.
 */
export const readNmdcResult = (
  flow: FlowSink,
  direction: Direction,
  rest: string,
  fromHub: boolean,
): void => {
  const [named = '', sized = '', place = ''] = rest.split(SEPARATOR);
  const path = named.slice(named.indexOf(' ') + 1);
  // A directory has its slots where a file has its size.
  const isFile = / ?\d+\/\d+$/.test(sized);
  if (path === '' || !(isFile || / \d+\/\d+$/.test(path))) {
    flow.anomaly('nmdc-result');
    return;
  }
  const size = isFile ? countOf(sized.split(' ')[0]) : undefined;
  const root = /^TTH:([A-Z2-7]{39})/.exec(place)?.[1];
  const file: Content = {
    id: root ? `tth:${root}` : '',
    name: isFile ? path : path.replace(/ \d+\/\d+$/, ''),
    ...(size === undefined ? {} : { size }),
  };
  if (fromHub) flow.content(file);
  else flow.offer(file, direction);
};

/** The hub in parentheses at the end of a result. */
export const hubOfResult = (rest: string): ReturnType<typeof placeOf> =>
  placeOf(/\(([^()]*)\)\|?$/.exec(rest)?.[1] ?? '');

const SEPARATOR = '\u0005';
