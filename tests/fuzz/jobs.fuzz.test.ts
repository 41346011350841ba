import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { confusionAnswer, evaluationAnswer, thresholdsAnswer } from '../../lib/api/evaluation-answers';
import { problemAnswer } from '../../lib/api/health-answers';
import { jobAnswer } from '../../lib/api/job-answers';
import { facetsAnswer, sampleAnswer, samplesAnswer } from '../../lib/api/sample-answers';
import { DATA, EVENT_FILE, Run, simpleSample } from '../support/browser-jobs';
import { type EventInput, eventFile } from '../support/event-writer';
import { residentBytes, type ServedDirectory, serveJobs } from '../support/server-directory';
import { fuzz, PATIENCE_MS } from './harness';
import { mutant } from './mutations';

/* Any job written by a hostile run: manifest, pictures, events. The server must answer for it and for every other job. */

const MEMORY_GROWTH = 600 * 2 ** 20;

let server: ServedDirectory;
let pictures: Uint8Array[];
beforeAll(async () => {
  server = await serveJobs(async (base) => {
    await (await new Run(join(base, 'healthy')).begin()).samples([simpleSample(0, 0.75)]);
  });
  const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: { r: 200, g: 60, b: 20 } } });
  const gray = picture.clone().toColourspace('b-w');
  pictures = await Promise.all([
    picture.clone().jpeg().toBuffer(),
    picture.clone().jpeg({ progressive: true }).toBuffer(),
    picture.clone().png().toBuffer(),
    picture.clone().png({ palette: true }).toBuffer(),
    picture.clone().gif().toBuffer(),
    picture.clone().webp().toBuffer(),
    gray.clone().jpeg().toBuffer(),
    gray.clone().png().toBuffer(),
  ]);
}, 60_000);
afterAll(() => server.stop());

const share = fc.double({ min: 0, max: 0.999, noNaN: true });

/** A picture with some bytes overwritten, including its dimensions. */
const picture = fc
  .tuple(
    fc.nat(7),
    fc.array(fc.tuple(share, fc.array(fc.nat(255), { minLength: 1, maxLength: 8 })), { maxLength: 4 }),
    fc.option(share),
  )
  .map(([which, changes, end]) => {
    const bytes = Uint8Array.from(pictures[which]);
    for (const [at, put] of changes)
      bytes.set(put.slice(0, bytes.length - Math.floor(at * bytes.length)), Math.floor(at * bytes.length));
    return end === null ? bytes : bytes.slice(0, Math.floor(end * bytes.length));
  });

const manifest = fc.oneof(
  fc.json(),
  fc
    .dictionary(fc.constantFrom('saliency_map', 'hierarchical_occlusion', 'benchmark', 'uncertainty'), fc.jsonValue())
    .map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '[', '\ufeff{}', '['.repeat(50_000), `"${'x'.repeat(100_000)}"`),
);

const boxes = fc.array(fc.oneof(fc.integer({ min: -50, max: 100 }), fc.constantFrom(2 ** 31 - 1, -(2 ** 31))), {
  maxLength: 9,
});
const events = fc
  .record({
    mask: fc.constantFrom(
      'gaussian:9',
      'gaussian:0',
      'gaussian:1000',
      'gaussian:1001',
      'gaussian:-1',
      'gaussian:1e9',
      'mean',
      '',
    ),
    layers: fc.array(fc.record({ probability: fc.float(), boxes }), { maxLength: 4 }),
    label: fc.constantFrom(0, 1, 3, 4711),
  })
  .map(({ mask, layers, label }): EventInput[] => [
    { metadata: { labels: ['cat', 'dog'], explainers: ['GradCAM'] } },
    { sampleId: 0, imagePath: `${DATA}/original` },
    { sampleId: 0, truth: [0], inference: { truthProb: [0.5], predictedLabel: [label], predictedProb: [0.75] } },
    { sampleId: 0, explanations: [{ explainer: 'GradCAM', label: 0, path: `${DATA}/heatmap` }] },
    { sampleId: 0, hocs: [{ label: 0, mask, layers }] },
  ]);

const job = fc.record({
  manifest,
  original: picture,
  heatmap: picture,
  event: fc.oneof(
    events.map(eventFile),
    mutant.map(({ bytes }) => bytes),
  ),
});

/** URL paths below a job with the schemas of their responses; null for pictures. */
const ADDRESSES: [string, { parse(value: unknown): unknown } | null][] = [
  ['', jobAnswer.strict()],
  ['/samples?sort=id', samplesAnswer.strict()],
  ['/facets', facetsAnswer.strict()],
  ['/evaluation', evaluationAnswer.strict()],
  ['/confusion', confusionAnswer.strict()],
  ['/confusion?threshold=.1', confusionAnswer.strict()],
  ['/thresholds', thresholdsAnswer.strict()],
  ['/samples/0', sampleAnswer.strict()],
  ...['original/0', 'thumbnail/0', 'heatmap/0/0/0', 'heatmap/0/0/0?as=overlay', 'outcome/0/0/0', 'outcome/0/0/1'].map(
    (name): [string, null] => [`/images/${name}`, null],
  ),
];

test('an arbitrary job', { timeout: PATIENCE_MS }, async () => {
  let number = 0;
  const before = process.platform === 'linux' ? await residentBytes(server.pid) : 0;
  await fuzz('jobs', job, async ({ manifest: written, original, heatmap, event }) => {
    const key = `job_${number++}`;
    const directory = join(server.base, key);
    const files: [string, string | Uint8Array][] = [
      [`${DATA}/manifest.json`, written],
      [`${DATA}/original`, original],
      [`${DATA}/heatmap`, heatmap],
      [EVENT_FILE, event],
    ];
    for (const [name, content] of files) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), content);
    }
    await Promise.all(
      ADDRESSES.map(async ([address, schema]) => {
        const response = await server.get(`/api/jobs/${key}${address}`);
        expect(response.status, address).toBeLessThan(500);
        if (!response.ok) problemAnswer.strict().parse(await response.json());
        else if (schema) schema.parse(await response.json());
        else expect(response.headers.get('content-type')).toMatch(/^image\/(jpeg|png|gif|webp)$/);
        if (!response.bodyUsed) await response.arrayBuffer();
      }),
    );
    expect((await server.get(`/jobs/${key}/saliency`)).status).toBe(200);
    const healthy = await server.json('/api/jobs/healthy/samples');
    expect([healthy.status, healthy.body.total]).toEqual([200, 1]);
    await rm(directory, { recursive: true });
  });
  if (process.platform === 'linux') {
    expect((await residentBytes(server.pid)) - before).toBeLessThan(MEMORY_GROWTH);
  }
});
