/*
 * The survey of a job with very many maps: what it takes in memory, how fast its views are answered, and that it goes on where it was.
 * Most of its survey is written by this script, because reading five million maps takes an hour; the maps of the last samples are read.
 * The files of the maps are shared by samples.
 *
 *     npm run bench:survey-scale -- --samples 1000000 --read 20000
 */
import { existsSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import sharp from 'sharp';
import type { MappedPairs } from '../lib/job/mapped-pairs';
import type { ExplainLoader } from '../lib/manager/explain-loader';
import { ExplainManager } from '../lib/manager/explain-manager';
import { CELLS, sketchOf } from '../lib/sketch/sketch';
import { statisticsOf } from '../lib/sketch/statistics';
import { localStorage } from '../lib/storage/local';
import { encodeBlock, MAP_STATE, type SurveyedSample } from '../lib/survey/survey-block';
import { random } from '../tests/support/random';
import { BENCH_JOB, benchPath, generateJob, type JobSettings, mapPath } from './generate';
import { longestStall, option, printGoals, time } from './measure';

const SAMPLES = option('samples', 1_000_000);
/** Samples at the end whose maps are read. */
const READ = option('read', 20_000);
const MEMORY_MB = option('memory', 1_024);
const MAP_FILES = 64;
const SIDE = 28;
/** Samples in a block, as in a survey. */
const AT_ONCE = 16;
const MB = 2 ** 20;

const settings: JobSettings = { ...BENCH_JOB, samples: SAMPLES, extraLabels: 0, mapFiles: MAP_FILES };
const explainers = Array.from({ length: settings.explainers }, (_, x) => `Explainer${x}`);
const base = benchPath(`survey-${SAMPLES}`);
const cache = `${base}/cache`;

/** The levels of each file of maps: a spot somewhere, with noise. */
function levelsOf(explainer: number, file: number): Uint8Array {
  const next = random(1 + 100 * explainer + file);
  const [x, y] = [SIDE * next(), SIDE * next()];
  return Uint8Array.from({ length: SIDE * SIDE }, (_, at) => {
    const distance = Math.hypot((at % SIDE) - x, Math.floor(at / SIDE) - y);
    return 255 * Math.exp(-((distance / 6) ** 2)) * (0.7 + 0.3 * next());
  });
}

async function makeMaps(): Promise<void> {
  const raw = { width: SIDE, height: SIDE, channels: 1 } as const;
  for (const [x, explainer] of explainers.entries()) {
    for (let file = 0; file < MAP_FILES; file++) {
      for (const job of ['job', 'small']) {
        const path = `${base}/jobs/${job}/${mapPath(settings, explainer, file)}`;
        if (existsSync(path)) continue;
        mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
        await sharp(levelsOf(x, file), { raw }).png().toFile(path);
      }
    }
  }
}

/** Runs `use` with a manager as a server has it. */
async function withJob<T>(use: (manager: ExplainManager, loader: ExplainLoader) => Promise<T>): Promise<T> {
  const manager = new ExplainManager({
    summaryBaseDir: `${base}/jobs`,
    storage: localStorage,
    examinesPictures: false,
    memoryBytes: MEMORY_MB * MB,
    cache: { directory: cache, maxBytes: 2 ** 34, build: 'bench', retrySeconds: 0 },
  });
  try {
    await manager.startLoadData({ reloadInterval: 0 });
    const result = await manager.withJobAside('job', async (loader) => {
      await loader.load();
      return use(manager, loader);
    });
    return result as T;
  } finally {
    await manager.stop();
  }
}

const surveyFile = () => readdirSync(cache).find((name) => name.endsWith('.survey'));

/** Writes the survey of all samples but the last ones. */
async function writeSurvey(): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const { pairs, generation } = await withJob(async (manager, loader) => {
    const found = await loader.mappedPairs({});
    if (found?.generation == null) throw new Error('The job has no pairs with maps.');
    await manager.surveys.peek(loader, {}, true);
    while (!surveyFile()) await new Promise((resolve) => setTimeout(resolve, 50));
    return { pairs: found.pairs, generation: found.generation };
  });
  const file = openSync(`${cache}/${surveyFile()}`, 'w');
  const sketches = explainers.map((_, x) =>
    Array.from({ length: MAP_FILES }, (_, map) =>
      sketchOf({ data: levelsOf(x, map), width: SIDE, height: SIDE, channels: 1 }, { signed: false }),
    ),
  );
  const statistics = sketches.map((all) => all.map((sketch) => statisticsOf(sketch)));
  for (let from = 0; from < SAMPLES - READ; from += AT_ONCE) {
    const end = Math.min(SAMPLES - READ, from + AT_ONCE);
    const samples: SurveyedSample[] = [];
    const bytes = new Uint8Array((end - from) * explainers.length * CELLS);
    for (let k = from; k < end; k++) {
      samples.push(sampleOf(pairs, k, statistics));
      for (const [x, all] of sketches.entries())
        bytes.set(all[k % MAP_FILES], ((k - from) * explainers.length + x) * CELLS);
    }
    writeSync(file, encodeBlock(generation, samples, bytes));
  }
}

function sampleOf(
  pairs: MappedPairs,
  k: number,
  statistics: readonly (readonly ReturnType<typeof statisticsOf>[])[],
): SurveyedSample {
  const maps = statistics.map((all, explainer) => {
    const { border, gini, spread } = all[k % MAP_FILES] ?? { border: 0, gini: 0, spread: 0 };
    return {
      explainer,
      state: MAP_STATE.counted,
      isLossy: false,
      border,
      gini,
      spread,
      inside: Number.NaN,
      checksum: 0,
    };
  });
  const agreement = ((k * 0.618) % 1) * 2 - 1;
  const pair = { label: pairs.labels[k], area: Number.NaN, rho: agreement, iou: 0.1, overlap: 0.5, maps };
  return { id: pairs.ids[k], mark: pairs.marks[k], pairs: [pair] };
}

async function processorSeconds(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const residentMb = () => process.memoryUsage().rss / MB;

generateJob(`${base}/jobs/job`, settings);
generateJob(`${base}/jobs/small`, { ...settings, samples: 16 });
await makeMaps();
rmSync(cache, { recursive: true, force: true });
await writeSurvey();
const maps = SAMPLES * explainers.length;
console.log(`${maps} maps, a survey of ${(statSync(`${cache}/${surveyFile()}`).size / 1e6).toFixed(0)} MB`);

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const found = await withJob(async (manager, loader) => {
  const { surveys } = manager;
  const page = (by: 'confidence' | 'id') =>
    loader.samples({ filter: {}, sort: { by, descending: false }, page: 0, limit: 50 });
  await page('id');
  // Somebody has looked at another job: run from source, the threads take a second to load, which those of a build do not.
  await manager.withJobAside('small', async (small) => {
    await small.load();
    await surveys.survey(small);
  });
  const ready = residentMb();
  let peak = ready;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMb());
  }, 20);
  let [opened, matrix, reopened, explainersSeconds] = [0, 0, 0, 0];
  let [disagreement, confidence] = [0, 0];
  const progress: number[] = [];
  const stall = await longestStall(async () => {
    const began = performance.now();

    const { ids = [], labels = [] } = (await page('id')) ?? {};
    await surveys.peek(loader, {}, true);
    await surveys.agreementAt(loader, ids, labels);
    opened = performance.now() - began;
    for (;;) {
      const seen = await surveys.ask(loader, {}, async () => null);
      if (!seen) throw new Error('The job is gone.');
      progress.push(seen.progress.surveyed);
      if (seen.progress.surveyed === seen.progress.total) break;
      await sleep(200);
    }
    const ask = (what: 'agreement' | 'explainers') => () =>
      surveys.ask(loader, {}, (call, handle, query) => call(what, handle, query) as Promise<object>);
    matrix = await processorSeconds(ask('agreement'));
    reopened = await time(5, ask('agreement'));
    explainersSeconds = await processorSeconds(ask('explainers'));
    confidence = await time(5, () => page('confidence'));
    const sorted = async () => {
      const key = await surveys.giveValues(loader, { of: 'agreement', measure: 'rho', explainer: null });
      return loader.samples({ filter: {}, sort: { by: 'value', key, descending: false }, page: 0, limit: 50 });
    };
    await sorted();
    disagreement = await time(5, sorted);
  });
  clearInterval(watch);
  const isHonest = progress.every((surveyed, k) => k === 0 || surveyed >= progress[k - 1]) && progress.at(-1) === maps;
  return {
    ready,
    peak,
    opened,
    matrix,
    reopened,
    explainersSeconds,
    confidence,
    disagreement,
    stall,
    isHonest,
    progress,
  };
});
const kept = printGoals(`survey of ${maps} maps`, [
  { what: 'first numbers of the page of 50', value: found.opened, unit: 'ms', goal: 1_000 },
  { what: 'surveyed before, in %', value: (100 * found.progress[0]) / maps, unit: '%' },
  {
    what: 'progress never goes back and ends with all maps',
    value: found.isHonest ? 1 : 0,
    unit: '',
    goal: 1,
    atLeast: true,
  },
  { what: 'matrix, processor time', value: found.matrix, unit: 's' },
  { what: 'the same, reopened', value: found.reopened, unit: 'ms', goal: 50 },
  { what: 'explainers, processor time', value: found.explainersSeconds, unit: 's' },
  { what: 'a page by confidence', value: found.confidence, unit: 'ms' },
  { what: 'a page by disagreement', value: found.disagreement / found.confidence, unit: '× by confidence' },
  { what: 'memory of the process before', value: found.ready, unit: 'MB' },
  { what: 'beyond that, at its peak', value: found.peak - found.ready, unit: 'MB' },
  { what: 'longest stall of the HTTP thread meanwhile', value: found.stall, unit: 'ms', goal: 30 },
]);
process.exitCode = kept ? 0 : 1;
