// Values of a Python pickle (protocols 0 to 5, the opcodes that plain data and simple objects need), read as data.
// Nothing is ever looked up, imported or called: an object becomes the dictionary of its state, a global its name.
// Source: CPython Lib/pickletools.py. Deluge and Nicotine+ write such files.
//
// Nested values share and may contain each other (a memo): who walks the result must bound its depth.
import { hex } from './hex.ts';

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly PickleValue[]
  | PickleObject;

/** A dictionary or the state of an object; `global` names the class. Keys are texts; others are written as texts. */
export class PickleObject {
  readonly fields = new Map<string, PickleValue>();
  global = '';
}

export interface PickleBounds {
  /** Values on the stack, in lists, dictionaries and the memo, all together. */
  readonly valuesMax: number;
}

/** Undefined when it is none, uses an opcode that plain data does not need, is cut, or holds too much. */
export const readPickle = (bytes: Uint8Array, bounds: PickleBounds): PickleValue | undefined =>
  new Reader(bytes, bounds.valuesMax).run();

const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #left: number;
  #failed = false;
  readonly #stack: Slot[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Uint8Array, valuesMax: number) {
    this.#bytes = bytes;
    this.#left = valuesMax;
  }

  run(): PickleValue | undefined {
    while (!this.#failed && this.#at < this.#bytes.length) {
      const code = String.fromCharCode(this.#bytes[this.#at++]!);
      if (code === '.') {
        const value = this.#pop();
        return this.#failed ? undefined : value;
      }
      const act = ACTS[code];
      if (!act) return undefined;
      act(this);
    }
    return undefined;
  }

  fail(): void {
    this.#failed = true;
  }

  /** False when there is no room for one value more. */
  spend(): boolean {
    if (--this.#left < 0) this.fail();
    return !this.#failed;
  }

  push(value: Slot): void {
    if (this.spend()) this.#stack.push(value);
  }

  pop(): PickleValue {
    return this.#pop();
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === MARK) {
      this.fail();
      return null;
    }
    return value;
  }

  /** What was pushed since the last mark, which goes too. */
  popMarked(): PickleValue[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) {
      this.fail();
      return [];
    }
    return this.#stack.splice(mark).slice(1) as PickleValue[];
  }

  mark(): void {
    this.push(MARK);
  }

  put(key: number): void {
    if (this.spend()) this.#memo.set(key, this.top());
  }

  get(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) this.fail();
    else this.push(value);
  }

  get memoSize(): number {
    return this.#memo.size;
  }

  uint(count: number): number {
    const start = this.skip(count);
    let value = 0;
    for (let i = count - 1; i >= 0; i--) value = value * 256 + (this.#bytes[start + i] ?? 0);
    return value;
  }

  /** Signed, lowest byte first; beyond 2^53 the nearest double. */
  int(count: number): number {
    const start = this.#at;
    const value = this.uint(count);
    const negative = count > 0 && (this.#bytes[start + count - 1] ?? 0) >= 0x80;
    return negative ? value - 256 ** count : value;
  }

  float(): number {
    const start = this.skip(8);
    return this.#failed
      ? 0
      : new DataView(this.#bytes.buffer, this.#bytes.byteOffset + start, 8).getFloat64(0);
  }

  skip(count: number): number {
    const start = this.#at;
    if (this.#bytes.length - start < count) this.fail();
    else this.#at += count;
    return start;
  }

  take(count: number): Uint8Array {
    const start = this.skip(count);
    return this.#failed ? EMPTY : this.#bytes.subarray(start, start + count);
  }

  text(count: number): string {
    return DECODER.decode(this.take(count));
  }

  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) {
      this.fail();
      return '';
    }
    const text = DECODER.decode(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) {
      this.fail();
      return null;
    }
    return value;
  }
}

const EMPTY = new Uint8Array(0);
const DECODER = new TextDecoder('utf-8');

type Act = (reader: Reader) => void;

/** `object[key] = value`, whatever the key is. */
const setField = (target: PickleValue, key: PickleValue, value: PickleValue): void => {
  if (target instanceof PickleObject) target.fields.set(keyText(key), value);
};

const keyText = (key: PickleValue): string => {
  if (key instanceof Uint8Array) return hex(key);
  return typeof key === 'object' ? '' : String(key);
};

const append = (reader: Reader, values: readonly PickleValue[]): void => {
  const list = reader.top();
  if (Array.isArray(list)) for (const value of values) list.push(value);
  else reader.fail();
};

const setItems: Act = (reader) => {
  const items = reader.popMarked();
  const target = reader.top();
  for (let i = 0; i + 1 < items.length; i += 2) setField(target, items[i]!, items[i + 1]!);
};

const named = (global: string): PickleObject => {
  const object = new PickleObject();
  object.global = global;
  return object;
};

/** An instance of a class: what its state says is filled in by BUILD. The arguments are no data that is asked for. */
const makeObject: Act = (reader) => {
  reader.pop();
  const type = reader.pop();
  reader.push(named(type instanceof PickleObject ? type.global : ''));
};

const build: Act = (reader) => {
  const state = reader.pop();
  const target = reader.top();
  if (state instanceof PickleObject && target instanceof PickleObject && state !== target)
    for (const [key, value] of state.fields) {
      // The same state may be built again and again.
      if (!reader.spend()) return;
      target.fields.set(key, value);
    }
};

const dictionaryOf: Act = (reader) => {
  const items = reader.popMarked();
  const object = new PickleObject();
  for (let i = 0; i + 1 < items.length; i += 2) setField(object, items[i]!, items[i + 1]!);
  reader.push(object);
};

/** A string of protocol 0 stands in quotes, with Python's escapes; what they stand for is not worked out. */
const quoted = (line: string): string => line.replace(/^(['"])(.*)\1$/, '$2');

const tuple =
  (count: number): Act =>
  (reader) => {
    const values = Array.from({ length: count }, () => reader.pop()).reverse();
    reader.push(values);
  };

const ACTS: Readonly<Record<string, Act>> = {
  '\x80': (r) => void r.skip(1), // PROTO
  '\x95': (r) => void r.skip(8), // FRAME
  '(': (r) => r.mark(),
  N: (r) => r.push(null),
  '\x88': (r) => r.push(true),
  '\x89': (r) => r.push(false),
  K: (r) => r.push(r.uint(1)),
  M: (r) => r.push(r.uint(2)),
  J: (r) => r.push(r.int(4)),
  '\x8a': (r) => r.push(r.int(Math.min(r.uint(1), LONG_BYTES_MAX))), // LONG1
  G: (r) => r.push(r.float()),
  I: (r) => r.push(Number(r.line())),
  L: (r) => r.push(Number(r.line().replace(/L$/, ''))),
  F: (r) => r.push(Number(r.line())),
  X: (r) => r.push(r.text(r.uint(4))),
  '\x8c': (r) => r.push(r.text(r.uint(1))), // SHORT_BINUNICODE
  '\x8d': (r) => r.push(r.text(r.uint(8))), // BINUNICODE8
  V: (r) => r.push(r.line()),
  S: (r) => r.push(quoted(r.line())),
  T: (r) => r.push(r.text(r.uint(4))),
  U: (r) => r.push(r.text(r.uint(1))),
  B: (r) => r.push(r.take(r.uint(4))),
  C: (r) => r.push(r.take(r.uint(1))),
  ']': (r) => r.push([]),
  l: (r) => r.push(r.popMarked()),
  a: (r) => append(r, [r.pop()]),
  e: (r) => append(r, r.popMarked()),
  ')': (r) => r.push([]),
  t: (r) => r.push(r.popMarked()),
  '\x85': tuple(1),
  '\x86': tuple(2),
  '\x87': tuple(3),
  '}': (r) => r.push(new PickleObject()),
  d: dictionaryOf,
  s: (r) => {
    const value = r.pop();
    const key = r.pop();
    setField(r.top(), key, value);
  },
  u: setItems,
  '\x8f': (r) => r.push([]), // EMPTY_SET
  '\x90': (r) => append(r, r.popMarked()), // ADDITEMS
  '\x91': (r) => r.push(r.popMarked()), // FROZENSET
  q: (r) => r.put(r.uint(1)),
  r: (r) => r.put(r.uint(4)),
  p: (r) => r.put(Number(r.line())),
  '\x94': (r) => r.put(r.memoSize), // MEMOIZE
  h: (r) => r.get(r.uint(1)),
  j: (r) => r.get(r.uint(4)),
  g: (r) => r.get(Number(r.line())),
  c: (r) => r.push(named(`${r.line()}.${r.line()}`)),
  '\x93': (r) => {
    const name = r.pop();
    const module = r.pop();
    r.push(named(`${keyText(module)}.${keyText(name)}`)); // STACK_GLOBAL
  },
  '\x81': makeObject, // NEWOBJ
  R: makeObject, // REDUCE: what would be called is only named
  b: build,
  '0': (r) => void r.pop(),
  '2': (r) => r.push(r.top()),
};

/** A Python integer of 32 bytes is no count of anything here. */
const LONG_BYTES_MAX = 32;
