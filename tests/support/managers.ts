import { onTestFinished } from 'vitest';
import type { Indexer } from '../../lib/indexing/indexer';
import type { Sample } from '../../lib/job/sample';
import { fromJson } from '../../lib/json';
import type { ExplainLoader } from '../../lib/manager/explain-loader';
import { ExplainManager, type ExplainManagerOptions } from '../../lib/manager/explain-manager';
import { localStorage } from '../../lib/storage/local';
import { TestClock } from './clock';
import { NearIndexer } from './near-indexer';
import { WatchedStorage } from './watched-storage';

type Options = Partial<ExplainManagerOptions>;

/**
 * A manager of the jobs below `base` with a clock that stands still; it is stopped when the test is over. Pictures are examined only
 * where the test asks for it: most jobs of tests have none.
 */
export function manage(base: string, options: Options = {}): { manager: ExplainManager; clock: TestClock } {
  const clock = new TestClock();
  const basics = { summaryBaseDir: base, storage: localStorage, clock, examinesPictures: false };
  const manager = new ExplainManager({ ...basics, ...options });
  onTestFinished(() => manager.stop());
  return { manager, clock };
}

/** As `manage`, with a storage that a test can watch and an indexer on this thread that uses it. */
export function manageWatched(base: string, options: Options = {}) {
  const storage = new WatchedStorage();
  const makeIndexer = (): Indexer => new NearIndexer(storage);
  return { storage, ...manage(base, { storage, makeIndexer, ...options }) };
}

/** A job that must be there, loaded as far as its file goes. */
export async function loaded(manager: ExplainManager, jobId: string): Promise<ExplainLoader> {
  const loader = await asked(manager, jobId);
  await loader.load();
  return loader;
}

/** A job that must be there. */
export async function asked(manager: ExplainManager, jobId: string): Promise<ExplainLoader> {
  const loader = await manager.getJob(jobId);
  if (loader === null) throw new Error(`There is no job ${jobId}.`);
  return loader;
}

/** All samples of a loader, by id. */
export async function samplesOf(loader: ExplainLoader): Promise<Sample[]> {
  const page = await loader.samples({ filter: {}, sort: { by: 'id', descending: false }, page: 0, limit: 10_000 });
  if (page === null) throw new Error(`Of ${loader.jobId} nothing has been read yet.`);
  return fromJson(page.samples);
}
