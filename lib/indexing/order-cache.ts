import { LRUCache } from 'lru-cache';
import type { Job } from '../job/job';
import { findAsPredecessor } from '../job/predecessor';
import { findSamples, type LabelValues, type SampleOrder } from '../job/query';
import { inSlices } from '../slices';
import type { SamplesQuery } from './index-answers';
import { underThreshold } from './under-threshold';

const MAX_ORDERS = 16;

/** Maximum memory of cached orders relative to the memory of the job; at least two are kept. */
const ORDERS_SHARE = 1 / 8;
const KEPT_ORDERS = 2;

/** The memory that the orders of a job take at most, bytes. */
export function memoryOfOrders(job: Job): number {
  return Math.max(job.byteLength * ORDERS_SHARE, KEPT_ORDERS * Uint32Array.BYTES_PER_ELEMENT * job.sampleCount);
}

/** An LRU cache of filtered and sorted sample orders of a job; each is computed once per revision. */
export class OrderCache {
  readonly #orders = new LRUCache<string, SampleOrder>({ max: MAX_ORDERS });

  /** The samples of `job` at `revision`, which must not change meanwhile, that match the filter, in the requested order. */
  async find(
    job: Job,
    revision: string,
    { filter, sort, asPredecessor = false }: Pick<SamplesQuery, 'filter' | 'sort' | 'asPredecessor'>,
    values: LabelValues,
  ): Promise<SampleOrder> {
    const key = JSON.stringify([revision, filter, sort, asPredecessor]);
    let order = this.#orders.get(key);
    if (!order) {
      order = asPredecessor
        ? orderOf(await inSlices(findAsPredecessor(job, filter, sort)))
        : await underThreshold(job, filter.threshold, values, (view, own) =>
            inSlices(findSamples(view, filter, sort, own)),
          );
      this.#orders.set(key, order);
      const bound = memoryOfOrders(job);
      while (this.#orders.size > KEPT_ORDERS && this.#bytes > bound) this.#orders.pop();
    }
    return order;
  }

  clear(): void {
    this.#orders.clear();
  }

  get #bytes(): number {
    let bytes = 0;
    for (const order of this.#orders.values()) bytes += order.rows.byteLength;
    return bytes;
  }
}

/** The predecessor does not tell which samples have a value. */
function orderOf(rows: Uint32Array): SampleOrder {
  return { rows, valued: rows.length };
}
