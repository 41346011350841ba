import { expect, test } from 'vitest';
import type { Indexer } from '../../../lib/indexing/indexer';
import { ExplainLoader } from '../../../lib/manager/explain-loader';
import { TestClock } from '../../support/clock';
import { SNAPSHOT } from '../../support/idle-loader';

/** An indexing worker that answers only when it is told to. */
class SlowIndexer implements Indexer {
  /** What has been asked and not been answered, the oldest first: the method, and the function that answers. */
  readonly asked: [method: string, answer: () => void][] = [];

  call: Indexer['call'] = (method, ..._args) =>
    new Promise((resolve) => {
      this.asked.push([method, () => resolve(null)]);
    }) as never;
  watch() {}
  async stop() {}

  get methods(): string[] {
    return this.asked.map(([method]) => method);
  }
}

const turn = () => new Promise(setImmediate);

function loaderOf(indexer: Indexer, jobId: string): ExplainLoader {
  const directory = {
    relativePath: jobId,
    eventFile: 'a.summary.1._explain',
    createTime: 0,
    updateTime: 0,
    size: 1000,
    identity: jobId,
  };
  const loader = new ExplainLoader(jobId, `/jobs/${jobId}`, directory, indexer, new TestClock());
  loader.snapshot = SNAPSHOT;
  return loader;
}

test('many questions about one job do not keep a question about another one waiting', async () => {
  const indexer = new SlowIndexer();
  const [busy, other] = [loaderOf(indexer, './busy'), loaderOf(indexer, './other')];
  for (let k = 0; k < 20; k++) void busy.totals();
  await turn();
  void other.evaluation();
  await turn();
  expect(indexer.methods).toEqual(['totals', 'totals', 'evaluation']);
  indexer.asked.shift()?.[1]();
  await turn();
  expect(indexer.methods).toEqual(['totals', 'evaluation', 'totals']);
});

test('a comparison with a slow job does not keep questions about this one waiting, nor does a check of its pictures', async () => {
  const indexer = new SlowIndexer();
  const [slow, job] = [loaderOf(indexer, './slow'), loaderOf(indexer, './job')];
  for (let k = 0; k < 5; k++) void job.compare(slow);
  for (let k = 0; k < 3; k++) void job.checkPictures();
  void job.evaluation();
  await turn();
  expect(indexer.methods.toSorted()).toEqual([
    'checkPictures',
    'checkPictures',
    'checkPictures',
    'compare',
    'evaluation',
  ]);
});
