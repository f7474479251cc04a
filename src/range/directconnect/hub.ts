// What both kinds of hub have in common: their options, what they count, what they can be asked.
import type { Listener } from '../host.ts';
import type { Plain, Program } from '../role.ts';
import { fieldsOf, numberField, textField } from './options.ts';

export interface HubOptions {
  readonly port: number;
  readonly name: string;
  /** Password by nick. */
  readonly users: ReadonlyMap<string, string>;
  /** Only those with a password may come in. */
  readonly closed: boolean;
  /** Hubs of 2003 let nobody in who shared less than so many bytes. */
  readonly shareBytesMin: number;
  /** Line of chat for those who come in; none when empty. */
  readonly welcome: string;
}

/** `{ port, name, users: { alice: 'password' }, closed, shareBytesMin, welcome }`; all may be left out. */
export const hubOptions = (given: Plain, port: number): HubOptions => {
  const fields = fieldsOf(given);
  const users = Object.entries(fieldsOf(fields['users'])).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return {
    port: numberField(fields, 'port', port),
    name: textField(fields, 'name', 'Range hub'),
    users: new Map(users),
    closed: fields['closed'] === true,
    shareBytesMin: numberField(fields, 'shareBytesMin', 0),
    welcome: textField(fields, 'welcome', ''),
  };
};

/** Since the hub started; a message sent to a hundred users counts a hundred times. */
export interface HubTotals {
  messagesIn: number;
  messagesOut: number;
  bytesOut: number;
  refused: number;
}

export interface RunningHub {
  readonly totals: HubTotals;
  users(): { readonly nick: string; readonly share: number }[];
  close(): void;
}

export const hubProgram = (listener: Listener, hub: RunningHub): Program => ({
  actions: {
    /** Where it listens. */
    port: async () => listener.port,
    users: async () => hub.users(),
    totals: async () => ({ ...hub.totals }),
  },
  async stop() {
    listener.close();
    hub.close();
  },
});
