import 'server-only';
import type { JobSort, JobsRequest } from '../api/requests';
import { settledWithin } from '../clock';
import { sortByKeys } from '../job/radix-sort';
import type { ExplainManager } from '../manager/explain-manager';
import type { JobState } from '../manager/job-state';
import type { ExplainDirectory, FoundJobs } from '../summary/explain-directory';
import { SearchTexts } from './search-texts';

type Request = Pick<JobsRequest, 'q' | 'sort' | 'order' | 'page' | 'limit'>;

/** An order by states, which change with time, or by counts, which become known gradually, is kept for so long, milliseconds. */
const CHANGING_KEPT_MS = 1_000;

/** A list sorted by state waits so long for manifests that have not been read yet; the others then count as missing. */
const PATIENCE_MS = 250;
const MANIFESTS_IN_FLIGHT = 16;

interface Hits {
  /** 1 for a job that matches; null if all match. */
  hits: Uint8Array | null;
  total: number;
}

/** Which jobs are listed (1), by their number; null for all. */
interface Choice {
  wanted: Uint8Array | null;
  hiddenCount: number;
}

/** The hits that are wanted. */
function among({ hits, total }: Hits, wanted: Uint8Array | null): Hits {
  if (wanted === null) return { hits, total };
  const both = hits === null ? wanted : wanted.map((one, job) => one & hits[job]);
  return { hits: both, total: both.reduce((sum, one) => sum + one, 0) };
}

/**
 * Searches and sorts all jobs of a manager, up to a hundred thousand at every key stroke: everything that does not depend on the
 * search is computed once per scan result. Jobs are numbered as in `FoundJobs.byPath`, so a stable sort breaks ties by path.
 */
export class JobOrders {
  readonly #manager: ExplainManager;
  #found: FoundJobs;
  /** Paths prepared for searching, created by the first search. */
  #texts: SearchTexts | null = null;
  /** The result of the last search, which is reused for other pages and orders. */
  #lastHits: (Hits & { key: string }) | null = null;
  readonly #orders = new Map<string, { order: Uint32Array; until: number; version: number }>();
  #reading: Promise<void> | null = null;

  constructor(manager: ExplainManager) {
    this.#manager = manager;
    this.#found = manager.directories;
  }

  /**
   * A page of the jobs whose path contains all words of the query, and how many there are in all.
   *
   * @param choose which of all jobs are listed at all
   */
  async find(
    { q, sort, order, page, limit }: Request,
    choose: (byPath: readonly ExplainDirectory[]) => Choice = () => ({ wanted: null, hiddenCount: 0 }),
  ): Promise<{ total: number; rows: ExplainDirectory[]; hiddenCount: number }> {
    if (sort === 'state') await this.#readManifests();
    this.#renew();
    const sorted = this.#order(sort, order === 'desc');
    const { byPath } = this.#found;
    const start = (page - 1) * limit;
    const { wanted, hiddenCount } = choose(byPath);
    const { hits, total } = among(this.#search(q.toLowerCase().split(/\s+/).filter(Boolean)), wanted);
    if (hits === null) {
      const rows = Array.from(sorted.subarray(start, start + limit), (job) => byPath[job]);
      return { total, rows, hiddenCount };
    }
    const rows: ExplainDirectory[] = [];
    for (let i = 0, place = 0; i < sorted.length && rows.length < limit; i++) {
      if (hits[sorted[i]] === 1 && place++ >= start) rows.push(byPath[sorted[i]]);
    }
    return { total, rows, hiddenCount };
  }

  /** Which jobs match all the words. */
  #search(words: readonly string[]): Hits {
    if (words.length === 0) return { hits: null, total: this.#found.total };
    const key = words.join(' ');
    if (this.#lastHits?.key === key) return this.#lastHits;
    this.#texts ??= new SearchTexts(this.#found.byPath.map(searchText));
    this.#lastHits = { key, ...this.#texts.holding(words) };
    return this.#lastHits;
  }

  /** Takes over the result of the last scan. The texts are kept where the paths are the same. */
  #renew(): void {
    const { directories: found } = this.#manager;
    if (found === this.#found) return;
    const before = this.#found.byPath;
    const isSame = ({ relativePath }: ExplainDirectory, job: number) => relativePath === before[job]?.relativePath;
    if (found.total !== before.length || !found.byPath.every(isSame)) {
      this.#texts = null;
      this.#lastHits = null;
    }
    this.#found = found;
    this.#orders.clear();
  }

  #order(sort: JobSort, descending: boolean): Uint32Array {
    const now = this.#manager.clock.now();
    const key = `${sort} ${descending}`;
    const version = this.#manager.knowledgeVersion;
    const kept = this.#orders.get(key);
    const changes = sort === 'state' || (isCount(sort) && kept?.version !== version);
    if (kept && (!changes || now < kept.until)) return kept.order;
    const order = this.#sorted(sort, descending);
    this.#orders.set(key, { order, until: now + CHANGING_KEPT_MS, version });
    return order;
  }

  #sorted(sort: JobSort, descending: boolean): Uint32Array {
    const { byPath } = this.#found;
    if (sort === 'path') {
      const order = upTo(byPath.length);
      return descending ? order.reverse() : order;
    }
    if (sort !== 'state')
      return numerically(
        byPath.map((job) => this.#number(sort, job) ?? Number.NaN),
        descending,
      );
    const states = byPath.map((job) => stateToSortBy(this.#manager.peekState(job)));
    const names = [...new Set(states)].sort();
    return numerically(
      states.map((state) => names.indexOf(state)),
      descending,
    );
  }

  /** The value to sort by, without touching the disk; null where it is not known. */
  #number(sort: Exclude<JobSort, 'path' | 'state'>, job: ExplainDirectory): number | null {
    if (sort === 'created') return job.createTime;
    if (sort === 'updated') return job.updateTime;
    if (sort === 'size') return job.size;
    const snapshot = this.#manager.peekSnapshot(job);
    if (!snapshot) return null;
    if (sort === 'samples') return snapshot.sampleCount;
    return sort === 'labels' ? snapshot.labelCount : snapshot.explainers.length;
  }

  /** Reads the manifests that have not been read yet; stops waiting, but not reading, after a while. */
  async #readManifests(): Promise<void> {
    this.#reading ??= this.#readDue().finally(() => {
      this.#reading = null;
    });
    await settledWithin(this.#manager.clock, PATIENCE_MS, this.#reading);
  }

  async #readDue(): Promise<void> {
    const due = this.#manager.directories.byPath.filter((job) => this.#manager.manifests.isDue(job));
    let next = 0;
    const run = async () => {
      while (next < due.length) await this.#manager.manifestOf(due[next++]);
    };
    await Promise.all(Array.from({ length: MANIFESTS_IN_FLIGHT }, run));
  }
}

function isCount(sort: JobSort): boolean {
  return sort === 'samples' || sort === 'labels' || sort === 'explainers';
}

/** Whether a job whose run has ended is indexed already makes no difference to people who sort by state. */
function stateToSortBy(state: JobState): JobState {
  return state === 'finished' ? 'complete' : state;
}

function searchText({ relativePath }: ExplainDirectory): string {
  return relativePath === './' ? '.' : relativePath.slice(2).toLowerCase();
}

function upTo(length: number): Uint32Array {
  const numbers = new Uint32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = i;
  return numbers;
}

const pair = new Float64Array(1);
const halves = new Uint32Array(pair.buffer);

/** 0, 1, 2, … sorted by their numbers: stable, NaN last. */
function numerically(numbers: readonly number[], descending: boolean): Uint32Array {
  const { length } = numbers;
  const order = upTo(length);
  const [high, low] = [new Uint32Array(length), new Uint32Array(length)];
  for (let i = 0; i < length; i++) {
    const number = numbers[i];
    pair[0] = number;
    // As bits, numbers from 0 on are in ascending order, negative ones in descending order.
    const isInverted = number < 0 !== descending;
    low[i] = isInverted ? ~halves[0] : halves[0];
    high[i] = (isInverted ? ~halves[1] : halves[1]) ^ (number < 0 ? 0 : 0x80000000);
    if (Number.isNaN(number)) high[i] = 0xffffffff;
  }
  sortByKeys(order, low);
  const keys = new Uint32Array(length);
  for (let i = 0; i < length; i++) keys[i] = high[order[i]];
  sortByKeys(order, keys);
  return order;
}
