const FIRST_SLOTS = 512;
const MAX_LOAD = 0.7;

/** Of this process alone, so that nobody can choose ids that share their slots. */
const [SEED, FACTOR, OTHER_FACTOR] = crypto.getRandomValues(new Int32Array(3)).map((number) => number | 1);

/**
 * Maps a sample id (any int32) to its row. While ids ascend, as in most runs, it is a binary search over the ids. From the first id
 * out of order on, it is a hash table with linear probing, 6–12 bytes per sample.
 */
export class IdIndex {
  /** Row + 1, or 0 for a free slot; null while ids ascend. */
  #slots: Int32Array | null = null;
  #size = 0;
  #greatest = Number.NEGATIVE_INFINITY;
  /** The row that was found last: ids are mostly asked for in their order. */
  #last = 0;

  get byteLength(): number {
    return this.#slots?.byteLength ?? 0;
  }

  /** The row of `id`, or -1. `ids[row]` must hold the id of every row that was added. */
  get(ids: Int32Array, id: number): number {
    if (this.#slots === null) {
      if (id > this.#greatest) return -1;
      for (let row = this.#last; row <= this.#last + 1 && row < this.#size; row++)
        if (ids[row] === id) return this.#found(row);
      return this.#found(binarySearch(ids, this.#size, id));
    }
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash(id, mask); slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (ids[slots[slot] - 1] === id) return slots[slot] - 1;
    }
    return -1;
  }

  #found(row: number): number {
    if (row !== -1) this.#last = row;
    return row;
  }

  /** Adds the next row; its id must be new. */
  add(ids: Int32Array, id: number): void {
    const row = this.#size++;
    if (this.#slots === null) {
      if (id > this.#greatest) {
        this.#greatest = id;
        return;
      }
      this.#slots = this.#table(ids, FIRST_SLOTS, row);
    }
    if (this.#size > this.#slots.length * MAX_LOAD) this.#slots = this.#table(ids, this.#slots.length * 2, row);
    insert(this.#slots, id, row);
  }

  /** A table of at least `slots` slots that contains the first `rows` rows. */
  #table(ids: Int32Array, slots: number, rows: number): Int32Array {
    let length = slots;
    while (rows > length * MAX_LOAD) length *= 2;
    const table = new Int32Array(length);
    for (let row = 0; row < rows; row++) insert(table, ids[row], row);
    return table;
  }
}

function binarySearch(ids: Int32Array, length: number, id: number): number {
  let low = 0;
  let high = length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (ids[middle] === id) return middle;
    if (ids[middle] < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function hash(id: number, mask: number): number {
  return scattered(id) & mask;
}

/** Another int32 for each int32, which nobody can foresee. */
export function scattered(id: number): number {
  const product = Math.imul(id ^ SEED, FACTOR);
  const mixed = Math.imul(product ^ (product >>> 15), OTHER_FACTOR);
  return mixed ^ (mixed >>> 16);
}

function insert(slots: Int32Array, id: number, row: number): void {
  const mask = slots.length - 1;
  let slot = hash(id, mask);
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = row + 1;
}
