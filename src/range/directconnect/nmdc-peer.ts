// A client–client connection of NMDC.
//
//   who connects:  $MyNick $Lock                                     $Supports $Direction $Key   $ADCGET …
//   who listens:                  $MyNick $Lock $Supports $Direction $Key                        $ADCSND … bytes
//
// Both say whether they want to download; when both do, the higher number may, and the other asks again later.
import type { Socket } from 'node:net';
import { IDLE_MS } from './bounds.ts';
import { Channel } from './channel.ts';
import { Exchange } from './exchange.ts';
import { fetchAll } from './fetch-all.ts';
import { keyOf, newLock } from './nmdc-text.ts';
import type { Self } from './self.ts';
import type { Want } from './wants.ts';

export interface NmdcPeerOptions {
  readonly connected: boolean;
  /** Whether a user of this name is in the hub. */
  knows(nick: string): boolean;
  /** Ended, and what was wanted of him was not fetched because he fetched first. */
  lost(nick: string): void;
}

export class NmdcPeer {
  readonly #self: Self;
  readonly #options: NmdcPeerOptions;
  readonly #channel: Channel;
  readonly #exchange: Exchange;
  readonly #lock: string;
  readonly #number: number;
  #nick = '';
  #supports: readonly string[] = [];
  #wanted = false;
  #lost = false;
  #theirs: { download: boolean; number: number } | null = null;
  /** What $Get asked for and $Send will start. */
  #offered: Uint8Array | null = null;

  constructor(self: Self, socket: Socket, options: NmdcPeerOptions) {
    this.#self = self;
    this.#options = options;
    this.#lock = newLock('ABCABCABCABCABCABC');
    this.#number = self.host.random.between(1, 0x7ffe);
    this.#channel = new Channel(socket, {
      dialect: 'nmdc',
      receive: (message) => this.#receive(message),
      ended: () => {
        this.#exchange.ended();
        if (this.#lost) options.lost(this.#nick);
      },
    });
    const manner = {
      get: (type: string, id: string) => this.#get(type, id),
      send: (type: string, id: string, start: number, count: number) =>
        `$ADCSND ${type} ${id} ${start} ${count}|`,
      refuse: (reason: string) => `$Error ${reason}|`,
    };
    this.#exchange = new Exchange(this.#channel, manner, self.share, self.host.line);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    if (options.connected) this.#introduce();
  }

  #introduce(): void {
    const { settings, host } = this.#self;
    const program = host.clientName('DCPLUSPLUS0.307ABCABC').replaceAll(' ', '');
    this.#channel.send(`$MyNick ${settings.nick}|$Lock ${this.#lock} Pk=${program}|`);
  }

  #receive(message: string): void {
    const [command = '', ...words] = message.split(' ');
    const said = words.join(' ');
    if (command === '$MyNick') this.#named(said);
    else if (command === '$Lock') this.#unlock(words[0] ?? '');
    else if (command === '$Supports') this.#supports = words;
    else if (command === '$Direction')
      this.#theirs = { download: words[0] === 'Download', number: Number(words[1]) };
    else if (command === '$Key') this.#decide(said);
    else if (this.#nick === '' || !this.#theirs) this.#channel.socket.destroy();
    else this.#transfer(command, words, said);
  }

  #named(nick: string): void {
    if (this.#nick !== '' || !this.#options.knows(nick)) this.#channel.socket.destroy();
    else this.#nick = nick;
  }

  #unlock(lock: string): void {
    if (this.#nick === '' || lock.length < 3) {
      this.#channel.socket.destroy();
      return;
    }
    if (!this.#options.connected) this.#introduce();
    const { wants, settings } = this.#self;
    this.#wanted = wants.has(this.#nick);
    const supports = settings.old ? 'MiniSlots XmlBZList' : 'MiniSlots XmlBZList ADCGet TTHL TTHF';
    const direction = this.#wanted ? 'Download' : 'Upload';
    this.#channel.send(
      `$Supports ${supports} |$Direction ${direction} ${this.#number}|$Key ${keyOf(lock)}|`,
    );
  }

  #decide(key: string): void {
    const theirs = this.#theirs;
    if (key !== keyOf(this.#lock) || !theirs) {
      this.#channel.socket.destroy();
      return;
    }
    const mine = this.#wanted && (!theirs.download || this.#number > theirs.number);
    this.#lost = this.#wanted && !mine;
    if (mine) void fetchAll(this.#self, this.#nick, this.#channel, (want) => this.#fetch(want));
    else if (!theirs.download) this.#channel.close();
  }

  #fetch(want: Want): Promise<Uint8Array> {
    const byHash = this.#speaks('ADCGet') && this.#speaks('TTHF');
    if (want.kind === 'file')
      return this.#exchange.fetch(
        'file',
        byHash || want.path === '' ? `TTH/${want.tth}` : want.path,
      );
    return this.#exchange.fetch('file', this.#speaks('XmlBZList') ? 'files.xml.bz2' : 'files.xml');
  }

  #speaks(feature: string): boolean {
    return (
      this.#supports.includes(feature) && !(this.#self.settings.old && feature !== 'XmlBZList')
    );
  }

  /** Offsets of $Get begin with 1. */
  #get(type: string, id: string): string {
    return this.#speaks('ADCGet') ? `$ADCGET ${type} ${id} 0 -1|` : `$Get ${id}$1|`;
  }

  #transfer(command: string, words: readonly string[], said: string): void {
    // Names may hold spaces: the type is the first word, numbers are the last two, ZL1 asks for packing we do not do.
    if (command === '$ADCGET') this.#exchange.serve(getWords(words));
    else if (command === '$ADCSND') this.#exchange.announced(Number(words[words.length - 1]));
    else if (command === '$Get') this.#offer(said);
    else if (command === '$Send' && this.#offered) {
      this.#exchange.push('', this.#offered);
      this.#offered = null;
    } else if (command === '$FileLength') {
      this.#channel.send('$Send|');
      this.#exchange.announced(Number(said));
    } else if (command === '$Error' || command === '$MaxedOut')
      this.#exchange.refused(said === '' ? 'no slot is free' : said.slice(0, 200));
  }

  #offer(said: string): void {
    const [, path = '', offset = ''] = /^(.{1,2000})\$(\d{1,15})$/s.exec(said) ?? [];
    const item = this.#self.share.item('file', path);
    if (!item || Number(offset) < 1) {
      this.#channel.send('$Error File Not Available|');
      return;
    }
    this.#offered = item.subarray(Number(offset) - 1);
    this.#channel.send(`$FileLength ${item.length}|`);
  }
}

const getWords = (words: readonly string[]): string[] => {
  const plain = words.filter((word) => word !== '');
  if (plain.at(-1) === 'ZL1') plain.pop();
  return [plain[0] ?? '', plain.slice(1, -2).join(' '), plain.at(-2) ?? '', plain.at(-1) ?? ''];
};
