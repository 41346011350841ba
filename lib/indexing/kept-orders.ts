import { LRUCache } from 'lru-cache';
import type { Job } from '../job/job';
import { findAsPredecessor } from '../job/predecessor';
import { findSamples } from '../job/query';
import type { SamplesQuery } from './index-answers';

const ORDERS_KEPT = 16;

/** What kept orders may take beside a job, as a share of what it takes itself; two are kept in any case. */
export const ORDERS_SHARE = 1 / 8;

/** The orders in which the samples of a job were asked for, each computed once for a revision. The one asked for longest ago goes first. */
export class KeptOrders {
  readonly #orders = new LRUCache<string, Uint32Array>({ max: ORDERS_KEPT });

  /** The rows of `job`, as it is at `revision`, that match a filter, in the order asked for. */
  find(
    job: Job,
    revision: string,
    { filter, sort, asPredecessor = false }: Pick<SamplesQuery, 'filter' | 'sort' | 'asPredecessor'>,
  ): Uint32Array {
    const key = JSON.stringify([revision, filter, sort, asPredecessor]);
    let order = this.#orders.get(key);
    if (!order) {
      order = (asPredecessor ? findAsPredecessor : findSamples)(job, filter, sort);
      this.#orders.set(key, order);
      const bound = job.byteLength * ORDERS_SHARE;
      while (this.#orders.size > 2 && this.#bytes > bound) this.#orders.pop();
    }
    return order;
  }

  clear(): void {
    this.#orders.clear();
  }

  get #bytes(): number {
    let bytes = 0;
    for (const order of this.#orders.values()) bytes += order.byteLength;
    return bytes;
  }
}
