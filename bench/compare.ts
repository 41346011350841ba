/*
 * How fast two jobs are compared: the overview, pages of samples cold and warm, and the longest stall of the thread that answers.
 *
 *     npm run bench:compare -- --samples 100000
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { answerCompare } from '../lib/answer/compare';
import { answerCompareSamplesJson } from '../lib/answer/compare-samples';
import { compareSamplesRequest } from '../lib/api/compare-requests';
import { parseQuery } from '../lib/api/requests';
import { ExplainManager } from '../lib/manager/explain-manager';
import { localStorage } from '../lib/storage/local';
import { type EventInput, eventFile } from '../tests/support/event-writer';
import { random } from '../tests/support/random';
import { longestStall, median, option, printGoals } from './measure';

const SAMPLES = option('samples', 100_000);
const LABELS = 100;
const EXPLAINERS = ['Gradient', 'GradCAM'];
/** Different maps of each explainer; samples share them. */
const PICTURES = 16;
const PAGE = 16;
/** Background work that takes longer is not waited for. */
const MOST_MS = 40_000;

const base = fileURLToPath(new URL('../.bench/compare', import.meta.url));

/** A job of so many samples with one ground truth, five runners-up and a map of each explainer. */
async function makeJob(name: string, seed: number): Promise<void> {
  const directory = join(base, `${name}_${SAMPLES}`);
  if (existsSync(directory)) return;
  mkdirSync(directory, { recursive: true });
  const next = random(seed);
  for (const explainer of EXPLAINERS) {
    for (let k = 0; k < PICTURES; k++) {
      const pixels = Buffer.from(Uint8Array.from({ length: 16 * 16 }, () => 255 * next() ** 3));
      const file = sharp(pixels, { raw: { width: 16, height: 16, channels: 1 } }).png();
      await file.toFile(join(directory, `${explainer}_${k}.png`));
    }
  }
  for (let k = 0; k < PICTURES; k++) {
    const original = sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 10 * k, g: 0, b: 0 } } });
    await original.png().toFile(join(directory, `original_${k}.png`));
  }
  const metadata = { labels: Array.from({ length: LABELS }, (_, label) => `label ${label}`), explainers: EXPLAINERS };
  const events: EventInput[] = [{ metadata }];
  for (let id = 0; id < SAMPLES; id++) {
    const truth = id % LABELS;
    events.push({
      sampleId: id,
      imagePath: `original_${id % PICTURES}.png`,
      truth: [truth],
      inference: {
        truthProb: [next()],
        runnerUpLabel: [1, 2, 3, 4, 5].map((step) => (truth + step) % LABELS),
        runnerUpProb: [0.4, 0.3, 0.2, 0.1, 0.05].map((share) => share * next()),
      },
      explanations: EXPLAINERS.map((explainer, k) => ({
        explainer,
        label: truth,
        path: `${explainer}_${(id * 7 + k + seed) % PICTURES}.png`,
      })),
    });
  }
  writeFileSync(join(directory, 'events.out.events.summary.1700000000.host_explain'), eventFile(events));
}

await makeJob('a', 1);
await makeJob('b', 2);
const cache = { directory: join(base, 'cache'), maxBytes: 2 ** 33, build: 'bench', retrySeconds: 0 };
const manager = new ExplainManager({ summaryBaseDir: base, storage: localStorage, cache, memoryBytes: 2 ** 32 });
await manager.startLoadData({ reloadInterval: 0 });
const [a, b] = [`a_${SAMPLES}`, `b_${SAMPLES}`];
for (const key of [a, b]) await (await manager.getJob(`./${key}`))?.load();

const timed = async <T>(run: () => Promise<T>): Promise<[milliseconds: number, value: T]> => {
  const start = performance.now();
  const value = await run();
  return [performance.now() - start, value];
};
const overview = () => answerCompare(manager, { a, b });
const page = (query: string) =>
  answerCompareSamplesJson(
    manager,
    parseQuery(compareSamplesRequest, new URLSearchParams(`a=${a}&b=${b}&limit=${PAGE}&${query}`)),
  );

// Without any picture hashed and any map surveyed: what somebody sees first.
const [first] = await timed(overview);
const wait = async (isDone: (answer: Awaited<ReturnType<typeof overview>>['answer']) => boolean) => {
  const start = performance.now();
  for (;;) {
    const { answer } = await overview();
    if (isDone(answer) || performance.now() - start > MOST_MS) return performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};
const hashing = await wait(({ samePicture }) => samePicture !== null);
const surveying = await wait(({ surveyed, total, isCounting }) => surveyed >= total && !isCounting);

const cold: number[] = [];
const warm: number[] = [];
const changed: number[] = [];
let again = 0;
const stall = await longestStall(async () => {
  const [taken] = await timed(overview);
  again = taken;
  for (const sort of ['drop', 'rise', 'flips', 'id']) {
    for (const filter of ['', 'only=fixed', 'label=7', 'type=FN&of=a', 'from=TP&to=FN', 'only=top-changed']) {
      const query = `sort=${sort}&${filter}`;
      cold.push((await timed(() => page(query)))[0]);
      for (let k = 0; k < 3; k++) warm.push((await timed(() => page(query)))[0]);
      warm.push((await timed(() => page(`${query}&page=2`)))[0]);
    }
  }
  for (const sort of ['most-changed', 'least-changed'])
    changed.push((await timed(() => page(`sort=${sort}&by=GradCAM`)))[0]);
});

const isKept = printGoals(`2 × ${SAMPLES} samples compared`, [
  { what: 'the first overview', value: first, unit: 'ms', goal: 500 },
  { what: 'the overview again', value: again, unit: 'ms', goal: 500 },
  { what: 'a page, cold (median)', value: median(cold), unit: 'ms', goal: 60 },
  { what: 'a page, cold (worst)', value: Math.max(...cold), unit: 'ms' },
  { what: 'a page, warm (median)', value: median(warm), unit: 'ms', goal: 5 },
  { what: 'a page, warm (worst)', value: Math.max(...warm), unit: 'ms' },
  { what: 'a page by the change of maps, cold (worst)', value: Math.max(...changed), unit: 'ms' },
  { what: 'longest stall of the HTTP thread', value: stall, unit: 'ms', goal: 30 },
  { what: 'hashing all originals (40 s at most)', value: hashing / 1000, unit: 's' },
  { what: 'surveying all maps (40 s at most)', value: surveying / 1000, unit: 's' },
]);
await manager.stop();
rmSync(join(base, 'cache'), { recursive: true, force: true });
process.exit(isKept ? 0 : 1);
