/*
 * A base directory of very many jobs: the first scan; a scan without changes, compared with the stat calls that it needs at least (one
 * for each known directory and event file); and the list while a user types.
 *
 *     npm run bench:directory -- --jobs 100000
 */
import { lstat } from 'node:fs';
import { join } from 'node:path';
import { answerJobs } from '../lib/answer/jobs';
import { jobsRequest, parseQuery } from '../lib/api/requests';
import { systemClock } from '../lib/clock';
import { ExplainManager } from '../lib/manager/explain-manager';
import { localStorage } from '../lib/storage/local';
import { generateDirectory } from './generate';
import { longestStall, median, option, percentile, printGoals, time } from './measure';

const ROUNDS = 5;
const IN_FLIGHT = 16;
const jobs = option('jobs', 100_000);
const base = generateDirectory(jobs);
const log = { info() {}, warn: (_: object, message: string) => console.error(message) };

/** A manager without a worker, because none of its jobs is read. */
let ahead = 0;
const clock = { ...systemClock, now: () => systemClock.now() + ahead };
const manager = new ExplainManager({ summaryBaseDir: base, storage: localStorage, clock, log });
const begin = performance.now();
const starting = manager.startLoadData({ reloadInterval: 0 });
let firstRows = 0;
let first = 0;
let stallOfFirst = 0;
stallOfFirst = await longestStall(async () => {
  while (manager.directories.total === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  first = performance.now() - begin;
  firstRows = manager.directories.total;
  await manager.discovered();
});
const whole = performance.now() - begin;
await starting;

/** One stat call for each directory and each event file, with the best concurrency: the minimum of a scan without changes. */
async function statsAlone(): Promise<void> {
  const paths = ['', ...new Set(manager.directories.directories.map(({ relativePath }) => join(relativePath, '..')))];
  for (const { relativePath, eventFile } of manager.directories.directories)
    paths.push(relativePath, `${relativePath}/${eventFile}`);
  let next = 0;
  await new Promise<void>((resolve) => {
    let running = IN_FLIGHT;
    const step = (): void => {
      if (next < paths.length) lstat(`${base}/${paths[next++]}`, step);
      else if (--running === 0) resolve();
    };
    for (let i = 0; i < IN_FLIGHT; i++) step();
  });
}

const [limits, quiets, ratios, stalls]: number[][] = [[], [], [], []];
for (let round = 0; round < ROUNDS; round++) {
  limits.push(await time(1, statsAlone));
  stalls.push(await longestStall(async () => quiets.push(await time(1, () => manager.loadData()))));
  ratios.push(quiets[round] / limits[round]);
}
// A minute later, every listing is due: each scan makes a twentieth of them anew.
ahead = 60_000;
const relistings: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const limit = await time(1, statsAlone);
  relistings.push((await time(1, () => manager.loadData())) / limit);
}

const request = (query: string) => answerJobs(manager, parseQuery(jobsRequest, new URLSearchParams(query)));
/** The input of a user who types letter by letter, deletes it again, then sorts by one column after the other. */
const TYPED = [
  'r',
  'ru',
  'run',
  'run_',
  'run_9',
  'run_99',
  'run_999',
  'run_99',
  'run_9',
  'run_',
  'run',
  'project_12 run',
];
const SORTED = ['path', 'created', 'updated', 'size', 'samples', 'state'];
const page = async (query: string) => time(1, () => request(query));
const [keys, sorts, pages]: number[][] = [[], [], []];
for (let round = 0; round < ROUNDS; round++) {
  for (const text of TYPED) keys.push(await page(`q=${encodeURIComponent(text)}&limit=25`));
  for (const by of SORTED) for (const order of ['asc', 'desc']) sorts.push(await page(`sort=${by}&order=${order}`));
  for (const number of [1, 2, 100, Math.floor(jobs / 25)]) pages.push(await page(`page=${number}&limit=25`));
}
await manager.stop();

console.log(`\n${jobs} jobs, median of ${ROUNDS}\n`);
const kept = printGoals(`directory, ${jobs} jobs`, [
  { what: `first rows (${firstRows}) after the start`, value: first, unit: 'ms', goal: 500 },
  { what: 'all found', value: whole, unit: 'ms' },
  { what: 'longest event-loop stall of the first scan', value: stallOfFirst, unit: 'ms', goal: 30 },
  { what: 'stats alone', value: median(limits), unit: 'ms' },
  { what: 'a quiet scan', value: median(ratios), unit: '× stats alone', goal: 1.5 },
  { what: 'a quiet scan that lists a share anew', value: median(relistings), unit: '× stats alone', goal: 1.5 },
  { what: 'longest event-loop stall of a quiet scan (median)', value: median(stalls), unit: 'ms', goal: 30 },
  { what: 'a key stroke of a search (median)', value: median(keys), unit: 'ms', goal: 5 },
  { what: 'a key stroke of a search (95 of 100)', value: percentile(keys, 95), unit: 'ms' },
  { what: 'a page sorted by any column (median)', value: median(sorts), unit: 'ms', goal: 5 },
  { what: 'a page of the list (median)', value: median(pages), unit: 'ms', goal: 5 },
]);
process.exitCode = kept ? 0 : 1;
