// The life of a connection through an ASA: built (302013, 302015, 302017, 302020, …) and torn down (302014, 302016, …).
//
//   Built {inbound|outbound} TCP connection N for A (A mapped) [(user)] to B (B mapped) [(user)]
//     inbound: A began it; outbound: B did
//   Teardown TCP connection N for A [(user)] to B [(user)] duration 0:00:30 bytes 4321 TCP FINs
//     does not say who began it: known from the line that built it, else the end with the lower port was asked
import { LIMITS } from '../../model/limits.ts';
import { SECOND_MS } from '../../model/time.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';
import { account } from './account.ts';
import { type End, endOf } from './cisco-ends.ts';
import type { CiscoMessage } from './cisco-head.ts';

type Direction = 'inbound' | 'outbound';

export class ConnectionMessages {
  /** By number. The oldest go first at the cap; then their ends are told by their ports. */
  readonly #built = new Map<string, Direction>();

  /** Undefined when it is no message about a connection. */
  read(message: CiscoMessage, context: TextContext): Outcome | undefined {
    const { text } = message;
    const built = text.startsWith('Built ');
    if (!built && !text.startsWith('Teardown ')) return undefined;
    const three = THREE.exec(text);
    if (three) return this.#three(message, three, context);
    return built ? this.#build(message, context) : this.#end(message, context);
  }

  #build(message: CiscoMessage, context: TextContext): Outcome | undefined {
    const found = BUILT.exec(message.text);
    if (!found) return undefined;
    const [, way, transport, id, ...rest] = found;
    const [far, farMapped, farUser, near, nearMapped, nearUser] = rest;
    const inbound = way === 'inbound';
    this.#keep(`${message.sensor} ${id}`, inbound ? 'inbound' : 'outbound');
    const a = { end: endOf(far!), mapped: endOf(farMapped ?? '') };
    const b = { end: endOf(near!), mapped: endOf(nearMapped ?? '') };
    const [from, to] = inbound ? [a, b] : [b, a];
    const user = userOf(message.text, inbound ? farUser : nearUser, inbound ? nearUser : farUser);
    return context.emit({
      kind: 'verdict',
      at: message.at,
      sensor: message.sensor,
      action: 'allowed',
      transport,
      ...ends(from.end, to.end),
      user,
      translated: {
        source: from.mapped?.address,
        sourcePort: from.mapped?.port,
        destination: to.mapped?.address,
        destinationPort: to.mapped?.port,
      },
    });
  }

  #end(message: CiscoMessage, context: TextContext): Outcome | undefined {
    const found = TEARDOWN.exec(message.text);
    if (!found) return undefined;
    const [, transport, id, far, farUser, near, nearUser, duration, bytes] = found;
    const a = endOf(far!);
    const b = endOf(near!);
    const way = this.#take(`${message.sensor} ${id}`) ?? guess(a, b);
    const inbound = way === 'inbound';
    const [from, to] = inbound ? [a, b] : [b, a];
    const ms = durationMs(duration);
    return context.emit({
      kind: 'connection',
      at: Math.max(0, message.at - ms),
      until: message.at,
      durationMs: ms,
      sensor: message.sensor,
      transport,
      ...ends(from, to),
      user: userOf(message.text, inbound ? farUser : nearUser, inbound ? nearUser : farUser),
      // Both directions together.
      bytesIn: bytes,
    });
  }

  /**
   * With foreign, global and local address (ICMP, and all of PIX): `Built inbound ICMP connection for faddr 203.0.113.4/1
   * gaddr 198.51.100.1/0 laddr 10.20.5.3/0`. Of ICMP the numbers are no ports, and its end has no number to join it by.
   */
  #three(message: CiscoMessage, three: RegExpExecArray, { emit }: TextContext): Outcome {
    const [, verb, said, transport, id, ...rest] = three;
    const [foreign, foreignUser, global, local, localUser, duration, bytes] = rest;
    const icmp = /^icmp/i.test(transport!);
    const [far, outside, near] = [foreign, global, local].map((end) =>
      withoutPort(endOf(end!), icmp),
    );
    const key = `${message.sensor} ${id ?? `${far?.address} ${near?.address}`}`;
    const built = verb === 'Built';
    const way = said ?? this.#take(key) ?? (icmp ? 'inbound' : guess(far ?? null, near ?? null));
    if (built) this.#keep(key, way === 'outbound' ? 'outbound' : 'inbound');
    const out = way === 'outbound';
    const ms = durationMs(duration);
    return emit({
      kind: built ? 'verdict' : 'connection',
      at: Math.max(0, message.at - ms),
      until: ms > 0 ? message.at : undefined,
      sensor: message.sensor,
      action: built ? 'allowed' : undefined,
      transport,
      ...(out ? ends(near ?? null, far ?? null) : ends(far ?? null, near ?? null)),
      user: userOf(message.text, out ? localUser : foreignUser, out ? foreignUser : localUser),
      bytesIn: bytes,
      translated: out
        ? { source: outside?.address, sourcePort: outside?.port }
        : { destination: outside?.address, destinationPort: outside?.port },
    });
  }

  #take(id: string): Direction | undefined {
    const way = this.#built.get(id);
    this.#built.delete(id);
    return way;
  }

  #keep(id: string, way: Direction): void {
    if (this.#built.size >= LIMITS.connectionsMax)
      for (const oldest of this.#built.keys()) {
        this.#built.delete(oldest);
        break;
      }
    this.#built.set(id, way);
  }
}

/** Most connections go out: without a hint in the ports the inner end, which comes second, began it. */
const guess = (far: End | null, near: End | null): Direction =>
  (near?.port ?? 0) < PRIVILEGED && (far?.port ?? 0) >= PRIVILEGED ? 'inbound' : 'outbound';

const PRIVILEGED = 1024;

/** In the place of ICMP's ports stand its identifier, type and code. */
const withoutPort = (end: End | null, icmp: boolean): End | null =>
  end && icmp ? { address: end.address, port: 0 } : end;

const ends = (from: End | null, to: End | null) => ({
  source: from?.address,
  sourcePort: from?.port,
  destination: to?.address,
  destinationPort: to?.port,
});

/** `(CORP\anna)` behind an end, `(anna)` at the end of the message; the other end's person only when there is no own. */
const userOf = (
  text: string,
  own: string | undefined,
  other: string | undefined,
): string | undefined => {
  const named = own ?? other;
  const last = /\(([\w.@\\-]{1,128})\)$/.exec(text.trimEnd())?.[1];
  const user = named ?? (last && !last.includes('/') && endOf(last) === null ? last : undefined);
  return account(user)?.replace(/@.{0,255}$/, (domain) => (user?.includes('\\') ? '' : domain));
};

const durationMs = (text: string | undefined): number => {
  const [seconds = 0, minutes = 0, hours = 0] = (text ?? '').split(':').reverse().map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * SECOND_MS;
};

const END = String.raw`(\S{2,120})`;
/** Not the address after translation, which has a `/`. */
const PERSON = String.raw`(?: ?\(([^()/]{1,255})\))?`;
const MAPPED = String.raw`(?: \(([^()\s]{2,100})\))?`;
const BUILT = new RegExp(
  String.raw`^Built (?:(inbound|outbound) )?(\w{2,6})(?: state-bypass)? connection (\d{1,20}) (?:for|from) ${END}${MAPPED}${PERSON} to ${END}${MAPPED}${PERSON}`,
);
const TEARDOWN = new RegExp(
  String.raw`^Teardown (\w{2,6})(?: state-bypass)? connection (\d{1,20}) (?:for|from) ${END}${PERSON} to ${END}${PERSON}(?: \([^()\s]{2,100}\))?(?: duration (\d{1,6}:\d\d:\d\d))?(?: bytes (\d{1,16}))?`,
);
const THREE = new RegExp(
  String.raw`^(Built|Teardown) (?:(inbound|outbound) )?(\w{2,5}) connection (?:(\d{1,20}) )?(?:for )?faddr ([^\s(]{2,60})${PERSON} gaddr ([^\s(]{2,60}) laddr ([^\s(]{2,60})${PERSON}(?: duration (\d{1,6}:\d\d:\d\d))?(?: bytes (\d{1,16}))?`,
);
