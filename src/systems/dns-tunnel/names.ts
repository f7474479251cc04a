// Names that tunnels look up, gathered until together they are one program's:
//
//   iodine    first letter a command: `v` + version 0x0000050x, `l` + hash, `z` + a text that tests letters; data behind a
//             user digit. https://github.com/yarrick/iodine, doc/proto_00000502.txt
//   dnscat2   hexadecimal: packet number, type, session, … https://github.com/iagox86/dnscat2, doc/protocol.md
//   dns2tcp   base64: session, acknowledged, sequence, flag: https://github.com/alex-sector/dns2tcp, and its captures
//   any       twenty different names of type NULL or PRIVATE below one domain: nothing else looks such records up
//
// Sound because each counts what no other names do: 35 fixed bits of a version with a login of the right length, or a
// fixed sentence; five names with one non-zero session of 16 bits and the type of a message; five that count
// up by steps with one session and one flag. Hashes and words have none of it, however many there are.

const NAMES_KEPT = 256;
const RARE_MIN = 20;
const SESSIONS_KEPT = 32;
const SESSION_NAMES_MIN = 5;
const STEPS_MIN = 5;
const STEP_MAX = 8;

/** `v`, then base 32 of 00 00 05 0x and two bytes of noise: eleven letters. */
const IODINE_VERSION = /^vaaaaka[q-x][a-z0-5]{3}$/;
/** `l`, then base 32 of the user (below 16), a hash of 16 bytes and two bytes of noise. */
const IODINE_LOGIN = /^l[ab][a-z0-5]{30}$/;
/** The texts by which it tries which letters come through. */
const IODINE_LETTERS =
  /^z[a-z0-5]{3}aa(?:-aaahhh-drink-mal-ein-j|-la-fl.{0,3}te-na|bbccddeeffgghhiijjkk|0123456789)/;
const HEX = /^(?:[0-9a-f]{2}){9,31}$/;
const BASE64 = /^[A-Za-z0-9+/_-]{10,63}$/;

export type TunnelProgram = 'iodine' | 'dnscat2' | 'dns2tcp' | 'NULL records';

export class TunnelNames {
  private readonly seen = new Set<string>();
  private version = false;
  private login = false;
  private letters = false;
  private rare = 0;
  private readonly sessions = new Map<string, number>();
  private session = -1;
  private sequence = -1;
  private steps = 0;

  /** One question; a name that was seen before adds nothing. */
  see(name: string, type: string): void {
    if (this.seen.has(name) || this.seen.size >= NAMES_KEPT) return;
    this.seen.add(name);
    const label = dataLabel(name);
    const lower = label.toLowerCase();
    if (IODINE_VERSION.test(lower)) this.version = true;
    else if (IODINE_LOGIN.test(lower)) this.login = true;
    else if (IODINE_LETTERS.test(lower)) this.letters = true;
    if (type === 'NULL' || type === PRIVATE) this.rare++;
    if (HEX.test(lower)) this.dnscat(lower);
    if ((type === 'TXT' || type === 'KEY') && BASE64.test(label)) this.dns2tcp(label);
  }

  get program(): TunnelProgram | null {
    if (this.letters || (this.version && this.login)) return 'iodine';
    for (const names of this.sessions.values()) if (names >= SESSION_NAMES_MIN) return 'dnscat2';
    if (this.steps >= STEPS_MIN) return 'dns2tcp';
    return this.rare >= RARE_MIN ? 'NULL records' : null;
  }

  /** Packet number 2 bytes, type 1 (a message: 01), session 2. */
  private dnscat(label: string): void {
    const session = label.slice(6, 10);
    if (label.slice(4, 6) !== '01' || session === '0000' || session === 'ffff') return;
    const names = this.sessions.get(session);
    if (names === undefined && this.sessions.size >= SESSIONS_KEPT) return;
    this.sessions.set(session, (names ?? 0) + 1);
  }

  /** Session 2 bytes, acknowledged 2, sequence 2, flag 1 (one bit of eight). */
  private dns2tcp(label: string): void {
    const head = base64Head(label);
    if (head === null) return;
    const session = head[0]! * 256 + head[1]!;
    const sequence = head[4]! * 256 + head[5]!;
    const flag = head[6]!;
    if (session === 0 || flag === 0 || (flag & (flag - 1)) !== 0) return;
    const step = (sequence - this.sequence) & 0xffff;
    if (session !== this.session) this.steps = 0;
    else if (step > 0 && step <= STEP_MAX) this.steps++;
    this.session = session;
    this.sequence = sequence;
  }
}

/** iodine's private type, 65399. */
export const PRIVATE = 'TYPE65399';

/** dnscat2 without a domain of its own puts its name first. */
const dataLabel = (name: string): string => {
  const [first = '', second = ''] = name.split('.', 2);
  return first === 'dnscat' ? second : first;
};

/** The first seven bytes, which ten letters hold; null when there is another letter. */
const base64Head = (label: string): number[] | null => {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (let i = 0; i < 10; i++) {
    const value = ALPHABET.indexOf(label[i]!);
    if (value < 0) return null;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return bytes;
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
