import { AsyncLocalStorage } from 'node:async_hooks';
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { answerConfusion } from '../../lib/answer/confusion';
import { answerEvaluation, answerJob } from '../../lib/answer/job';
import { answerJobs } from '../../lib/answer/jobs';
import { heatmapPicture, originalPicture, outcomePicture, thumbnailPicture } from '../../lib/answer/pictures';
import { answerFacets, answerSample, answerSamples } from '../../lib/answer/samples';
import { facetsRequest, jobsRequest, parseQuery, samplesRequest } from '../../lib/api/requests';
import { manage } from '../support/managers';
import { temporaryDirectory } from '../support/runs';
import { until } from '../support/until';

const FIXTURE = fileURLToPath(new URL('../../fixtures/hoc_split/job', import.meta.url));
const [FIRST, LAST] = ['first', 'last'];
const JOBS = [FIRST, 'second', 'third', LAST];
const NOTHING = new URLSearchParams();

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/*
 * A promise holds the asynchronous context that it was made in, and in that of Next are the request, the response and what was rendered:
 * forty kilobytes. A cache of promises would hold them for every job that was ever visited.
 */
test('what is kept for later holds nothing of the request that it was made for', async () => {
  const base = await temporaryDirectory();
  for (const key of JOBS) await cp(FIXTURE, `${base}/${key}`, { recursive: true });
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const map = { id: 0, explainer: 0, label: 2 };
  const answers: Record<string, (key: string) => Promise<unknown>> = {
    thumbnail: (key) => thumbnailPicture(manager, key, 0),
    job: (key) => answerJob(manager, key),
    samples: (key) => answerSamples(manager, key, parseQuery(samplesRequest, NOTHING)),
    facets: (key) => answerFacets(manager, key, parseQuery(facetsRequest, NOTHING)),
    evaluation: (key) => answerEvaluation(manager, key),
    confusion: (key) => answerConfusion(manager, key),
    sample: (key) => answerSample(manager, key, 0),
    original: (key) => originalPicture(manager, key, 0),
    overlay: (key) => heatmapPicture(manager, key, map, 'overlay'),
    outcome: (key) => outcomePicture(manager, key, { id: 0, label: 2, layer: 0 }),
    list: () => answerJobs(manager, parseQuery(jobsRequest, NOTHING)),
  };
  const requests = new AsyncLocalStorage<object>();
  const kept = new Map<string, WeakRef<object>>();
  for (const [name, answer] of Object.entries(answers)) {
    for (const key of JOBS) {
      const request = { name };
      await requests.run(request, () => answer(key));
      kept.set(`${name} of ${key}`, new WeakRef(request));
    }
  }
  // Threads belong to the first request for them, and the last one is remembered here and there.
  for (const key of [FIRST, LAST]) for (const name of Object.keys(answers)) kept.delete(`${name} of ${key}`);
  const held = () => [...kept].filter(([, request]) => request.deref() !== undefined).map(([name]) => name);
  await until(() => {
    collectGarbage();
    return held().length === 0;
  }).catch(() => {});
  expect(held()).toEqual([]);
});
