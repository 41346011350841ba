/* How far two maps agree, from their sketches. */
import { COMPARING_WASM } from './comparing-wasm';
import { CELLS } from './sketch';

/** The measures of agreement, by the names that the API uses. */
export const MEASURES = ['rho', 'iou', 'overlap'] as const;
export type Measure = (typeof MEASURES)[number];

/** Cells in the top decile. */
export const TOP_CELLS = Math.ceil(0.1 * CELLS);
/** The IoU that two independent masks of the top decile are expected to have, about .0535. */
export const IOU_BY_CHANCE = TOP_CELLS / (2 * CELLS - TOP_CELLS);

/** Pairs that are compared at a time. */
export const MAX_PAIRS = 1_024;

/** The exports of comparing.wat; positions are offsets in its memory. */
interface Comparing {
  memory: WebAssembly.Memory;
  prepare(from: number, at: number, count: number): void;
  compare(a: number, b: number, count: number): void;
}

/** The memory of comparing.wat. */
const VALUES = { rho: 2_048, iou: 10_240, overlap: 18_432 };
const UNPREPARED = 32_768;
const PREPARED = 327_680;
const PREPARED_BYTES = 864;
const PAGE = 65_536;

const module = new WebAssembly.Module(Buffer.from(COMPARING_WASM, 'base64'));

/**
 * Sketches prepared for being compared with each other, at places that are numbered from 0. Takes 864 bytes a place up to the greatest
 * that is used, until it is garbage. All but the last steps is whole numbers, so the values do not depend on the order of summation.
 */
export class ComparableSketches {
  // TypeScript cannot know the exports of a module; their types are those of comparing.wat.
  readonly #wasm = new WebAssembly.Instance(module).exports as unknown as Comparing;
  #values = this.#viewValues();

  /** Takes the memory for so many places: all at once is faster than bit by bit. */
  reserve(places: number): void {
    const { memory } = this.#wasm;
    const missing = PREPARED + places * PREPARED_BYTES - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / PAGE));
    this.#values = this.#viewValues();
  }

  /**
   * Puts sketches at the places from `place` on.
   *
   * @param sketches 256 bytes each, one after the other
   */
  set(place: number, sketches: Uint8Array): void {
    const { memory, prepare } = this.#wasm;
    const count = Math.floor(sketches.length / CELLS);
    this.reserve(place + count);
    for (let done = 0; done < count; done += MAX_PAIRS) {
      const part = sketches.subarray(done * CELLS, Math.min(count, done + MAX_PAIRS) * CELLS);
      new Uint8Array(memory.buffer).set(part, UNPREPARED);
      prepare(UNPREPARED, PREPARED + (place + done) * PREPARED_BYTES, part.length / CELLS);
    }
  }

  /**
   * The measures of the sketches at `count` places from `place` on, each with that at the same position from `other` on. NaN where a
   * measure is not defined: where a map has no evidence and, for `rho` and `iou`, where all cells of a map are equal.
   *
   * - `rho`: Spearman's rank correlation of the cells, −1…1 (Krishna et al. 2022, Adebayo et al. 2018)
   * - `iou`: intersection over union of the top deciles, 0…1; by chance `IOU_BY_CHANCE` (feature agreement, Krishna et al. 2022)
   * - `overlap`: shared mass Σ min(p, p′), 0…1 (SIM, Bylinskii et al. 2018)
   *
   * @param count at most `MAX_PAIRS`
   * @returns arrays that begin with `count` values; the next call overwrites them
   */
  compare(place: number, other: number, count = 1): Record<Measure, Float64Array> {
    this.#wasm.compare(PREPARED + place * PREPARED_BYTES, PREPARED + other * PREPARED_BYTES, count);
    return this.#values;
  }

  #viewValues(): Record<Measure, Float64Array> {
    const view = (measure: Measure) => new Float64Array(this.#wasm.memory.buffer, VALUES[measure], MAX_PAIRS);
    return { rho: view('rho'), iou: view('iou'), overlap: view('overlap') };
  }
}
