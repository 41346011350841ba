/*
 * How fast pictures are rendered, and how fast cached ones are served over HTTP. Needs `npm run build` first.
 *
 *     npm run bench:images -- --samples 200
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { heatmapPicture, outcomePicture } from '../lib/answer/pictures';
import { ExplainManager } from '../lib/manager/explain-manager';
import { localStorage } from '../lib/storage/local';
import { serve } from '../tests/support/browser';
import { type EventInput, eventFile } from '../tests/support/event-writer';
import { option, printGoals, printTable } from './measure';

const SAMPLES = option('samples', 200);
const LAYERS = 3;
/** Number of concurrent requests. */
const CONCURRENCY = 16;
const HTTP_REQUESTS = 4_000;
/** Warm-up requests, so that every picture is cached and the code of the server is compiled. */
const WARM_UP_REQUESTS = 4_000;

const base = fileURLToPath(new URL(`../.bench/images-${SAMPLES}`, import.meta.url));
const photos = fileURLToPath(new URL('../demo/photos', import.meta.url));
const DATA = '_explain_1700000000';

/** A job of photos, 224 × 224, each with a map and a counterfactual of three layers. */
async function makeJob(): Promise<void> {
  if (existsSync(`${base}/job`)) return;
  const ids = Array.from({ length: SAMPLES }, (_, id) => id);
  const events = ids.flatMap((id): EventInput[] => [
    { sampleId: id, imagePath: `${DATA}/${id}.jpg` },
    { sampleId: id, truth: [0], inference: { truthProb: [0.9], predictedLabel: [0], predictedProb: [0.9] } },
    { sampleId: id, hocs: [{ label: 0, mask: 'gaussian:9', layers: layersOf(id) }] },
    { sampleId: id, explanations: [{ explainer: 'Gradient', label: 0, path: `${DATA}/${id}_0.png` }] },
  ]);
  mkdirSync(`${base}/job/${DATA}`, { recursive: true });
  const originals = picturesIn('origin_images');
  const maps = picturesIn('heatmap/Gradient');
  for (const id of ids) {
    await square(originals[id % originals.length], `${base}/job/${DATA}/${id}.jpg`);
    await square(maps[id % maps.length], `${base}/job/${DATA}/${id}_0.png`);
  }
  const metadata = { labels: ['cat'], explainers: ['Gradient'], metrics: [] };
  writeFileSync(`${base}/job/events.summary.1700000000._explain`, eventFile([{ metadata }, ...events]));
}

/** Paths of the demo's pictures of one kind. */
function picturesIn(kind: string): string[] {
  const found = readdirSync(photos, { recursive: true, encoding: 'utf8' });
  return found.filter((path) => path.includes(`/${kind}/`) && extname(path) !== '').map((path) => join(photos, path));
}

function square(from: string, to: string) {
  return sharp(from).resize(224, 224, { fit: 'fill' }).toFile(to);
}

function layersOf(id: number) {
  return Array.from({ length: LAYERS }, (_, layer) => {
    const side = 112 >> layer;
    return { probability: 0.9 - layer / 10, boxes: [id % 40, 20, side, side, 100, 90, side, side] };
  });
}

/** Tasks per second, of `count` tasks with `CONCURRENCY` at a time. */
async function perSecond(count: number, task: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const work = async () => {
    while (next < count) await task(next++);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return (1000 * count) / (performance.now() - start);
}

async function inProcess() {
  const manager = new ExplainManager({ summaryBaseDir: base, storage: localStorage });
  await manager.startLoadData({ reloadInterval: 0 });
  const outcome = (index: number) =>
    outcomePicture(manager, 'job', { id: Math.floor(index / LAYERS), label: 0, layer: index % LAYERS });
  const overlay = (id: number) => heatmapPicture(manager, 'job', { id, explainer: 0, label: 0 }, 'overlay');
  const speeds = {
    outcome: await perSecond(SAMPLES * LAYERS, outcome),
    overlay: await perSecond(SAMPLES, overlay),
    outcomeKept: await perSecond(SAMPLES * LAYERS, outcome),
    overlayKept: await perSecond(SAMPLES, overlay),
  };
  await manager.stop();
  return speeds;
}

async function overHttp() {
  const server = await serve(base);
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const fetchPicture = (path: string) =>
    new Promise<void>((resolve, reject) => {
      get(`${server.url}/api/jobs/job/images/${path}`, { agent }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode}`));
        response.resume().on('end', resolve);
      }).on('error', reject);
    });
  const speed = async (pathOf: (id: number) => string) => {
    const ask = (index: number) => fetchPicture(pathOf(index % SAMPLES));
    await perSecond(WARM_UP_REQUESTS, ask);
    return perSecond(HTTP_REQUESTS, ask);
  };
  const speeds = {
    outcome: await speed((id) => `outcome/${id}/0/${id % LAYERS}?v=1`),
    overlay: await speed((id) => `heatmap/${id}/0/0?as=overlay&v=1`),
  };
  agent.destroy();
  await server.stop();
  return speeds;
}

await makeJob();
console.log(`\n${SAMPLES} photos of 224 × 224, ${CONCURRENCY} requests at a time, ${availableParallelism()} cores\n`);
const made = await inProcess();
const given = await overHttp();
printTable(
  ['pictures a second', 'made', 'kept', 'kept, over HTTP'],
  [
    ['outcome of a layer', made.outcome, made.outcomeKept, given.outcome],
    ['overlay', made.overlay, made.overlayKept, given.overlay],
  ].map(([what, ...speeds]) => [what, ...speeds.map((speed) => Number(speed).toFixed(0))]),
);
const kept = printGoals('pictures', [
  { what: 'outcomes made', value: made.outcome, unit: '/s', goal: 120, atLeast: true },
  { what: 'overlays made', value: made.overlay, unit: '/s', goal: 300, atLeast: true },
  { what: 'outcomes kept, over HTTP', value: given.outcome, unit: '/s', goal: 800, atLeast: true },
  { what: 'overlays kept, over HTTP', value: given.overlay, unit: '/s', goal: 800, atLeast: true },
]);
process.exitCode = kept ? 0 : 1;
