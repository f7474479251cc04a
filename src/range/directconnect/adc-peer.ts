// A client–client connection of ADC (§4.5): who connects speaks first and shows the token that the hub passed on.
//
//   who connects:  CSUP             CINF ID TO            CGET …   (whoever wanted the connection)
//   who listens:         CSUP CINF ID          CSND … bytes
import type { Socket } from 'node:net';
import { type AdcMessage, adc, field, readAdc } from './adc-text.ts';
import { IDLE_MS } from './bounds.ts';
import { Channel } from './channel.ts';
import { Exchange } from './exchange.ts';
import { fetchAll } from './fetch-all.ts';
import type { Self } from './self.ts';
import type { Want } from './wants.ts';

/** What was arranged through the hub. */
export interface Appointment {
  readonly nick: string;
  readonly cid: string;
  /** True when this client wanted it to fetch something. */
  readonly download: boolean;
}

export interface AdcPeerOptions {
  /** Given when this client connects. */
  readonly meeting?: { readonly token: string; readonly with: Appointment };
  /** Whom a token was given to; a token is good once. */
  expected(token: string): Appointment | undefined;
}

const SUPPORTS = 'CSUP ADBASE ADTIGR';

export class AdcPeer {
  readonly #self: Self;
  readonly #options: AdcPeerOptions;
  readonly #channel: Channel;
  readonly #exchange: Exchange;
  #other: Appointment | undefined;
  #known = false;

  constructor(self: Self, socket: Socket, options: AdcPeerOptions) {
    this.#self = self;
    this.#options = options;
    this.#other = options.meeting?.with;
    this.#channel = new Channel(socket, {
      dialect: 'adc',
      receive: (line) => {
        const message = readAdc(line);
        if (message?.type === 'C') this.#receive(message);
      },
      ended: () => this.#exchange.ended(),
    });
    const manner = {
      get: (type: string, id: string) => `${adc('CGET', type, id, '0', '-1')}\n`,
      send: (type: string, id: string, start: number, count: number) =>
        `${adc('CSND', type, id, String(start), String(count))}\n`,
      refuse: (reason: string) => `${adc('CSTA', '151', reason)}\n`,
    };
    this.#exchange = new Exchange(this.#channel, manner, self.share, self.host.line);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    if (options.meeting) this.#channel.send(`${SUPPORTS}\n`);
  }

  #receive({ name, parameters }: AdcMessage): void {
    if (name === 'SUP') this.#supported();
    else if (name === 'INF') this.#introduced(parameters);
    else if (name === 'STA') {
      // DC++ says with a success, before all else, from which hub it comes.
      if (parameters[0]?.startsWith('0') === false)
        this.#exchange.refused((parameters[1] ?? 'refused').slice(0, 200));
    } else if (!this.#known) this.#channel.socket.destroy();
    else if (name === 'GET') this.#exchange.serve(parameters);
    else if (name === 'SND') this.#exchange.announced(Number(parameters[3]));
  }

  #supported(): void {
    const { meeting } = this.#options;
    const { cid } = this.#self;
    this.#channel.send(
      meeting ? `CINF ID${cid} TO${meeting.token}\n` : `${SUPPORTS}\nCINF ID${cid}\n`,
    );
  }

  #introduced(parameters: readonly string[]): void {
    if (this.#known) return;
    this.#other ??= this.#options.expected(field(parameters, 'TO') ?? '');
    const other = this.#other;
    if (!other || field(parameters, 'ID') !== other.cid) {
      this.#channel.socket.destroy();
      return;
    }
    this.#known = true;
    if (other.download)
      void fetchAll(this.#self, other.nick, this.#channel, (want) => this.#fetch(want));
  }

  #fetch({ kind, tth }: Want): Promise<Uint8Array> {
    return this.#exchange.fetch('file', kind === 'list' ? 'files.xml.bz2' : `TTH/${tth}`);
  }
}
