// Objects of a Java serialisation stream, read as data: no class is looked up, nothing is made or called.
// Source: Java Object Serialization Specification, chapter 6 (grammar of the stream). Objects that write themselves in
// another form than blocks and objects (Externalizable of protocol 1) end the reading.
//
//   AC ED 00 05 │ 73 object: description, fields from the topmost class down, each with what the class wrote itself │ …
import { u16, u32, u64 } from './big-endian.ts';

export type JavaValue = null | boolean | number | string | Uint8Array | JavaObject | JavaArray;

export interface JavaArray {
  readonly items: JavaValue[];
}

export interface JavaObject {
  readonly type: string;
  readonly fields: Map<string, JavaValue>;
  /** What its class wrote beside its fields: blocks of bytes and objects, in order. */
  readonly written: JavaValue[];
}

export const isJavaObject = (value: JavaValue | undefined): value is JavaObject =>
  typeof value === 'object' && value !== null && 'written' in value;

interface Description {
  readonly type: string;
  readonly flags: number;
  readonly fields: readonly { readonly code: string; readonly name: string }[];
  readonly parent: Description | null;
}

export interface JavaBounds {
  readonly valuesMax: number;
  readonly depthMax: number;
}

export const isJavaStream = (head: Uint8Array): boolean =>
  head.length >= 5 && u32(head, 0) === 0xaced0005;

/** The first object of the stream; undefined when it is none, is cut, goes too deep or holds too much. */
export const readJava = (bytes: Uint8Array, bounds: JavaBounds): JavaValue | undefined => {
  if (!isJavaStream(bytes)) return undefined;
  const reader = new Reader(bytes, bounds);
  const value = reader.content(0);
  return reader.failed || value === END ? undefined : value;
};

const END = Symbol('end of what an object wrote');
const WRITES = 0x01;
const SERIALIZABLE = 0x02;
const BLOCKS = 0x08;

class Reader {
  failed = false;
  readonly #bytes: Uint8Array;
  #at = 4;
  #left: number;
  readonly #depthMax: number;
  readonly #handles: (JavaValue | Description)[] = [];

  constructor(bytes: Uint8Array, { valuesMax, depthMax }: JavaBounds) {
    this.#bytes = bytes;
    this.#left = valuesMax;
    this.#depthMax = depthMax;
  }

  /** The next value, or END where an object's own data end. */
  content(depth: number): JavaValue | typeof END {
    if (--this.#left < 0 || depth > this.#depthMax) return this.#fail();
    const code = this.#u8();
    switch (code) {
      case 0x70:
        return null;
      case 0x71:
        return this.#reference();
      case 0x73:
        return this.#object(depth);
      case 0x74:
        return this.#keep(this.#text(this.#u16()));
      case 0x7c:
        return this.#keep(this.#text(this.#u64()));
      case 0x75:
        return this.#array(depth);
      case 0x77:
        return this.#take(this.#u8());
      case 0x7a:
        return this.#take(this.#u32());
      case 0x78:
        return END;
      case 0x7e:
        return this.#constant(depth);
      default:
        return this.#fail();
    }
  }

  #fail(): null {
    this.failed = true;
    return null;
  }

  #keep<T extends JavaValue>(value: T): T {
    this.#handles.push(value);
    return value;
  }

  #reference(): JavaValue {
    const known = this.#handles[this.#u32() - FIRST_HANDLE];
    if (known === undefined || isDescription(known)) return this.#fail();
    return known;
  }

  #object(depth: number): JavaValue {
    const description = this.#description(depth);
    if (description === null || this.failed) return this.#fail();
    const object: JavaObject = { type: description.type, fields: new Map(), written: [] };
    this.#handles.push(object);
    // From the topmost class down.
    const line: Description[] = [];
    for (let one: Description | null = description; one; one = one.parent) line.unshift(one);
    for (const own of line) this.#fill(object, own, depth);
    return object;
  }

  #fill(object: JavaObject, { flags, fields }: Description, depth: number): void {
    if ((flags & SERIALIZABLE) !== 0)
      for (const { code, name } of fields) {
        if (this.failed) return;
        object.fields.set(name, this.#field(code, depth));
      }
    else if ((flags & BLOCKS) === 0) this.#fail();
    if ((flags & (WRITES | BLOCKS)) === 0) return;
    while (!this.failed) {
      const value = this.content(depth + 1);
      if (value === END) return;
      object.written.push(value);
    }
  }

  #field(code: string, depth: number): JavaValue {
    switch (code) {
      case 'B':
      case 'Z':
        return this.#u8();
      case 'C':
      case 'S':
        return this.#u16();
      case 'I':
        return this.#u32() | 0;
      case 'J':
        return this.#u64();
      case 'F':
        return this.#float(4);
      case 'D':
        return this.#float(8);
      default: {
        const value = this.content(depth + 1);
        return value === END ? this.#fail() : value;
      }
    }
  }

  #array(depth: number): JavaValue {
    const description = this.#description(depth);
    const array: JavaArray = { items: [] };
    this.#handles.push(array);
    const count = this.#u32();
    const code = description?.type[1] ?? '';
    if (code === 'B') return this.#take(count);
    for (let i = 0; i < count && !this.failed; i++) {
      if (--this.#left < 0) return this.#fail();
      array.items.push(this.#field(code, depth));
    }
    return array;
  }

  /** A constant of an enumeration: its name. */
  #constant(depth: number): JavaValue {
    this.#description(depth);
    const place = this.#handles.push(null) - 1;
    const name = this.content(depth + 1);
    if (typeof name !== 'string') return this.#fail();
    this.#handles[place] = name;
    return name;
  }

  #description(depth: number): Description | null {
    if (--this.#left < 0 || depth > this.#depthMax) return this.#fail();
    const code = this.#u8();
    if (code === 0x71) {
      const known = this.#handles[this.#u32() - FIRST_HANDLE];
      return known !== undefined && isDescription(known) ? known : this.#fail();
    }
    if (code !== 0x72) return code === 0x70 ? null : this.#fail();
    const type = this.#text(this.#u16());
    this.#take(8);
    const place = this.#handles.push(null) - 1;
    const flags = this.#u8();
    const fields: { code: string; name: string }[] = [];
    for (let count = this.#u16(); count > 0 && !this.failed; count--) {
      const fieldCode = String.fromCharCode(this.#u8());
      fields.push({ code: fieldCode, name: this.#text(this.#u16()) });
      // The type's name, which is not asked for.
      if (fieldCode === 'L' || fieldCode === '[') this.content(depth + 1);
    }
    while (!this.failed && this.content(depth + 1) !== END);
    const parent = this.#description(depth + 1);
    const description: Description = { type, flags, fields, parent };
    this.#handles[place] = description;
    return description;
  }

  #take(count: number): Uint8Array {
    if (count > this.#bytes.length - this.#at) {
      this.#fail();
      return new Uint8Array(0);
    }
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  #u8(): number {
    return this.#take(1)[0] ?? 0;
  }

  #u16(): number {
    const bytes = this.#take(2);
    return this.failed ? 0 : u16(bytes, 0);
  }

  #u32(): number {
    const bytes = this.#take(4);
    return this.failed ? 0 : u32(bytes, 0);
  }

  #u64(): number {
    const bytes = this.#take(8);
    return this.failed ? 0 : u64(bytes, 0);
  }

  #float(count: 4 | 8): number {
    const bytes = this.#take(count);
    if (this.failed) return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, count);
    return count === 4 ? view.getFloat32(0) : view.getFloat64(0);
  }

  /** Java's own UTF-8 differs for characters beyond 16 bits and for NUL, which names of files do not need. */
  #text(count: number): string {
    return DECODER.decode(this.#take(count));
  }
}

const FIRST_HANDLE = 0x7e0000;
const DECODER = new TextDecoder('utf-8');

const isDescription = (value: JavaValue | Description): value is Description =>
  typeof value === 'object' && value !== null && 'parent' in value;
