import { name } from '../event/messages';

/** Of an entry of a map or set with its object header, bytes. */
export const ENTRY_BYTES = 64;

// The block last searched, shared by all lists: a reference per list would keep blocks of event files alive.
let block: Uint8Array = new Uint8Array(0);
let view = viewOf(block);

/** An append-only list of distinct names, so that the index of a name never changes. Finds names by string or by bytes. */
export class Names {
  readonly list: string[] = [];
  readonly #indices = new Map<string, number>();
  readonly #encoded: DataView[] = [];
  #lastHit = 0;
  #bytes = 0;

  /** @param most how many names there is room for */
  constructor(readonly most: number) {}

  /** Memory used by the names, bytes. */
  get byteLength(): number {
    return this.#bytes;
  }

  get isFull(): boolean {
    return this.list.length === this.most;
  }

  /** Appends `name` if it is new and there is room, and returns its index; -1 if the list is full. */
  add(name: string): number {
    const existing = this.#indices.get(name);
    if (existing !== undefined) return existing;
    if (this.isFull) return -1;
    this.#indices.set(name, this.list.length);
    const encoded = new TextEncoder().encode(name);
    this.#encoded.push(viewOf(encoded));
    this.#bytes += encoded.length + memoryOfName(name);
    return this.list.push(name) - 1;
  }

  /** Index of the name encoded as UTF-8 in `bytes[start, end)`, or -1. Fast for repeated lookups of the same name. */
  find(bytes: Uint8Array, start: number, end: number): number {
    if (bytes !== block) {
      block = bytes;
      view = viewOf(bytes);
    }
    if (this.#isAt(start, end, this.#lastHit)) return this.#lastHit;
    // Runs go through their explainers in order.
    const next = this.#lastHit + 1 < this.list.length ? this.#lastHit + 1 : 0;
    const index = this.#isAt(start, end, next) ? next : this.#indices.get(name(bytes, start, end));
    if (index === undefined) return -1;
    this.#lastHit = index;
    return index;
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

/** Memory of a string in a list and in a map or set, bytes. */
export function memoryOfName(name: string): number {
  return 2 * name.length + ENTRY_BYTES;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
