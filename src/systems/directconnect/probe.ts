// What a scan asks to find hubs and clients of Direct Connect, in clear and inside TLS.
//
//   NMDC hub     speaks first: $Lock <challenge> Pk=<program>|
//   ADC hub      HSUP ADBASE ADTIGR ─► ◄─ ISUP …, ISID …, IINF … (name and program of the hub)
//   ADC client   CSUP ADBASE ADTIGR ─► ◄─ CSUP …
//
// Proof: the words with what must follow them. Looks alike: nothing known (directconnect/adc.ts, nmdc.ts).
// Does not see: clients that speak NMDC only: they answer nobody whom they did not call to them.
import { ascii, latin1 } from '../../wire/codec/ascii.ts';
import { MORE, NO } from '../../wire/dissector.ts';
import type { Dialogue, Listening, Probe, Reading, StreamProbe, TlsProbe } from '../probe.ts';
import { adcLine, named } from './adc-line.ts';

const FEATURES = 'ADBASE ADTIGR';

const hub = (): Dialogue => ({
  opening: ascii(`HSUP ${FEATURES}\n`),
  read: (bytes, length) => readAdc(latin1(bytes, 0, length), 'ISUP ', 'hub'),
  ended: (bytes, length) => listeningOf(latin1(bytes, 0, length), 'ISUP ', 'hub'),
});

const client = (): Dialogue => ({
  opening: ascii(`CSUP ${FEATURES}\n`),
  read: (bytes, length) => {
    const reading = readAdc(latin1(bytes, 0, length), 'CSUP ', 'client');
    return reading === MORE && length > BEGINNING_MAX
      ? (listeningOf(latin1(bytes, 0, length), 'CSUP ', 'client') ?? NO)
      : reading;
  },
  ended: (bytes, length) => listeningOf(latin1(bytes, 0, length), 'CSUP ', 'client'),
});

const BEGINNING_MAX = 64;

/** Waits for the line of information, which names the program. */
const readAdc = (text: string, word: string, role: string): Reading => {
  if (!word.startsWith(text.slice(0, word.length))) return NO;
  const line = /(?:^|\n)[IC]INF [^\n]*\n/.exec(text);
  return line ? (listeningOf(text, word, role) ?? NO) : MORE;
};

const listeningOf = (text: string, word: string, role: string): Listening | null => {
  if (!text.startsWith(word) || !/^[IC]SUP (?:\S+ )*AD[A-Z0-9]{4}[ \n]/.test(text)) return null;
  const information = /(?:^|\n)([IC]INF [^\n]*)/.exec(text)?.[1];
  const line = information === undefined ? null : adcLine(information);
  const version = line ? named(line, 'VE') : undefined;
  const parts = /^(.*?)[ /]+v?(\d.*)$/.exec(version ?? '');
  const program = (line && named(line, 'AP')) ?? parts?.[1] ?? version;
  const nick = line ? named(line, 'NI') : undefined;
  return {
    system: 'directconnect',
    protocol: 'directconnect/adc',
    ...(program === undefined ? {} : { program: program === '++' ? 'DC++' : program }),
    ...(parts === null ? {} : { version: parts[2]! }),
    text: nick === undefined ? role : `${role} ${nick}`,
  };
};

const lock = (): Dialogue => ({
  opening: null,
  read: (bytes, length) => {
    const text = latin1(bytes, 0, length);
    if (!LOCK.startsWith(text.slice(0, LOCK.length))) return NO;
    const found = /^\$Lock [^ |]{5,} (?:Pk=([^|]{0,100}))?\|?/.exec(text);
    return found && text.includes('|') ? lockOf(found[1]) : MORE;
  },
  pause: () => null,
});

const LOCK = '$Lock ';

const lockOf = (program: string | undefined): Listening => ({
  system: 'directconnect',
  protocol: 'directconnect/nmdc',
  ...(program === undefined || program === '' ? {} : { program }),
  text: 'hub',
});

const stream = (id: string, dialogue: () => Dialogue): StreamProbe => ({
  id,
  transport: 'tcp',
  open: () => [dialogue()],
});

const secured = (id: string, dialogue: () => Dialogue): TlsProbe => ({
  id,
  transport: 'tls',
  open: () => dialogue(),
});

export const directconnectProbes: readonly Probe[] = [
  stream('directconnect/nmdc', lock),
  stream('directconnect/adc', hub),
  stream('directconnect/adc', client),
  secured('directconnect/nmdc', lock),
  secured('directconnect/adc', hub),
  secured('directconnect/adc', client),
];
