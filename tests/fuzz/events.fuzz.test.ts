import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { answerConfusion } from '../../lib/answer/confusion';
import { answerEvaluation, answerJob } from '../../lib/answer/job';
import { answerFacets, answerSample, answerSamples } from '../../lib/answer/samples';
import { confusionAnswer, evaluationAnswer } from '../../lib/api/evaluation-answers';
import { jobAnswer } from '../../lib/api/job-answers';
import { facetsRequest, parseQuery, samplesRequest } from '../../lib/api/requests';
import { facetsAnswer, sampleAnswer, samplesAnswer } from '../../lib/api/sample-answers';
import type { ExplainManager } from '../../lib/manager/explain-manager';
import { asked, manageWatched } from '../support/managers';
import { temporaryDirectory, writeJob } from '../support/runs';
import { until } from '../support/until';
import { fuzz, PATIENCE_MS } from './harness';
import { mutant, verifiedUntil } from './mutations';

/* Any event file: nothing throws, records before damage are kept, memory is bounded by the file size, answers match their schemas. */

const HANGS_MS = 5_000;
const MEMORY = (fileBytes: number) => 2 ** 20 + 400 * fileBytes;

const request = parseQuery(samplesRequest, new URLSearchParams('sort=id&order=asc&limit=200'));
const byConfidence = parseQuery(samplesRequest, new URLSearchParams('type=FN&sort=confidence'));

/** All API responses about a job; each must match its schema. */
async function described(manager: ExplainManager, key: string) {
  const job = jobAnswer.strict().parse(wire((await answerJob(manager, key)).answer));
  const samples = samplesAnswer.strict().parse(wire((await answerSamples(manager, key, request)).answer));
  samplesAnswer.strict().parse(wire((await answerSamples(manager, key, byConfidence)).answer));
  const facets = await answerFacets(manager, key, parseQuery(facetsRequest, new URLSearchParams()));
  facetsAnswer.strict().parse(wire(facets.answer));
  evaluationAnswer.strict().parse(wire((await answerEvaluation(manager, key)).answer));
  confusionAnswer.strict().parse(wire((await answerConfusion(manager, key)).answer));
  for (const { id } of samples.samples.slice(0, 2)) {
    sampleAnswer.strict().parse(wire((await answerSample(manager, key, id)).answer));
  }
  return { job, samples: samples.samples };
}

/** As sent by the server: NaN becomes null. */
const wire = (answer: unknown) => JSON.parse(typeof answer === 'string' ? answer : JSON.stringify(answer));

test('an arbitrary event file', { timeout: PATIENCE_MS }, async () => {
  const base = await temporaryDirectory();
  const { manager, storage } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  let number = 0;

  await fuzz('events', mutant, async ({ bytes, same }) => {
    const [whole, part] = [`whole_${number}`, `part_${number++}`];
    await writeJob(`${base}/${whole}`, bytes);
    const began = performance.now();
    const loader = await asked(manager, whole);
    await loader.load();
    expect(performance.now() - began).toBeLessThan(HANGS_MS);
    const { snapshot } = loader;
    if (snapshot === null) throw new Error('The job has no snapshot.');
    expect(snapshot.bytesRead).toBeGreaterThanOrEqual(verifiedUntil(bytes, same));
    expect(snapshot.memory).toBeLessThan(MEMORY(bytes.length));
    expect(snapshot.problems.length).toBeLessThanOrEqual(50);
    const { job, samples } = await described(manager, whole);
    expect(job.samples).toBe(snapshot.sampleCount);

    // The answers equal those of a file that ends where the damage begins.
    await writeJob(`${base}/${part}`, bytes.slice(0, snapshot.bytesRead));
    await (await asked(manager, part)).load();
    const kept = await described(manager, part);
    expect(kept.job.revision).toBe(job.revision);
    expect(kept.samples).toEqual(samples);
    await Promise.all([whole, part].map((name) => rm(`${base}/${name}`, { recursive: true })));
    await manager.loadData();
    await until(() => storage.openFiles === 0);
  });
});
