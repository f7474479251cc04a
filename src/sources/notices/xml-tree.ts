// XML as a small tree. Document types are refused before anything of them is read: without one there are no entities but
// the five of the language, nothing to expand and nothing to fetch (XXE, entity bombs).
import { SaxesParser } from 'saxes';
import { LIMITS } from '../../model/limits.ts';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Of its own, trimmed. */
  readonly text: string;
}

/** The root, or a sentence that says why not; never text of the document. */
export const parseXml = (text: string): XmlElement | string => {
  if (text.length > LIMITS.documentBytesMax)
    return `the XML is longer than ${LIMITS.documentBytesMax >> 20} MiB`;
  const tree = new Tree();
  const parser = new SaxesParser({ position: false });
  parser.on('doctype', () =>
    refuse('the XML declares a document type, which a notice never needs'),
  );
  parser.on('opentagstart', ({ name }) => tree.open(name));
  parser.on('attribute', ({ name, value }) => tree.attribute(name, value));
  parser.on('closetag', () => tree.close());
  parser.on('text', (piece) => tree.text(piece));
  parser.on('cdata', (piece) => tree.text(piece));
  parser.on('error', (fault) =>
    refuse(
      /undefined entity/.test(fault.message)
        ? 'the XML uses an entity that is not declared'
        : 'the XML is not well-formed',
    ),
  );
  try {
    // A document type with a subset is seen whole before it is reported: look for it first.
    if (/<!DOCTYPE|<!ENTITY/i.test(text.slice(0, text.search(/<[A-Za-z_]|$/) + 1)))
      refuse('the XML declares a document type, which a notice never needs');
    parser.write(text.replace(/^\uFEFF/, '')).close();
  } catch (fault) {
    if (fault instanceof Refusal) return fault.message;
    throw fault;
  }
  return tree.root ?? 'the XML holds no element';
};

class Refusal extends Error {}

const refuse = (why: string): never => {
  throw new Refusal(why);
};

interface Growing {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Growing[];
  text: string;
}

class Tree {
  root: XmlElement | null = null;
  readonly #open: Growing[] = [];
  #count = 0;

  open(name: string): void {
    if (++this.#count > LIMITS.noticeElementsMax)
      refuse(`the XML has more than ${LIMITS.noticeElementsMax.toLocaleString('en')} elements`);
    if (this.#open.length >= LIMITS.documentDepthMax)
      refuse(`the XML has more than ${LIMITS.documentDepthMax} levels`);
    const element: Growing = {
      name: name.slice(name.indexOf(':') + 1),
      attributes: Object.create(null),
      children: [],
      text: '',
    };
    this.#open.at(-1)?.children.push(element);
    this.root ??= element;
    this.#open.push(element);
  }

  attribute(name: string, value: string): void {
    const element = this.#open.at(-1);
    if (element) element.attributes[name.slice(name.indexOf(':') + 1)] = value;
  }

  text(piece: string): void {
    const element = this.#open.at(-1);
    if (element) element.text += piece;
  }

  close(): void {
    const element = this.#open.pop();
    if (element) element.text = element.text.trim();
  }
}
