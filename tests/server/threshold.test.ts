import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { confusionAnswer, thresholdsAnswer } from '../../lib/api/evaluation-answers';
import * as insight from '../../lib/api/insight-answers';
import { jobAnswer } from '../../lib/api/job-answers';
import { facetsAnswer, sampleAnswer, samplesAnswer } from '../../lib/api/sample-answers';
import { copyPhotos, expected } from '../support/photos-job';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* A live threshold over HTTP: what is counted under it, against a count over the samples as the job records them. */

let server: ServedDirectory;
let samples: Samples;
let recorded: number;

beforeAll(async () => {
  server = await serveJobs(copyPhotos);
  ({ samples } = await answer('samples?limit=200&sort=id&order=asc', samplesAnswer));
  ({ threshold: recorded } = await answer('', jobAnswer));
});
afterAll(() => server.stop());

type Samples = z.infer<typeof samplesAnswer>['samples'];
type Type = 'TP' | 'FN' | 'FP';
const TYPES: readonly Type[] = ['TP', 'FN', 'FP'];

/** The response at a path of the job; it must match its schema. */
async function answer<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
  const response = await server.get(`/api/jobs/photos${path === '' || path.startsWith('?') ? path : `/${path}`}`);
  expect(response.status, path).toBe(200);
  return schema.parse(await response.json());
}

/** The types of a sample under a threshold, by hand: labels with a type, by id. */
function typesOf({ labels, runnersUp }: Samples[number], value: number): Map<number, Type> {
  const types = new Map<number, Type>();
  if (!labels.some(({ isTruth }) => isTruth)) return types;
  for (const { id, isTruth, isPredicted, confidence } of labels) {
    if (confidence === null || !(isTruth || isPredicted)) continue;
    if (isTruth) types.set(id, confidence >= value ? 'TP' : 'FN');
    else if (confidence >= value) types.set(id, 'FP');
  }
  if (value < recorded)
    for (const { id, confidence } of runnersUp) if (confidence !== null && confidence >= value) types.set(id, 'FP');
  return types;
}

/** Samples in which a label that is not recorded may reach the threshold: it is at most as probable as the last runner-up. */
const openSamples = (value: number) =>
  value >= recorded
    ? 0
    : samples.filter(
        ({ labels, runnersUp }) =>
          labels.some(({ isTruth }) => isTruth) && value <= (runnersUp.at(-1)?.confidence ?? Number.POSITIVE_INFINITY),
      ).length;

describe.each([0, 0.001, 0.012, 0.05, 0.1, 0.2, 0.333, 0.5, 0.9, 1])('at %d', (value) => {
  const query = `threshold=${value}`;
  const counted = () => samples.map((sample) => typesOf(sample, value));
  const countOf = (type: Type) =>
    counted().reduce((sum, types) => sum + [...types.values()].filter((each) => each === type).length, 0);

  test('types are counted anew everywhere', async () => {
    const expectedTypes = { TP: countOf('TP'), FN: countOf('FN'), FP: countOf('FP') };
    const trust = { value, recorded, openSamples: openSamples(value), lowerBound: openSamples(value) > 0 };

    const facets = await answer(`facets?${query}`, facetsAnswer);
    expect(facets).toMatchObject({ types: expectedTypes, atThreshold: trust });

    const job = await answer(`?${query}`, jobAnswer);
    expect(job).toMatchObject({ atThreshold: trust, threshold: recorded });
    for (const type of TYPES)
      expect(job.labelCounts.reduce((sum, label) => sum + label[type], 0)).toBe(expectedTypes[type]);

    const curve = await answer('thresholds', thresholdsAnswer);
    const k = Math.round(1000 * value);
    expect({ TP: curve.TP[k], FN: curve.FN[k], FP: curve.FP[k] }).toEqual(expectedTypes);
    expect(curve).toMatchObject({ recorded });
    expect(curve.openSamples[k]).toBe(trust.openSamples);

    const confusion = await answer(`confusion?${query}`, confusionAnswer);
    const pairs = new Map<string, number>();
    for (const [i, types] of counted().entries()) {
      const predicted = [...types].filter(([, type]) => type !== 'FN').map(([id]) => String(id));
      for (const { id } of samples[i].labels.filter(({ isTruth }) => isTruth))
        for (const other of predicted.length > 0 ? predicted : ['null'])
          pairs.set(`${id} ${other}`, (pairs.get(`${id} ${other}`) ?? 0) + 1);
    }
    const found = confusion.pairs.map((pair): [string, number] => [`${pair.truth} ${pair.predicted}`, pair.samples]);
    expect(new Map(found)).toEqual(pairs);
    expect(confusion).toMatchObject({ threshold: value, atThreshold: trust });
  });

  test('a filter by type finds the samples, whose labels say so', async () => {
    for (const type of TYPES) {
      const page = await answer(`samples?${query}&type=${type}&limit=200&sort=id&order=asc`, samplesAnswer);
      const wanted = samples.filter((_, i) => [...counted()[i].values()].includes(type));
      expect(page.samples.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
      expect(page.total).toBe(wanted.length);
      for (const sample of page.samples)
        expect(typesIn(sample)).toEqual(counted()[samples.findIndex(({ id }) => id === sample.id)]);
    }
  });

  test('a sample says its types, and whether it may lack some', async () => {
    for (const [i, { id }] of samples.entries()) {
      const { sample, atThreshold } = await answer(`samples/${id}?${query}`, sampleAnswer);
      expect(typesIn(sample)).toEqual(counted()[i]);
      expect(sample.runnersUp.filter((each) => counted()[i].has(each.id))).toEqual([]);
      expect(sample.labels.length + sample.runnersUp.length).toBe(
        samples[i].labels.length + samples[i].runnersUp.length,
      );
      expect(atThreshold?.openSamples).toBeLessThanOrEqual(1);
    }
  });
});

function typesIn({ labels }: Samples[number]): Map<number, Type> {
  return new Map(labels.flatMap(({ id, type }): [number, Type][] => (type === null ? [] : [[id, type]])));
}

test('insight by type follows', async () => {
  const path = (query: string) => `insight/pairs?a=GradCAM&b=Gradient&${query}`;
  await until(async () => {
    const { surveyed, total } = await answer(path(''), insight.pairsAnswer);
    return surveyed === total && total === expected.maps;
  });
  const typesAt = async (value: number) => {
    const { types, atThreshold } = await answer(path(`threshold=${value}`), insight.pairsAnswer);
    expect(atThreshold?.value).toBe(value);
    return types.map(({ type, rho }) => [type, rho.n]);
  };
  const mapped = (value: number) =>
    TYPES.flatMap((type) => {
      const n = samples
        .flatMap((sample) => [...typesOf(sample, value)].map(([label, each]) => ({ sample, label, each })))
        .filter(({ sample, label, each }) => {
          const names = new Set(sample.maps.filter((map) => map.label === label).map(({ explainer }) => explainer));
          return each === type && names.size > 1;
        }).length;
      return n > 0 ? [[type, n]] : [];
    });
  for (const value of [0.001, 0.3, 0.99]) expect(await typesAt(value)).toEqual(mapped(value));
});

test('without a threshold nothing changes, and says null', async () => {
  expect(await answer('facets', facetsAnswer)).toMatchObject({ atThreshold: null });
  expect(await answer('confusion', confusionAnswer)).toMatchObject({ atThreshold: null, threshold: recorded });
  const { atRecorded } = await answer('thresholds', thresholdsAnswer);
  expect((await answer('facets', facetsAnswer)).types).toEqual(atRecorded);
});

test('the validator includes the threshold', async () => {
  for (const path of ['facets', 'confusion', 'samples', `samples/${samples[0].id}`, 'insight/agreement']) {
    const etags = await Promise.all(
      ['', '?threshold=.3', '?threshold=0.3', '?threshold=.31'].map(async (query) => {
        const response = await server.get(`/api/jobs/photos/${path}${query}`);
        return response.headers.get('etag');
      }),
    );
    expect(new Set(etags).size, path).toBe(3);
    expect(etags[1], path).toBe(etags[2]);
  }
});

test.for(['1.001', '-.1', '.1234', 'half', 'NaN', ''])('a threshold of “%s” is refused by name', async (value) => {
  for (const path of ['facets', 'samples', 'confusion', `samples/${samples[0].id}`, 'insight/explainers']) {
    const { status, body } = await server.json(`/api/jobs/photos/${path}?threshold=${value}`);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { code: 'bad-parameter', parameter: 'threshold', value },
    });
  }
});
