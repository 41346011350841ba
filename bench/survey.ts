/*
 * How fast saliency maps are surveyed, and how fast the insight views are answered from the survey.
 *
 *     npm run bench:survey -- --samples 1000 --items 20000
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { ExplainLoader } from '../lib/manager/explain-loader';
import { ExplainManager } from '../lib/manager/explain-manager';
import { localStorage } from '../lib/storage/local';
import { EXPLAINERS, makeMappedJob } from './mapped-job';
import { longestStall, option, printGoals } from './measure';

const SAMPLES = option('samples', 1_000);
const ITEMS = option('items', 20_000);
const SHORTCUT_MAPS = 5_000;

/** Of the HTTP thread, while maps are surveyed and compared, milliseconds. */
let stall = 0;

const base = fileURLToPath(new URL('../.bench/survey', import.meta.url));

/** Runs `use` with a job that is loaded, and a cache directory of its own. */
async function withJob<T>(
  name: string,
  use: (manager: ExplainManager, loader: ExplainLoader) => Promise<T>,
): Promise<T> {
  const directory = join(base, `cache-${name}`);
  const manager = new ExplainManager({
    summaryBaseDir: base,
    storage: localStorage,
    examinesPictures: false,
    cache: { directory, maxBytes: 2 ** 32, build: 'bench', retrySeconds: 0 },
  });
  try {
    await manager.startLoadData({ reloadInterval: 0 });
    const result = await manager.withJobAside(name, async (loader) => {
      await loader.load();
      return use(manager, loader);
    });
    return result as T;
  } finally {
    await manager.stop();
  }
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}

/** Maps per second of a survey from nothing; the pictures are in the cache of the operating system. */
async function speed(name: string): Promise<number> {
  rmSync(join(base, `cache-${name}`), { recursive: true, force: true });
  return withJob(name, async (manager, loader) => {
    let taken = 0;
    const longest = await longestStall(async () => {
      taken = await seconds(() => manager.surveys.survey(loader));
    });
    stall = Math.max(stall, longest);
    return (loader.sampleCount * EXPLAINERS.length) / taken;
  });
}

await makeMappedJob(join(base, 'png'), SAMPLES, 224, 'png');
await makeMappedJob(join(base, 'jpeg'), SAMPLES, 224, 'jpeg');
await makeMappedJob(join(base, 'items'), ITEMS, 28, 'png');
await makeMappedJob(join(base, 'class'), SHORTCUT_MAPS, 28, 'png');

const png = await speed('png');
const jpeg = await speed('jpeg');
await speed('items');
await speed('class');
const [matrix, reopened] = await withJob('items', async (manager, loader) => {
  const ask = () =>
    manager.surveys.ask(loader, {}, (call, handle, query) => call('agreement', handle, query, loader.explainers));
  await manager.surveys.peek(loader, {}, true);
  const times: number[] = [];
  const longest = await longestStall(async () => {
    for (let time = 0; time < 2; time++) times.push(1000 * (await seconds(ask)));
  });
  stall = Math.max(stall, longest);
  return times;
});
const shortcuts = await withJob('class', async (manager, loader) => {
  await manager.surveys.peek(loader, {}, true);
  return seconds(() =>
    manager.surveys.ask(loader, {}, (call, handle, query) => call('shortcuts', handle, query, 0, 0)),
  );
});

const kept = printGoals('survey', [
  { what: '224 × 224 PNG', value: png, unit: 'maps/s', goal: 1_500, atLeast: true },
  { what: '224 × 224 JPEG', value: jpeg, unit: 'maps/s', goal: 600, atLeast: true },
  { what: `matrix of ${EXPLAINERS.length} explainers over ${ITEMS} pairs`, value: matrix, unit: 'ms', goal: 500 },
  { what: 'the same, reopened', value: reopened, unit: 'ms', goal: 50 },
  { what: `shortcuts of ${SHORTCUT_MAPS} maps`, value: shortcuts, unit: 's', goal: 2 },
  { what: 'longest stall of the HTTP thread meanwhile', value: stall, unit: 'ms', goal: 30 },
]);
process.exitCode = kept ? 0 : 1;
