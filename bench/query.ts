/*
 * How fast a loaded job answers, cold (nothing remembered) and warm, and how fast a list of a thousand jobs does.
 *
 *     npm run bench:query -- --samples 100000
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answerJobs } from '../lib/answer/jobs';
import { jobsRequest, parseQuery } from '../lib/api/requests';
import type { SampleFilter, SampleSort } from '../lib/job/query';
import type { ExplainLoader } from '../lib/manager/explain-loader';
import { ExplainManager } from '../lib/manager/explain-manager';
import { localStorage } from '../lib/storage/local';
import { eventFile } from '../tests/support/event-writer';
import { BENCH_JOB, generateJob } from './generate';
import { longestStall, median, option, printGoals, printTable } from './measure';

const PAGE = 50;
const TIMES = 5;
const settings = { ...BENCH_JOB, uncertainty: true, samples: option('samples', BENCH_JOB.samples) };

const FILTERS: Record<string, SampleFilter> = {
  none: {},
  'a label': { labels: [3] },
  'ten labels': { labels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
  FN: { types: 2 },
  'a label and FN': { labels: [3], types: 2 },
  'confidence 0.2–0.4': { confidence: { min: 0.2, max: 0.4 } },
  'uncertainty 0.1–0.9, TP, maps': { uncertainty: { min: 0.1, max: 0.9 }, types: 1, hasMap: true },
};
const SORTS: SampleSort[] = (['id', 'confidence', 'uncertainty'] as const).flatMap((by) => [
  { by, descending: true },
  { by, descending: false },
]);

async function queries(loader: ExplainLoader) {
  const rows: (string | number)[][] = [];
  const all = { cold: [] as number[], warm: [] as number[] };
  const stall = await longestStall(async () => {
    for (const [name, filter] of Object.entries(FILTERS)) {
      const [cold, warm]: number[][] = [[], []];
      for (const sort of SORTS) {
        for (let page = 0; page <= TIMES; page++) {
          const start = performance.now();
          await loader.samples({ filter, sort, page, limit: PAGE });
          (page === 0 ? cold : warm).push(performance.now() - start);
        }
      }
      all.cold.push(...cold);
      all.warm.push(...warm);
      rows.push([
        name,
        ...[cold, warm].flatMap((values) => [median(values).toFixed(1), Math.max(...values).toFixed(1)]),
      ]);
    }
  });
  printTable(['filter (every sort, both directions)', 'cold ms', 'worst', 'warm ms', 'worst'], rows);
  return { ...all, stall };
}

/** A directory of a thousand small jobs, and the time of a warm answer about a page of them. */
async function list(): Promise<number> {
  const base = fileURLToPath(new URL('../.bench/list', import.meta.url));
  rmSync(base, { recursive: true, force: true });
  const bytes = eventFile([
    { metadata: { labels: ['cat'], explainers: ['GradCAM'], metrics: [] } },
    { sampleId: 0, imagePath: '0.jpg' },
  ]);
  for (let i = 0; i < 1000; i++) {
    mkdirSync(`${base}/run_${i}`, { recursive: true });
    writeFileSync(`${base}/run_${i}/events.summary.${1_700_000_000 + i}._explain`, bytes);
  }
  const manager = new ExplainManager({ summaryBaseDir: base, storage: localStorage });
  await manager.startLoadData({ reloadInterval: 0 });
  const request = (query: string) => answerJobs(manager, parseQuery(jobsRequest, new URLSearchParams(query)));
  const asked = ['', 'page=7', 'q=run_9&sort=path&order=asc', 'sort=size&limit=50', 'sort=created&page=3'];
  for (const query of asked) await request(query);
  const taken: number[] = [];
  for (let i = 0; i < 20; i++) {
    for (const query of asked) {
      const start = performance.now();
      await request(query);
      taken.push(performance.now() - start);
    }
  }
  await manager.stop();
  return median(taken);
}

const base = fileURLToPath(new URL(`../.bench/${settings.samples}-uncertain`, import.meta.url));
generateJob(`${base}/job`, settings);
const manager = new ExplainManager({ summaryBaseDir: base, storage: localStorage });
await manager.startLoadData({ reloadInterval: 0 });
const loader = await manager.getJob('./job');
if (!loader) throw new Error('The generated job is not there.');

console.log(
  `\n${settings.samples} samples × ${settings.explainers} explainers, pages of ${PAGE}, through the worker\n`,
);
const { cold, warm, stall } = await queries(loader);
await manager.stop();
const jobs = await list();
const kept = printGoals([
  { what: 'a page, any filter and sort, warm (median)', value: median(warm), unit: 'ms', goal: 5 },
  { what: 'a page, any filter and sort, cold (worst)', value: Math.max(...cold), unit: 'ms', goal: 60 },
  { what: 'longest event-loop stall while querying', value: stall, unit: 'ms', goal: 50 },
  { what: 'list of 1,000 jobs, warm', value: jobs, unit: 'ms', goal: 10 },
]);
process.exitCode = kept ? 0 : 1;
