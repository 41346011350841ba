import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CompareAnswer, CompareSamplesAnswer } from '../../lib/api/compare-answers';
import type { FacetsAnswer } from '../../lib/api/sample-answers';
import { copyDemo } from '../support/browser-insight';
import type { EventInput } from '../support/event-writer';
import { append, EVENT_FILE, writeJob } from '../support/runs';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* Two jobs compared through HTTP: the demo's digits against the numbers of an independent implementation, and jobs that do not match. */

const picture = (grey: number) =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: { r: grey, g: 0, b: 0 } } })
    .png()
    .toBuffer();

const sample = (sampleId: number, name: string, probability: number, label = 0): EventInput => ({
  sampleId,
  imagePath: name,
  truth: [label],
  inference: { truthProb: [probability] },
});

/** A job whose originals are files without a recorded hash: `pictures[k]` is the grey of sample `k`. */
async function writePictures(base: string, job: string, labels: string[], samples: [id: number, grey: number][]) {
  const events: EventInput[] = [{ metadata: { labels, explainers: ['GradCAM'] } }];
  for (const [id, grey] of samples) events.push(sample(id, `${id}.png`, 0.1 + grey / 400, labels.indexOf('cat')));
  await writeJob(join(base, job), events);
  for (const [id, grey] of samples) await writeFile(join(base, job, `${id}.png`), await picture(grey));
}

let server: ServedDirectory;

beforeAll(async () => {
  server = await serveJobs(
    async (base) => {
      for (const job of ['digits_early', 'digits_late']) await copyDemo(base, job);
      await writePictures(
        base,
        'first',
        ['cat', 'dog'],
        [0, 1, 2, 3, 4].map((id) => [id, 10 * id]),
      );
      // Sample 1 has another picture, 2 and 3 are swapped, 4 is missing and 9 is new; labels are in another order.
      await writePictures(
        base,
        'second',
        ['owl', 'dog', 'cat'],
        [
          [0, 0],
          [1, 99],
          [2, 30],
          [3, 20],
          [9, 90],
        ],
      );
    },
    ['--reload-interval', '1'],
  );
});
afterAll(() => server.stop());

const compare = async (a: string, b: string) =>
  (await server.json(`/api/compare?a=${a}&b=${b}`)) as unknown as { status: number; body: CompareAnswer };
const samples = async (query: string) =>
  (await server.json(`/api/compare/samples?${query}`)) as unknown as { status: number; body: CompareSamplesAnswer };

/** The overview once pictures and maps are known. */
async function complete(a: string, b: string): Promise<CompareAnswer> {
  let { body } = await compare(a, b);
  await until(async () => {
    ({ body } = await compare(a, b));
    return body.samePicture !== null && !body.isCounting && body.surveyed === body.total;
  });
  return body;
}

const close = (value: number) => expect.closeTo(value, 5);

test('the digits have the numbers of the independent implementation', async () => {
  const answer = await complete('digits_early', 'digits_late');
  expect(answer).toMatchObject({
    ...{
      compared: 300,
      both: 300,
      onlyA: 0,
      onlyB: 0,
      samePicture: 300,
      otherPicture: 0,
      otherLeft: 0,
      unknownPicture: 0,
      pendingPicture: 0,
      byPicture: 0,
    },
    transitions: { 'TP->TP': 175, 'FN->TP': 118, 'FN->FN': 7 },
    ...{ fixed: 118, broken: 0, fpAppeared: 5, fpVanished: 11 },
    top1: { n: 300, rightA: 248, rightB: 293, fixed: 45, broken: 0, changed: 50 },
    delta: { n: 300, mean: close(0.394409), median: close(0.375115), fell: 1, rose: 299 },
    maps: {
      DeepLift: { rho: { n: 300, mean: close(0.674646), median: close(0.672364) } },
      IntegratedGradients: { iou: { mean: close(0.570644) }, overlap: { mean: close(0.65519) } },
      GradCAM: { rho: { mean: close(0.464583), median: close(0.507149) }, overlap: { median: close(0.472653) } },
      Occlusion: { rho: { mean: close(0.863975) }, overlap: { mean: close(0.732363) } },
    },
  });
  expect((answer.mcnemar ?? 0) / 6.018531076210112e-36).toBeCloseTo(1, 9);
  // The ids of the demo are permuted, so the shuffled pairs are others: near the reference, and the lift is the difference.
  const { mean, shuffled, lift } = answer.maps.GradCAM.rho;
  expect(shuffled).toBeCloseTo(0.271, 2);
  expect(lift).toBeCloseTo((mean ?? 0) - (shuffled ?? 0), 8);
});

test('pages of samples: sorts, parts and filters', async () => {
  await complete('digits_early', 'digits_late');
  const of = 'a=digits_early&b=digits_late&limit=5';
  const rise = (await samples(`${of}&sort=rise`)).body;
  expect(rise.total).toBe(300);
  expect(rise.samples.map(({ delta }) => delta).slice(0, 3)).toEqual([0.923775, 0.889901, 0.851596].map(close));
  expect(rise.samples[0]).toMatchObject({
    name: '2',
    a: { type: 'FN', confidence: close(0.075245), top: { name: '8', isTruth: false } },
    b: { type: 'TP', confidence: close(0.999019), top: { name: '2', isTruth: true } },
  });
  expect((await samples(`${of}&sort=drop`)).body.samples[0].delta).toBeCloseTo(-0.070364, 6);
  const changed = (await samples(`${of}&sort=most-changed&by=GradCAM&measure=overlap`)).body;
  expect(changed.samples.map(({ maps }) => maps.GradCAM.overlap).slice(0, 3)).toEqual(
    [0.03088, 0.080224, 0.081008].map(close),
  );
  const totals: Record<string, number> = {
    'only=flips': 118,
    'only=fixed': 118,
    'only=broken': 0,
    'only=appeared': 5,
    'only=vanished': 11,
    'only=top-fixed': 45,
    'only=top-broken': 0,
    'only=top-changed': 50,
    'from=FN&to=FN': 7,
    'from=TP': 175,
    'to=FN': 7,
    'of=a&type=FP': 11,
    'of=b&type=FN': 7,
  };
  for (const [query, total] of Object.entries(totals))
    expect([query, (await samples(`${of}&${query}`)).body.total]).toEqual([query, total]);
  const ids = rise.samples.map(({ a }) => a.sample.id);
  const some = (await samples(`${of}&ids=${ids[2]},${ids[0]}`)).body;
  expect(some.samples.map(({ a }) => a.sample.id)).toEqual([ids[2], ids[0]]);
});

test('samples are filtered by numbers of the maps and by marks, as those of one job are', async () => {
  await complete('digits_early', 'digits_late');
  const of = 'a=digits_early&b=digits_late&limit=200&sort=id';
  const numbers = 'explainer=GradCAM&minSpread=.2&maxSpread=.3';
  for (const side of ['a', 'b'] as const) {
    const job = side === 'a' ? 'digits_early' : 'digits_late';
    const { body: alone } = await server.json(`/api/jobs/${job}/samples?limit=1&${numbers}`);
    const both = (await samples(`${of}&of=${side}&${numbers}`)).body;
    expect(alone.total).toBeGreaterThan(0);
    expect([side, both.total]).toEqual([side, alone.total]);
  }
  const write = (path: string, body: object) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await write('/api/marks', { name: 'odd', colour: 'red' })).status).toBe(200);
  expect((await write('/api/jobs/digits_early/marks', { mark: 'odd', ids: [3, 4] })).status).toBe(200);
  const marked = (await samples(`${of}&of=a&marks=odd`)).body;
  expect(marked.samples.map(({ a, b }) => [a.sample.id, a.sample.marks, b.sample.marks])).toEqual([
    [3, ['odd'], []],
    [4, ['odd'], []],
  ]);
  expect((await samples(`${of}&of=b&marks=odd`)).body.total).toBe(0);
});

test('samples match by id and picture, else by picture alone; labels by name', async () => {
  const answer = await complete('first', 'second');
  expect(answer).toMatchObject({
    ...{
      compared: 3,
      both: 4,
      samePicture: 1,
      otherPicture: 3,
      otherLeft: 1,
      unknownPicture: 0,
      pendingPicture: 0,
      byPicture: 2,
      onlyA: 1,
      onlyB: 1,
    },
    left: { onlyA: [4], onlyB: [9], otherPicture: [1] },
    labels: { both: 1, onlyA: { count: 0 }, onlyB: { count: 0 } },
    delta: { n: 3, mean: 0, median: 0 },
  });
  const { body } = await samples('a=first&b=second&sort=id');
  expect(body.samples.map(({ a, b }) => [a.sample.id, b.sample.id])).toEqual([
    [0, 0],
    [2, 3],
    [3, 2],
  ]);
});

test('facets count the compared samples only, of either job', async () => {
  await complete('first', 'second');
  const facetsOf = async (key: string, query: string) =>
    (await server.json(`/api/jobs/${key}/facets${query}`)).body as FacetsAnswer;
  expect((await facetsOf('first', '')).total).toBe(5);
  for (const [key, other] of [
    ['first', 'second'],
    ['second', 'first'],
  ]) {
    const { total, types } = await facetsOf(key, `?comparedWith=${other}`);
    expect([total, types.TP + types.FN + types.FP]).toEqual([3, 3]);
  }
  expect((await facetsOf('first', '?comparedWith=first')).total).toBe(5);
  expect(await server.json('/api/jobs/first/facets?comparedWith=nothing')).toMatchObject({
    status: 404,
    body: { code: 'unknown-job', parameter: 'comparedWith' },
  });
});

test('a job compared with itself has changed in nothing', async () => {
  const answer = await complete('first', 'first');
  expect(answer).toMatchObject({ compared: 5, samePicture: 5, fixed: 0, broken: 0, mcnemar: null, delta: { mean: 0 } });
});

test('equal content has an equal ETag, and a page that the client has is not sent again', async () => {
  await complete('first', 'second');
  for (const path of ['/api/compare?a=first&b=second', '/api/compare/samples?a=first&b=second']) {
    const etag = (await server.get(path)).headers.get('etag') ?? '';
    const again = await fetch(server.url + path, { headers: { 'If-None-Match': etag } });
    expect([path, again.status]).toEqual([path, 304]);
  }
});

test('what cannot be answered names the parameter', async () => {
  expect(await compare('first', 'nothing')).toMatchObject({
    status: 404,
    body: { code: 'unknown-job', parameter: 'b' },
  });
  expect(await compare('nothing', 'first')).toMatchObject({
    status: 404,
    body: { code: 'unknown-job', parameter: 'a' },
  });
  expect(await server.json('/api/compare?a=first')).toMatchObject({ status: 400, body: { parameter: 'b' } });
  const wrong = 'a=digits_early&b=digits_late&sort=most-changed&by=nobody';
  expect(await samples(wrong)).toMatchObject({ status: 400, body: { parameter: 'by', value: 'nobody' } });
  expect(await samples('a=first&b=second&sort=size')).toMatchObject({ status: 400, body: { parameter: 'sort' } });
});

test('a job that grows or is deleted during the comparison', async () => {
  await writePictures(server.base, 'growing', ['cat'], [[0, 0]]);
  await until(async () => (await compare('first', 'growing')).status === 200);
  expect(await complete('first', 'growing')).toMatchObject({ compared: 1, onlyA: 4 });
  await writeFile(join(server.base, 'growing', '1.png'), await picture(10));
  await append(join(server.base, 'growing', EVENT_FILE), [sample(1, '1.png', 0.9)]);
  await until(async () => {
    const { body } = await compare('first', 'growing');
    return body.compared === 2 && body.samePicture === 2;
  });
  expect((await compare('first', 'growing')).body).toMatchObject({ fixed: 1, onlyA: 3 });
  await rm(join(server.base, 'growing'), { recursive: true });
  await until(async () => (await compare('first', 'growing')).status === 404);
  expect(await samples('a=growing&b=first')).toMatchObject({ status: 404, body: { parameter: 'a' } });
});
