import { text } from '../event/messages';

/** A list of distinct names that grows at its end, so that a name's index never changes; found by string or by bytes. */
export class Names {
  readonly list: string[] = [];
  readonly #encoded: Uint8Array[] = [];
  #lastHit = 0;

  /** Appends `name` unless it is there, and returns its index. */
  add(name: string): number {
    const known = this.list.indexOf(name);
    if (known !== -1) return known;
    this.#encoded.push(new TextEncoder().encode(name));
    return this.list.push(name) - 1;
  }

  /** Index of the name that `bytes[start, end)` spells in UTF-8, or -1. Fast where the same name comes again. */
  find(bytes: Uint8Array, start: number, end: number): number {
    if (this.#spells(this.#lastHit, bytes, start, end)) return this.#lastHit;
    for (let index = 0; index < this.#encoded.length; index++) {
      if (this.#spells(index, bytes, start, end)) {
        this.#lastHit = index;
        return index;
      }
    }
    // Bytes that are no UTF-8 were noted as the text they decode to.
    return this.list.indexOf(text(bytes, start, end));
  }

  #spells(index: number, bytes: Uint8Array, start: number, end: number): boolean {
    const name = this.#encoded[index];
    if (name === undefined || name.length !== end - start) return false;
    for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
    return true;
  }
}
