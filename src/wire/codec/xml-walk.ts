// XML, element by element as it is read, so that a list of 100,000 files is never a tree. Document types are refused
// before anything of them is read: without one there are no entities but the five of the language (XXE, entity bombs).
import { SaxesParser } from 'saxes';

export interface XmlVisitor {
  /** `depth` is 1 for the root. Names without their prefix. Return false to read no further. */
  open(name: string, attributes: Readonly<Record<string, string>>, depth: number): boolean;
  /** `text` is the element's own, at most `textCharsMax` of it. */
  close?(name: string, text: string, depth: number): void;
}

/** `sound`: read to its end; `stopped`: the visitor wanted no more; `damaged`: no well-formed XML from some place on, too deep, or it declares a document type. */
export type XmlEnd = 'sound' | 'stopped' | 'damaged';

class Stop extends Error {}

export const walkXml = (
  text: string,
  bounds: { readonly depthMax: number; readonly textCharsMax: number },
  visitor: XmlVisitor,
): XmlEnd => {
  // A document type with a subset is seen whole before it is reported: look for it first.
  if (/<!DOCTYPE|<!ENTITY/i.test(text.slice(0, text.search(/<[A-Za-z_]|$/) + 1))) return 'damaged';
  const parser = new SaxesParser({ position: false });
  const open: string[] = [];
  let piece = '';
  let end: XmlEnd = 'sound';
  const stop = (why: XmlEnd): never => {
    end = why;
    throw new Stop();
  };
  parser.on('error', () => stop('damaged'));
  parser.on('doctype', () => stop('damaged'));
  parser.on('opentag', ({ name, attributes }) => {
    const own = local(name);
    open.push(own);
    piece = '';
    if (open.length > bounds.depthMax) stop('damaged');
    if (!visitor.open(own, attributes as Record<string, string>, open.length)) stop('stopped');
  });
  const add = (more: string): void => {
    if (piece.length < bounds.textCharsMax) piece += more.slice(0, bounds.textCharsMax);
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', ({ name }) => {
    visitor.close?.(local(name), piece.trim(), open.length);
    open.pop();
    piece = '';
  });
  try {
    parser.write(text).close();
  } catch (fault) {
    if (!(fault instanceof Stop)) throw fault;
  }
  return end;
};

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
