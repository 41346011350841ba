import { PRODUCTS_WASM } from './products-wasm';

/** The exports of products.wat; positions are offsets in its memory. */
interface Products {
  memory: WebAssembly.Memory;
  products(a: number, b: number, count: number, bytes: number, out: number): void;
}

const PAGE = 65_536;
/** Vectors that two vectors are multiplied with at a time: they stay in the processor's cache. The products are put before the vectors. */
export const TILE = 64;

const module = new WebAssembly.Module(Buffer.from(PRODUCTS_WASM, 'base64'));

/** Vectors whose scalar products are computed with SIMD. Takes 8 bytes a number, until it is garbage. */
export class Vectors {
  // TypeScript cannot know the exports of a module; their types are those of products.wat.
  readonly #wasm = new WebAssembly.Instance(module).exports as unknown as Products;
  readonly #bytes: number;
  readonly #products: Float64Array;

  /** @param values n · dimensions numbers, one vector after the other */
  constructor(values: Float64Array, dimensions: number) {
    const n = values.length / dimensions;
    const stride = dimensions + (dimensions % 2);
    this.#bytes = 8 * stride;
    // Zeros follow, so that every tile is whole.
    this.#wasm.memory.grow(Math.ceil(((n + TILE) * this.#bytes) / PAGE));
    const { buffer } = this.#wasm.memory;
    this.#products = new Float64Array(buffer, 0, 2 * TILE);
    const stored = new Float64Array(buffer, PAGE);
    for (let k = 0; k < n; k++) stored.set(values.subarray(k * dimensions, (k + 1) * dimensions), k * stride);
  }

  /**
   * The products of vectors `a` and `a` + 1 with the 64 vectors from `b` on: first those of `a`, then those of `a` + 1. Vectors after the
   * last one are zero. The next call overwrites the result.
   */
  products(a: number, b: number): Float64Array {
    this.#wasm.products(PAGE + a * this.#bytes, PAGE + b * this.#bytes, TILE, this.#bytes, 0);
    return this.#products;
  }
}
