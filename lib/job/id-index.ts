const FIRST_SLOTS = 512;
const MAX_LOAD = 0.7;
const GOLDEN = 0x9e3779b1; // 2^32 / golden ratio: spreads neighbouring ids over the slots

/** From a sample id (any int32) to its row: a hash table with linear probing, 6–12 bytes a sample. */
export class IdIndex {
  /** Row + 1, or 0 for a free slot. */
  #slots = new Int32Array(FIRST_SLOTS);
  #size = 0;

  get byteLength(): number {
    return this.#slots.byteLength;
  }

  /** The row of `id`, or -1. `ids[row]` must hold the id of every row that was set. */
  get(ids: Int32Array, id: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash(id, mask); slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (ids[slots[slot] - 1] === id) return slots[slot] - 1;
    }
    return -1;
  }

  /** Notes that `id`, not known so far, is at `row`. */
  set(ids: Int32Array, id: number, row: number): void {
    if (++this.#size > this.#slots.length * MAX_LOAD) this.#grow(ids);
    insert(this.#slots, id, row);
  }

  #grow(ids: Int32Array): void {
    const grown = new Int32Array(this.#slots.length * 2);
    for (const entry of this.#slots) if (entry !== 0) insert(grown, ids[entry - 1], entry - 1);
    this.#slots = grown;
  }
}

function hash(id: number, mask: number): number {
  return (Math.imul(id, GOLDEN) >>> 8) & mask;
}

function insert(slots: Int32Array, id: number, row: number): void {
  const mask = slots.length - 1;
  let slot = hash(id, mask);
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = row + 1;
}
