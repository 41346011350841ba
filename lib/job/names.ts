import { text } from '../event/messages';

// The block last searched, shared by all lists: a reference per list would keep blocks of event files alive.
let block: Uint8Array = new Uint8Array(0);
let view = viewOf(block);

/** An append-only list of distinct names, so that the index of a name never changes. Finds names by string or by bytes. */
export class Names {
  readonly list: string[] = [];
  readonly #encoded: DataView[] = [];
  #lastHit = 0;

  /** Appends `name` if it is new, and returns its index. */
  add(name: string): number {
    const existing = this.list.indexOf(name);
    if (existing !== -1) return existing;
    this.#encoded.push(viewOf(new TextEncoder().encode(name)));
    return this.list.push(name) - 1;
  }

  /** Index of the name encoded as UTF-8 in `bytes[start, end)`, or -1. Fast for repeated lookups of the same name. */
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
    // Invalid UTF-8 was added as the text it decodes to.
    return this.list.indexOf(text(bytes, start, end));
  }

  /** Whether bytes `start` to `end` of the block equal name `index`. Compares four bytes at a time, which is three times as fast. */
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
