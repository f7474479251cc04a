// What the parts of one client know of it: its host, who it is, what it shares, what it waits for.
import { base32 } from '../../wire/codec/base32.ts';
import { tiger } from '../../wire/codec/tiger.ts';
import { type SharedFile, sharedFile } from '../content.ts';
import type { DatagramPort, Host } from '../host.ts';
import type { Plain } from '../role.ts';
import {
  fieldsOf,
  type HubAddress,
  hubAddress,
  listField,
  numberField,
  textField,
} from './options.ts';
import { Share } from './share.ts';
import { Wants } from './wants.ts';

export interface ClientSettings {
  readonly hub: HubAddress;
  readonly nick: string;
  readonly password: string;
  readonly description: string;
  /** False: behind a wall, so that others are asked to let it connect. */
  readonly active: boolean;
  /** TCP and UDP port when active; 0 takes any free one. */
  readonly port: number;
  readonly slots: number;
  /** Speaks as clients before 2004 did: $Get and $FileLength instead of $ADCGET. */
  readonly old: boolean;
}

/** One file that a search found. */
export interface Hit {
  readonly nick: string;
  readonly path: string;
  readonly size: number;
  readonly tth: string;
  readonly freeSlots: number;
}

export interface Self {
  readonly host: Host;
  readonly settings: ClientSettings;
  readonly share: Share;
  readonly wants: Wants;
  /** Secret and public identity (ADC §4.3), 24 bytes in Base32. */
  readonly pid: string;
  readonly cid: string;
  /** `++` and `0.307`, or the range's own name. */
  readonly program: string;
  readonly version: string;
  /** Where others connect to; 0 when passive. */
  listenPort: number;
  datagrams: DatagramPort | null;
  hit(hit: Hit): void;
  heard(line: string): void;
  /** The hub showed a user, this one too. */
  met(nick: string): void;
}

export interface UserSeen {
  readonly nick: string;
  readonly share: number;
  readonly description: string;
  readonly active: boolean;
  /** As the hub tells it (ADC); NMDC hubs keep it. */
  readonly address: string;
}

/** A client's place in a hub. */
export interface Session {
  users(): UserSeen[];
  say(text: string): void;
  search(query: { readonly words: readonly string[]; readonly tth?: string | undefined }): void;
  /** Brings about a connection with a user to fetch from him; throws when that cannot be. */
  invite(nick: string): void;
  readonly open: boolean;
  close(): void;
}

/**
 * `{ hub: 'dchub://198.51.100.11:411', nick, password, description, active, port, slots, old,
 *    shares: [{ seed, size, name }] }`; only `hub` and `nick` must be there.
 */
export const selfOf = (host: Host, given: Plain): Self => {
  const fields = fieldsOf(given);
  const nick = textField(fields, 'nick', '');
  if (!/^[^\s$|<>]{1,64}$/.test(nick)) throw new Error('a client needs a nick without spaces');
  const settings: ClientSettings = {
    hub: hubAddress(textField(fields, 'hub', '')),
    nick,
    password: textField(fields, 'password', ''),
    description: textField(fields, 'description', ''),
    active: fields['active'] !== false,
    port: numberField(fields, 'port', 0),
    slots: numberField(fields, 'slots', 3),
    old: fields['old'] === true,
  };
  const secret = tiger(host.random.bytes(24));
  const cid = base32(tiger(secret));
  // DC++ of early 2004 on NMDC hubs, of 2008 on ADC hubs.
  const usual = settings.hub.dialect === 'nmdc' ? '++/0.307' : '++/0.707';
  const [program = '', version = ''] = host.clientName(usual).split('/');
  const generator = program === '++' ? `DC++ ${version}` : `${program}/${version}`;
  return {
    host,
    settings,
    share: new Share(listField(fields, 'shares').slice(0, SHARES_MAX).map(fileOf), {
      cid,
      generator,
    }),
    wants: new Wants(host.signal),
    pid: base32(secret),
    cid,
    program,
    version,
    listenPort: 0,
    datagrams: null,
    hit: () => {},
    heard: () => {},
    met: () => {},
  };
};

const SHARES_MAX = 5000;
const SHARE_BYTES = 50_000;

const fileOf = (given: Plain, at: number): SharedFile => {
  const fields = fieldsOf(given);
  const { seed } = fields;
  const file = sharedFile(
    typeof seed === 'number' || typeof seed === 'string' ? seed : at,
    numberField(fields, 'size', SHARE_BYTES),
  );
  return { ...file, name: textField(fields, 'name', file.name).replace(/[\\/]/g, '_') };
};
