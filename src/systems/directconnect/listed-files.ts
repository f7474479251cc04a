// A file list that passes between two clients: `files.xml.bz2`, asked for by name. What stands in it is on offer by the end
// that sends it. The list is gathered as far as it is bounded, and unpacked when it is whole.
import { LIMITS } from '../../model/limits.ts';
import { textOf } from '../../wire/codec/ascii.ts';
import { bunzip2 } from '../../wire/codec/bzip2-read.ts';
import { walkXml } from '../../wire/codec/xml-walk.ts';
import type { Direction, FlowSink } from '../../wire/dissector.ts';

/** True for the names under which lists are asked for (ADC 1.0.3 §8.1.2). */
export const isFileList = (name: string): boolean => name === 'files.xml.bz2';

/** File data as they come; `end` is false when the list is too long to be gathered. */
export class ListedFiles {
  readonly #flow: FlowSink;
  readonly #by: Direction;
  #packed: Uint8Array | null;
  #filled = 0;

  constructor(flow: FlowSink, by: Direction, bytes: number) {
    this.#flow = flow;
    this.#by = by;
    this.#packed = bytes <= LIMITS.listPackedBytesMax ? new Uint8Array(bytes) : null;
    if (this.#packed === null) flow.anomaly('file-list-too-long');
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    if (this.#packed === null) return;
    this.#packed.set(bytes.subarray(start, end), this.#filled);
    this.#filled += end - start;
    if (this.#filled < this.#packed.length) return;
    const xml = bunzip2(this.#packed, LIMITS.listBytesMax);
    this.#packed = null;
    if (xml === null) this.#flow.anomaly('file-list-damaged');
    else this.#tell(textOf(xml, 0, xml.length));
  }

  /** What a lost piece leaves cannot be unpacked. */
  lost(): void {
    this.#packed = null;
  }

  #tell(xml: string): void {
    const bounds = { depthMax: LIMITS.documentDepthMax, textCharsMax: 0 };
    let left = LIMITS.toldPerMessageMax;
    walkXml(xml, bounds, {
      open: (name, said) => {
        if (name !== 'File') return true;
        const size = Number(said['Size'] ?? Number.NaN);
        const tth = said['TTH'] ?? '';
        const content = { id: tth === '' ? '' : `tth:${tth}`, name: said['Name'] ?? '' };
        this.#flow.offer(size >= 0 ? { ...content, size } : content, this.#by);
        return --left > 0;
      },
    });
  }
}
