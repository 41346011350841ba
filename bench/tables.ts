/*
 * Tables of a large job: how fast they are written, how long the thread that answers stalls, and that memory does not grow with the rows.
 *
 * Its maps are no files, so there is no survey: the tables of maps and pairs take what `bench:survey-scale` measures besides.
 *
 *     npm run bench:tables -- --samples 1000000 [samples] [labels]
 */
import { performance } from 'node:perf_hooks';
import { openJobTable } from '../lib/answer/tables/job-table';
import { writtenTable } from '../lib/answer/tables/written-table';
import { parseQuery } from '../lib/api/requests';
import { TABLE_FORMATS, type TableName } from '../lib/api/table-choices';
import { tableRequest } from '../lib/api/table-requests';
import { ExplainManager } from '../lib/manager/explain-manager';
import { localStorage } from '../lib/storage/local';
import { BENCH_JOB, benchPath, generateJob } from './generate';
import { longestStall, type Measured, option, printGoals } from './measure';

const SAMPLES = option('samples', 1_000_000);
const MEMORY_MB = option('memory', 1_024);
const ALL = ['samples', 'labels'] as const satisfies readonly TableName[];
const wanted = ALL.filter((name) => process.argv.includes(name));
const TABLES = wanted.length > 0 ? wanted : ALL;
const MB = 2 ** 20;

const base = benchPath(`tables-${SAMPLES}`);
generateJob(`${base}/job`, { ...BENCH_JOB, samples: SAMPLES, explainers: 1 });
const manager = new ExplainManager({
  summaryBaseDir: base,
  storage: localStorage,
  examinesPictures: false,
  memoryBytes: MEMORY_MB * MB,
});
await manager.startLoadData({ reloadInterval: 0 });
await manager.withJobAside('job', (loader) => loader.load());

const measured: Measured[] = [];
for (const table of TABLES) {
  for (const format of TABLE_FORMATS) {
    const what = `${table}.${format}`;
    const request = parseQuery(tableRequest, new URLSearchParams('sort=id&order=asc'));
    /** Memory of the process at each twentieth of the table, MB. */
    const memory: number[] = [];
    let bytes = 0;
    const began = { time: performance.now(), cpu: process.cpuUsage() };
    const stall = await longestStall(async () => {
      for await (const part of writtenTable(
        'job',
        format,
        () => openJobTable(manager, 'job', table, request),
        new AbortController().signal,
      )) {
        bytes += part.bytes.length;
        if (part.done >= (part.total * (memory.length + 1)) / 20) memory.push(process.memoryUsage.rss() / MB);
      }
    });
    const { user, system } = process.cpuUsage(began.cpu);
    // What is there after a tenth is what any table takes: caches, threads, their heaps.
    const growth = Math.max(...memory.slice(-5)) - Math.max(...memory.slice(0, 5));
    measured.push(
      { what: `${what}: time`, value: (performance.now() - began.time) / 1000, unit: 's' },
      { what: `${what}: CPU`, value: (user + system) / 1e6, unit: 's' },
      { what: `${what}: size`, value: bytes / MB, unit: 'MB' },
      { what: `${what}: memory`, value: Math.max(...memory), unit: 'MB' },
      { what: `${what}: growth from the first to the last quarter`, value: growth, unit: 'MB', goal: 32 },
      { what: `${what}: longest stall`, value: stall, unit: 'ms', goal: 30 },
    );
  }
}
await manager.stop();
process.exitCode = printGoals(`${SAMPLES} samples as tables`, measured) ? 0 : 1;
