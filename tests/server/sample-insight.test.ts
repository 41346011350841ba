import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { MEASURE_NAMES, type MeasureName } from '../../lib/api/choices';
import { sampleInsightAnswer } from '../../lib/api/insight-answers';
import type { SampleAnswer } from '../../lib/api/sample-answers';
import { Run, simpleSample } from '../support/browser-jobs';
import { copyPhotos, expected, someHeatmap } from '../support/photos-job';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* What the API says of single samples, against the numbers of an independent implementation (tests/insight). */

const IDS = Array.from({ length: expected.samples }, (_, id) => id);
const close = (value: number) => expect.closeTo(value, 5);

const PATIENCE = { timeout: 30_000, interval: 50 };

let server: ServedDirectory;
beforeAll(async () => {
  server = await serveJobs(async (base) => {
    await copyPhotos(base);
    const alone = await new Run(join(base, 'alone'), ['GradCAM']).begin();
    await alone.samples([simpleSample(1, 0.8)]);
    await alone.image(simpleSample(2, 0.8));
    await alone.end();
  });
});
afterAll(() => server.stop());

async function insightOf(query: string, job = 'photos') {
  return sampleInsightAnswer.parse((await server.json(`/api/jobs/${job}/insight/sample?${query}`)).body);
}

/** The answers for all labels of all samples, once the whole job has been surveyed. */
async function allAnswers() {
  await until(async () => (await insightOf('sample=0')).baseline.surveyed === expected.maps);
  const answers = [];
  for (const id of IDS) {
    const { sample } = (await server.json(`/api/jobs/photos/samples/${id}`)).body as unknown as SampleAnswer;
    for (const label of new Set(sample.maps.map((map) => map.label)))
      answers.push(await insightOf(`sample=${id}&label=${label}`));
  }
  return answers;
}

test('a request surveys the sample', async () => {
  const { total, maps, label } = await vi.waitFor(async () => {
    const answer = await insightOf('sample=7');
    expect(answer.surveyed).toBe(expected.explainers.length);
    return answer;
  }, PATIENCE);
  expect(total).toBe(expected.explainers.length);
  expect(maps.map(({ explainer, state }) => `${explainer} ${state}`)).toEqual(
    expected.explainers.map((name: string) => `${name} counted`),
  );
  expect(label).toBe(818); // the most probable one
});

test('all numbers are those of the reference', async () => {
  const answers = await allAnswers();
  const of = (sample: number, label: number) => answers.find((one) => one.sample === sample && one.label === label);
  for (const [name, recorded] of Object.entries<Record<MeasureName, Record<string, number>>>(expected.matrix)) {
    const pairs = answers.flatMap(({ pairs }) => pairs.filter(({ a, b }) => name === `${a}|${b}`));
    for (const measure of MEASURE_NAMES) {
      const { n, mean, median, shuffled, lift } = recorded[measure];
      const counted = { n, mean: close(mean), median: close(median), shuffled: close(shuffled), lift: close(lift) };
      expect(pairs[0].job[measure], `${measure} of ${name}`).toEqual(counted);
      const sum = pairs.reduce((total, pair) => total + (pair[measure] ?? Number.NaN), 0);
      expect(sum / pairs.length, `${measure} of ${name}`).toEqual(close(mean));
    }
  }
  for (const { sample, label, agreement } of expected.least_agreed.rho) {
    const pairs = of(sample, label)?.pairs ?? [];
    expect(pairs).toHaveLength(10);
    expect(pairs.reduce((total, { rho }) => total + (rho ?? Number.NaN), 0) / 10).toEqual(close(agreement));
  }
  for (const { sample, label, explainer, inside, area, lift } of expected.hoc_least) {
    const answer = of(sample, label);
    expect(answer).toMatchObject({ area: close(area), boxes: expect.any(Number) });
    const map = answer?.maps.find((one) => one.explainer === explainer);
    expect(map).toMatchObject({ state: 'counted', inside: close(inside), lift: close(lift) });
  }
  for (const { sample, label, explainer, border } of expected.most_border)
    expect(of(sample, label)?.maps.find((one) => one.explainer === explainer)?.border).toEqual(close(border));
  expect(answers.map(({ baseline }) => baseline)).toEqual(
    answers.map(() => ({ surveyed: expected.maps, total: expected.maps, items: answers.length })),
  );
  expect(
    answers.filter(({ boxes }) => boxes === null).every(({ maps }) => maps.every((map) => map.inside === null)),
  ).toBe(true);
});

test('a map that cannot be read has no numbers, and those of the others stay', async () => {
  const broken = await serveJobs(async (base) => {
    await copyPhotos(base);
    await writeFile((await someHeatmap(base)).path, 'no picture');
  });
  try {
    const { explainer } = await someHeatmap(broken.base);
    const found = await vi.waitFor(async () => {
      const { body } = await broken.json('/api/jobs/photos/insight/survey');
      expect(body.surveyed).toBe(expected.maps);
      return body;
    }, PATIENCE);
    const [failure] = (found.survey as { failures: { sample: number; label: number }[] }).failures;
    const path = `/api/jobs/photos/insight/sample?sample=${failure.sample}&label=${failure.label}`;
    const answer = sampleInsightAnswer.parse((await broken.json(path)).body);
    expect(answer).toMatchObject({ surveyed: 5, total: 5, unreadable: 1, survey: { failures: [failure] } });
    expect(answer.maps.find((map) => map.explainer === explainer)).toMatchObject({ state: 'unreadable', border: null });
    expect(answer.maps.filter(({ border }) => border !== null)).toHaveLength(4);
    expect(answer.pairs.filter(({ rho }) => rho === null)).toHaveLength(4);
  } finally {
    await broken.stop();
  }
});

test('a job with one explainer, and a sample without labels', async () => {
  // On a busy machine an answer may be there before the survey of its sample is.
  await vi.waitFor(async () => {
    const maps = [{ explainer: 'GradCAM', state: 'counted' }];
    expect(await insightOf('sample=1', 'alone')).toMatchObject({ boxes: null, area: null, pairs: [], maps });
  }, PATIENCE);
  expect(await insightOf('sample=2', 'alone')).toMatchObject({ label: null, name: '', maps: [], total: 0 });
});

test('it has an ETag of its content, and refuses what the job does not have', async () => {
  await allAnswers();
  const path = '/api/jobs/photos/insight/sample?sample=7';
  const etag = (await server.get(path)).headers.get('etag') ?? '';
  expect(await fetch(server.url + path, { headers: { 'If-None-Match': etag } })).toMatchObject({ status: 304 });
  const refused = async (query: string) => (await server.json(`/api/jobs/photos/insight/sample?${query}`)).body;
  expect(await refused('sample=7&label=1')).toMatchObject({
    code: 'bad-parameter',
    parameter: 'label',
    detail: 'label is 1; labels of sample 7: 409, 818.',
  });
  expect(await refused('sample=4711')).toMatchObject({ code: 'unknown-sample' });
  expect(await refused('sample=seven')).toMatchObject({ code: 'bad-parameter', parameter: 'sample' });
  expect(await refused('label=1')).toMatchObject({ code: 'bad-parameter', parameter: 'sample' });
});
