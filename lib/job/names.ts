import { text } from '../event/messages';

// Where a name was last looked for, for all lists: one that kept its own would keep a block of an event file.
let block: Uint8Array = new Uint8Array(0);
let view = viewOf(block);

/** A list of distinct names that grows at its end, so that a name's index never changes; found by string or by bytes. */
export class Names {
  readonly list: string[] = [];
  readonly #encoded: DataView[] = [];
  #lastHit = 0;

  /** Appends `name` unless it is there, and returns its index. */
  add(name: string): number {
    const known = this.list.indexOf(name);
    if (known !== -1) return known;
    this.#encoded.push(viewOf(new TextEncoder().encode(name)));
    return this.list.push(name) - 1;
  }

  /** Index of the name that `bytes[start, end)` spells in UTF-8, or -1. Fast where the same name comes again. */
  find(bytes: Uint8Array, start: number, end: number): number {
    if (bytes !== block) {
      block = bytes;
      view = viewOf(bytes);
    }
    if (this.#isAt(start, end, this.#lastHit)) return this.#lastHit;
    for (let index = 0; index < this.#encoded.length; index++) {
      if (this.#isAt(start, end, index)) {
        this.#lastHit = index;
        return index;
      }
    }
    // Bytes that are no UTF-8 were noted as the text they decode to.
    return this.list.indexOf(text(bytes, start, end));
  }

  /** Whether bytes `start` to `end` of the block are name `index`: compared four at a time, which takes a third of the time. */
  #isAt(start: number, end: number, index: number): boolean {
    const name = this.#encoded[index];
    const length = end - start;
    if (name === undefined || name.byteLength !== length) return false;
    let i = 0;
    for (; i + 4 <= length; i += 4) if (name.getInt32(i) !== view.getInt32(start + i)) return false;
    for (; i < length; i++) if (name.getInt8(i) !== view.getInt8(start + i)) return false;
    return true;
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
