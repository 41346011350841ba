import { readdirSync } from 'node:fs';
import { METHODS, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { confusionAnswer, evaluationAnswer } from '../../lib/api/evaluation-answers';
import { healthAnswer, livenessAnswer, problemAnswer } from '../../lib/api/health-answers';
import { jobAnswer, jobsAnswer } from '../../lib/api/job-answers';
import { jobKeyOf } from '../../lib/api/job-key';
import { facetsAnswer, neighboursAnswer, sampleAnswer, samplesAnswer } from '../../lib/api/sample-answers';
import { type Server, serve } from '../support/browser';
import { until } from '../support/until';

/* The API over HTTP: the built server, on the jobs of fixtures/. */

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));
const NAMES = readdirSync(FIXTURES, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? entry.name : [],
);
const PLAIN = 'plain~job';
/** A job with counterfactuals. */
const SPLIT = 'hoc_split~job';

let server: Server;
beforeAll(async () => {
  server = await serve(FIXTURES);
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

/** The response at a path; it must match its schema. */
async function answer<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
  const response = await get(path);
  expect(response.status, path).toBe(200);
  return schema.parse(await response.json());
}

type Samples = z.infer<typeof samplesAnswer>['samples'];

/** The count of each pair of ground truth and prediction, by "truth predicted"; samples without a probability are omitted. */
function pairsOf(samples: Samples): Map<string, number> {
  const pairs = new Map<string, number>();
  for (const { labels } of samples.filter((one) => one.labels.some(({ confidence }) => confidence !== null))) {
    const predicted = labels.filter(({ type }) => type === 'TP' || type === 'FP').map(({ id }) => String(id));
    for (const { id } of labels.filter(({ isTruth }) => isTruth))
      for (const other of predicted.length > 0 ? predicted : ['null'])
        pairs.set(`${id} ${other}`, (pairs.get(`${id} ${other}`) ?? 0) + 1);
  }
  return pairs;
}

/** Checks that the facets equal the counts over the samples of a job. */
function expectFacets(samples: Samples, facets: z.infer<typeof facetsAnswer>) {
  const labels = samples.flatMap((sample) => sample.labels);
  const ids = [...new Set(labels.map(({ id }) => id))].sort((a, b) => a - b);
  expect(facets.labels.map(({ id, count }) => [id, count])).toEqual(
    ids.map((id) => [id, labels.filter((label) => label.id === id).length]),
  );
  for (const type of ['TP', 'FN', 'FP'] as const) {
    expect(facets.types[type], type).toBe(labels.filter((label) => label.type === type).length);
  }
  const sum = (bins: number[]) => bins.reduce((total, bin) => total + bin, 0);
  expect(sum(facets.confidence.bins)).toBe(labels.filter(({ confidence }) => confidence !== null).length);
  expect(sum(facets.uncertainty.bins)).toBe(labels.filter(({ uncertainty }) => uncertainty?.sd != null).length);
}

describe('every response matches its schema', () => {
  test('the list counts every fixture', async () => {
    const list = await answer('/api/jobs?limit=1000', jobsAnswer.strict());
    expect(list.total).toBe(NAMES.length);
    expect(list.jobs.map(({ path }) => path).sort()).toEqual(NAMES.map((name) => `${name}/job`).sort());
  });

  test.each(NAMES)('%s', async (name) => {
    const path = `/api/jobs/${jobKeyOf(`./${name}/job`)}`;
    const job = await answer(path, jobAnswer.strict());
    const samples = await answer(`${path}/samples?limit=200&sort=id&order=asc`, samplesAnswer.strict());
    expect(samples.total).toBe(job.samples);
    await answer(`${path}/evaluation`, evaluationAnswer.strict());
    expectFacets(samples.samples, await answer(`${path}/facets`, facetsAnswer.strict()));
    const { pairs } = await answer(`${path}/confusion`, confusionAnswer.strict());
    expect(pairs).toHaveLength(pairsOf(samples.samples).size);
    for (const { truth, predicted, samples: count } of pairs) {
      expect(count).toBe(pairsOf(samples.samples).get(`${truth} ${predicted}`));
    }
    for (const { truth, predicted, samples: count } of pairs.slice(0, 3)) {
      const query = `truth=${truth}&predicted=${predicted ?? 'none'}&limit=1`;
      const found = await answer(`${path}/samples?${query}`, samplesAnswer.strict());
      expect(found.total, query).toBe(count);
    }
    for (const { id } of samples.samples.slice(0, 3)) {
      const { sample } = await answer(`${path}/samples/${id}`, sampleAnswer.strict());
      // Only a page of samples has a matching label, the agreement of its maps, and what it is sorted by.
      const { agreement, matchingLabel, sortValue, ...listed } = samples.samples.find((one) => one.id === id) ?? {};
      expect(sample).toEqual(listed);
      expect(matchingLabel === null || typeof matchingLabel === 'number').toBe(true);
      expect(agreement).toEqual({ rho: null, iou: null, overlap: null });
    }
  });

  test('health', async () => {
    expect(await answer('/api/health', healthAnswer.strict())).toMatchObject({
      status: 'ok',
      jobs: NAMES.length,
    });
    await answer('/api/health/ready', healthAnswer.strict());
    await answer('/api/health/live', livenessAnswer.strict());
  });
});

test('neighbours lead through all matching samples in order', async () => {
  const path = `/api/jobs/${PLAIN}`;
  const order = 'type=TP&sort=confidence&order=desc';
  const { samples } = await answer(`${path}/samples?limit=200&${order}`, samplesAnswer);
  expect(samples.length).toBeGreaterThan(2);
  let next: number | null = samples[0].id;
  for (const [index, { id }] of samples.entries()) {
    expect(next).toBe(id);
    const found = await answer(`${path}/samples/${id}/neighbours?${order}`, neighboursAnswer.strict());
    expect(found).toMatchObject({
      rank: index + 1,
      total: samples.length,
      previous: samples[index - 1]?.id ?? null,
      next: samples[index + 1]?.id ?? null,
    });
    next = found.next;
  }
  const { samples: others } = await answer(`${path}/samples?limit=200&sort=id`, samplesAnswer);
  const outside = others.find(({ id }) => !samples.some((sample) => sample.id === id));
  if (!outside) throw new Error('All samples of the fixture match.');
  const found = await answer(`${path}/samples/${outside.id}/neighbours?${order}`, neighboursAnswer);
  expect(found).toMatchObject({ rank: null, previous: null, next: null });
});

test.each([
  ['recorded_threshold', 0.3],
  ['plain', 0.5],
])('the threshold of %s is %d', async (name, threshold) => {
  const path = `/api/jobs/${name}~job`;
  expect(await answer(path, jobAnswer)).toMatchObject({ threshold });
  expect(await answer(`${path}/confusion`, confusionAnswer)).toMatchObject({ threshold });
});

describe('validators', () => {
  /** Waits until a server has checked which pictures exist, which is part of its answer. */
  const picturesChecked = (url: string) =>
    until(async () => {
      const response = await fetch(`${url}/api/jobs/${PLAIN}`);
      return jobAnswer.parse(await response.json()).pictures !== null;
    });
  beforeAll(() => picturesChecked(server.url));

  const PATHS = ['', '/samples?sort=confidence&limit=3', '/samples/0', '/facets', '/evaluation', '/confusion'].map(
    (rest) => `/api/jobs/${PLAIN}${rest}`,
  );

  test.each(['/api/jobs?q=plain', ...PATHS])(
    '%s has a strong ETag, and is a 304 for a client that has it',
    async (path) => {
      const first = await get(path);
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[^"]+"$/);
      const again = await get(path, { 'If-None-Match': `"other", ${etag}` });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect((await get(path, { 'If-None-Match': '"other"' })).status).toBe(200);
    },
  );

  test('another server on the same files gives the same ETags', async () => {
    const other = await serve(FIXTURES);
    try {
      await picturesChecked(other.url);
      for (const path of PATHS) {
        const [here, there] = await Promise.all([get(path), fetch(other.url + path)]);
        expect(there.headers.get('etag'), path).toBe(here.headers.get('etag'));
      }
    } finally {
      await other.stop();
    }
  });
});

describe('errors are problem documents', () => {
  test.each([
    ['/api/jobs?limit=0', 400, { parameter: 'limit', value: '0', allowed: 'an integer from 1 to 1000' }],
    ['/api/jobs?sort=colour', 400, { parameter: 'sort', value: 'colour' }],
    ['/api/jobs?offset=1', 400, { parameter: 'offset', value: '1' }],
    [`/api/jobs/${PLAIN}/samples?page=1&page=2`, 400, { parameter: 'page' }],
    [`/api/jobs/${PLAIN}/samples?label=1&label=cat`, 400, { parameter: 'label', value: 'cat' }],
    [`/api/jobs/${PLAIN}/samples?minConfidence=`, 400, { parameter: 'minConfidence', value: '' }],
    [`/api/jobs/${PLAIN}/samples?predicted=nothing`, 400, { parameter: 'predicted', allowed: 'a label id, or none' }],
    [`/api/jobs/${PLAIN}/samples?truth=-1`, 400, { parameter: 'truth', value: '-1' }],
    [`/api/jobs/${PLAIN}/samples/first`, 400, { parameter: 'id', value: 'first' }],
    [`/api/jobs/${PLAIN}?x=1`, 400, { parameter: 'x' }],
    ['/api/jobs/none', 404, { code: 'unknown-job' }],
    ['/api/jobs/..~..~etc', 404, { code: 'unknown-job' }],
    ['/api/jobs/%2e%2e%2f%2e%2e/samples', 404, { code: 'unknown-job' }],
    [`/api/jobs/${PLAIN}/samples/999`, 404, { code: 'unknown-sample' }],
    [`/api/jobs/${PLAIN}/images/heatmap/0/0/999`, 404, { code: 'unknown-picture' }],
    [`/api/jobs/${SPLIT}/images/outcome/0/2/3`, 404, { code: 'unknown-picture' }],
    [`/api/jobs/${SPLIT}/images/outcome/0/1/0`, 404, { code: 'unknown-picture' }],
    [`/api/jobs/${SPLIT}/images/outcome/0/2/last`, 400, { parameter: 'layer', value: 'last' }],
    ['/api/jobs/layers~job/images/outcome/0/0/0?v=1', 422, { code: 'unknown-mask' }],
    ['/api/jobs/layers~job/images/outcome/0/1/0?v=1', 404, { code: 'picture-missing' }],
    ['/api/nothing', 404, { code: 'unknown-route' }],
  ])('%s is %d', async (path, status, expected) => {
    const response = await get(path);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const problem = problemAnswer.strict().parse(await response.json());
    expect(problem).toMatchObject({ status, ...expected });
    expect(response.status).toBe(status);
  });
});

describe('pictures', () => {
  test.each([
    [PLAIN, 'original/0', 'image/jpeg'],
    [PLAIN, 'thumbnail/0', 'image/webp'],
    [PLAIN, 'heatmap/0/0/2', 'image/jpeg'],
    [PLAIN, 'heatmap/0/0/2?as=overlay', 'image/png'],
    [PLAIN, 'heatmap/0/0/2?as=pixels', 'application/octet-stream'],
    [SPLIT, 'outcome/0/2/1', 'image/png'],
  ])('%s: %s', async (job, path, type) => {
    const plain = await get(`/api/jobs/${job}/images/${path}`);
    expect([plain.status, plain.headers.get('content-type')]).toEqual([200, type]);
    expect(plain.headers.get('cache-control')).toBe('private, no-cache');
    const versioned = await get(`/api/jobs/${job}/images/${path}${path.includes('?') ? '&' : '?'}v=1`);
    expect(versioned.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(new Uint8Array(await versioned.arrayBuffer())).toEqual(new Uint8Array(await plain.arrayBuffer()));
  });

  test('an original has a validator, and is not sent again to a client that has it', async () => {
    const url = `${server.url}/api/jobs/${PLAIN}/images/original/0`;
    const first = await fetch(url);
    const content = new Uint8Array(await first.arrayBuffer());
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    for (const method of ['GET', 'HEAD']) {
      const same = await fetch(url, { method, headers: { 'If-None-Match': `"other", W/${etag}` } });
      expect([same.status, same.headers.get('etag'), await same.text()]).toEqual([304, etag, '']);
      expect(same.headers.get('cache-control')).toBe('private, no-cache');
      const other = await fetch(url, { method, headers: { 'If-None-Match': '"other"' } });
      expect([other.status, other.headers.get('etag')]).toEqual([200, etag]);
      expect((await other.arrayBuffer()).byteLength).toBe(method === 'GET' ? content.length : 0);
    }
  });

  test('a recorded picture without a file is reported, and not cached', async () => {
    const response = await get(`/api/jobs/${PLAIN}/images/original/20?v=1`);
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ code: 'picture-missing' });
  });
});

test('error pages have no URL', async () => {
  for (const path of ['/_global-error', '/_error', '/_not-found', '/404', '/500']) {
    expect((await fetch(server.url + path)).status, path).toBe(404);
  }
});

test('an invalid router state is answered with 400 on any page', async () => {
  const ask = async (state: string, path: string) =>
    (await fetch(server.url + path, { headers: { RSC: '1', 'Next-Router-State-Tree': state } })).status;
  for (const state of ['', '{}', 'x', '%']) expect(await ask(state, '/')).toBe(400);
  expect(await ask('', '/%EF%BF%BD')).toBe(400);
  expect(await ask(encodeURIComponent('["",{}]'), '/')).toBe(200);
});

test('no method causes a server error', async () => {
  const ask = (method: string, path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      // A response to QUERY or similar methods may leave a body unread, so the connection is not reused.
      const asked = request(server.url + path, { method, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
  for (const method of METHODS.filter((name) => name !== 'CONNECT')) {
    for (const path of ['/', '/api/jobs', '/v1/mindinsight/explainer/explain-jobs', '/metrics', '/nothing']) {
      expect(await ask(method, path), `${method} ${path}`).toBeLessThan(500);
    }
  }
  expect(await ask('TRACE', '/')).toBe(405);
});
