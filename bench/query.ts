/*
 * Response times of a loaded job, cold (empty caches) and warm.
 *
 *     npm run bench:query -- --samples 1000000 --odd
 */
import type { SampleFilter, SampleSort } from '../lib/job/query';
import type { ExplainLoader } from '../lib/manager/explain-loader';
import { ExplainManager } from '../lib/manager/explain-manager';
import { localStorage } from '../lib/storage/local';
import { generatedJob } from './generate';
import { longestStall, median, option, printGoals, printTable } from './measure';

const PAGE = 50;
const TIMES = 5;
const { base, settings } = generatedJob(option('samples', 100_000), process.argv.includes('--odd'), true);

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

const manager = new ExplainManager({ summaryBaseDir: base, storage: localStorage });
await manager.startLoadData({ reloadInterval: 0 });
const loader = await manager.getJob('./job');
if (!loader) throw new Error('The generated job is missing.');

console.log(
  `\n${settings.samples} samples × ${settings.explainers} explainers, pages of ${PAGE}, through the worker\n`,
);
const { cold, warm, stall } = await queries(loader);
await manager.stop();
const kept = printGoals(`queries, ${settings.samples} samples${settings.isSplit ? ', odd' : ''}`, [
  { what: 'a page, any filter and sort, warm (median)', value: median(warm), unit: 'ms', goal: 5 },
  {
    what: 'a page, any filter and sort, cold (worst)',
    value: Math.max(...cold),
    unit: 'ms',
    goal: settings.samples > 100_000 ? 400 : 60,
  },
  { what: 'longest event-loop stall while querying', value: stall, unit: 'ms', goal: 30 },
]);
process.exitCode = kept ? 0 : 1;
