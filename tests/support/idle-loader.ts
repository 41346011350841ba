import type { IndexSnapshot } from '../../lib/indexing/index-answers';
import type { Indexer } from '../../lib/indexing/indexer';
import { ExplainLoader } from '../../lib/manager/explain-loader';
import { TestClock } from './clock';
import { NearIndexer } from './near-indexer';
import { WatchedStorage } from './watched-storage';

/** An indexer without jobs. */
const UNASKED: Indexer = new NearIndexer(new WatchedStorage());

/** The snapshot of an ordinary job that was read completely. */
export const SNAPSHOT: IndexSnapshot = {
  generation: 'abcdef01',
  revision: '1000-0',
  bytesRead: 1000,
  fileSize: 1000,
  damage: null,
  zerosFrom: null,
  problems: [],
  problemCount: 0,
  skipped: [],
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

/** A loader that does nothing, of a job with the given memory in bytes. */
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
