import type { IndexSnapshot } from '../../lib/indexing/index-answers';
import type { Indexer } from '../../lib/indexing/indexer';
import { ExplainLoader } from '../../lib/manager/explain-loader';
import { TestClock } from './clock';
import { NearIndexer } from './near-indexer';
import { WatchedStorage } from './watched-storage';

/** An indexer that knows no job. */
const UNASKED: Indexer = new NearIndexer(new WatchedStorage());

/** What is known of a job that has been read to its end and has nothing special about it. */
export const SNAPSHOT: IndexSnapshot = {
  generation: 'abcdef01',
  revision: '1000-0',
  bytesRead: 1000,
  fileSize: 1000,
  damage: null,
  problems: [],
  problemCount: 0,
  sampleCount: 0,
  labelCount: 0,
  explainers: [],
  metrics: [],
  scoreCount: 0,
  threshold: 0.5,
  hasUncertainty: false,
  hasCounterfactuals: false,
  memory: 0,
};

/** A loader of a job that takes so many bytes of memory, and that does nothing. */
export function idleLoader(jobId: string, memory: number): ExplainLoader {
  const directory = {
    relativePath: jobId,
    eventFile: 'a.summary.1._explain',
    createTime: 0,
    updateTime: 0,
    size: 1000,
    identity: jobId,
  };
  const loader = new ExplainLoader(jobId, `/jobs/${jobId}`, directory, UNASKED, new TestClock());
  resize(loader, memory);
  return loader;
}

/** The loader takes so many bytes from now on. */
export function resize(loader: ExplainLoader, memory: number): void {
  loader.snapshot = { ...SNAPSHOT, memory };
}
