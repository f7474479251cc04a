// OpenVPN's status file (`--status`, versions 1 to 3; multi_print_status in src/openvpn/multi.c): a snapshot of who is
// connected, since when, from where, with which address.
//
//   1  alice,203.0.113.7:51234,12345,67890,2026-11-22 05:00:00      addresses stand in the table of routes
//   2  CLIENT_LIST,alice,203.0.113.7:51234,10.20.8.6,,12345,67890,2026-11-22 05:00:00,1795323600,alice,0,0,AES-256-GCM
//   3  the same with tabs
//
// Sound because: `OpenVPN CLIENT LIST` or `TITLE,OpenVPN` before it. Looks alike: nothing known. Does not see: who came and
// went between two snapshots. Sessions run from their beginning until the snapshot.
import { LIMITS } from '../../model/limits.ts';
import { OK, type Source } from '../source.ts';
import { said } from '../text/draft.ts';
import { csvCells } from '../text/fields.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a line of a status file of OpenVPN';

export const openvpnStatus: Source = textSource({
  id: 'openvpn-status',
  title: 'OpenVPN (status file)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    const snapshot = new Snapshot(context);
    return {
      line: (text, number) => snapshot.line(text, number),
      close: () => snapshot.end(),
    };
  },
});

interface Session {
  readonly user: string;
  readonly real: string;
  readonly since: number;
  readonly bytesIn: string;
  readonly bytesOut: string;
  readonly line: number;
  assigned: string | null;
}

type Part = 'none' | 'clients' | 'routes' | 'rest';

class Snapshot {
  readonly #context: TextContext;
  readonly #sessions = new Map<string, Session>();
  #part: Part = 'none';
  #at = Number.NaN;
  #separator = ',';

  constructor(context: TextContext) {
    this.#context = context;
  }

  line(text: string, number: number): Outcome {
    if (/^(?:OpenVPN CLIENT LIST\s*$|TITLE[,\t]OpenVPN )/.test(text)) {
      this.end();
      this.#part = 'clients';
      this.#separator = text[5] === '\t' ? '\t' : ',';
      return OK;
    }
    if (this.#part === 'none') return OTHERWISE;
    const cells = csvCells(text.trim(), this.#separator) ?? [];
    const named = this.#named(cells, number);
    if (named !== undefined) return named;
    return this.#first(cells, number);
  }

  /** Versions 2 and 3, where each line says what it is. */
  #named(cells: readonly string[], number: number): Outcome | undefined {
    const [word, ...rest] = cells;
    if (word === 'HEADER' || word === 'GLOBAL_STATS') return OK;
    if (word === 'END') return this.end();
    if (word === 'TIME' || word === 'Updated') {
      this.#at = this.#context.stamps.any(rest[1] ?? rest[0] ?? '');
      return Number.isNaN(this.#at) ? OTHERWISE : OK;
    }
    if (word === 'CLIENT_LIST' && rest.length >= 8) {
      const [name, real, v4, v6, bytesIn, bytesOut, , since, user] = rest;
      const who = said(user) === undefined || user === 'UNDEF' ? name : user;
      return this.#client([who, real, bytesIn, bytesOut, since], v4 || v6 || null, number);
    }
    if (word === 'ROUTING_TABLE' && rest.length >= 4) return this.#route(rest);
    return undefined;
  }

  /** Version 1, where headings part the tables. */
  #first(cells: readonly string[], number: number): Outcome {
    const [word = ''] = cells;
    if (word === 'ROUTING TABLE') this.#part = 'routes';
    else if (word === 'GLOBAL STATS') this.#part = 'rest';
    else if (/^(?:Common Name|Virtual Address|Max bcast\/mcast)/.test(word)) return OK;
    else if (this.#part === 'clients' && cells.length === 5)
      return this.#client(cells, null, number);
    else if (this.#part === 'routes' && cells.length === 4) return this.#route(cells);
    else return OTHERWISE;
    return OK;
  }

  #client(cells: readonly (string | undefined)[], assigned: string | null, line: number): Outcome {
    const [user = '', real = '', bytesIn = '', bytesOut = '', since = ''] = cells;
    const at = this.#context.stamps.any(since);
    if (Number.isNaN(at) || !/^\d+$/.test(bytesIn)) return OTHERWISE;
    if (this.#sessions.size < LIMITS.hostsMax)
      this.#sessions.set(`${real}\t${user}`, {
        user,
        real,
        since: at,
        bytesIn,
        bytesOut,
        line,
        assigned,
      });
    return OK;
  }

  #route(cells: readonly string[]): Outcome {
    const [address = '', user = '', real = ''] = cells;
    const session = this.#sessions.get(`${real}\t${user}`);
    // A network behind a client is not its address; `C` marks what was learned from the client's traffic.
    if (session && session.assigned === null && !address.includes('/'))
      session.assigned = address.replace(/C$/, '');
    return OK;
  }

  end(): Outcome {
    for (const session of this.#sessions.values()) this.#give(session);
    this.#sessions.clear();
    this.#part = 'none';
    return OK;
  }

  #give({ user, real, since, bytesIn, bytesOut, line, assigned }: Session): void {
    if (user === 'UNDEF') return;
    const [, source, sourcePort] = REAL.exec(real) ?? [];
    const until = Number.isNaN(this.#at) ? undefined : this.#at;
    const ends = { at: since, until };
    const session = real;
    this.#context.emit(
      {
        kind: 'sign-in',
        event: 'signed-in',
        ...ends,
        user,
        source,
        sourcePort,
        assigned,
        session,
        service: 'vpn',
      },
      line,
    );
    this.#context.emit(
      { kind: 'volume', ...ends, device: user, source: assigned, bytesIn, bytesOut },
      line,
    );
  }
}

/** `203.0.113.7:51234`, `udp4:203.0.113.7:51234`, `[2001:db8::7]:51234`, `2001:db8::7`. */
const REAL =
  /^(?:(?:udp|tcp)[46]?(?:-server)?:)?(?:\[AF_INET6?\])?\[?((?:\d{1,3}\.){3}\d{1,3}|[\da-fA-F]{0,4}:[\da-fA-F:.]{1,40}?)\]?(?::(\d{1,5}))?$/;
