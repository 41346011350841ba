/*
 * How fast a known job is opened after a restart, from its cached index, and the cost of writing that index.
 *
 *     npm run bench:restart -- --samples 1000000 --odd
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { systemClock } from '../lib/clock';
import { WorkerIndexer } from '../lib/indexing/indexer';
import { ExplainLoader } from '../lib/manager/explain-loader';
import { localStorage } from '../lib/storage/local';
import { SummaryWatcher } from '../lib/summary/summary-watcher';
import { benchPath, generatedJob } from './generate';
import { longestStall, median, option, printGoals, time } from './measure';

const ROUNDS = 5;
const { base, settings, size } = generatedJob(option('samples', 1_000_000), process.argv.includes('--odd'));
const cache = { directory: benchPath('cache'), maxBytes: 2 ** 32, build: 'bench', retrySeconds: 0 };
rmSync(cache.directory, { recursive: true, force: true });

const directory = await new SummaryWatcher({ storage: localStorage }).findExplainDirectory(base, './job');
if (!directory) throw new Error('The generated job is missing.');

/** Opens the job in a new worker; calls `load` when the worker is running. */
async function inNewWorker(load: (loader: ExplainLoader) => Promise<unknown>): Promise<void> {
  const indexer = new WorkerIndexer({ onLost() {}, onWarning: console.error }, cache);
  await indexer.call('close', 'nothing: the worker is up when this is answered');
  await load(
    new ExplainLoader('./job', `${base}/job`, directory as NonNullable<typeof directory>, indexer, systemClock),
  );
  await indexer.stop();
}

let [reading, keeping] = [0, 0];
await inNewWorker(async (loader) => {
  reading = await time(1, () => loader.load());
  keeping = await time(1, () => loader.load()); // waits until the index is on disk
});
const [index] = readdirSync(cache.directory);
const indexBytes = statSync(`${cache.directory}/${index}`).size;

const [opened, firstPages, stalls]: number[][] = [[], [], []];
for (let round = 0; round < ROUNDS; round++) {
  await inNewWorker(async (loader) => {
    const start = performance.now();
    stalls.push(await longestStall(() => loader.load()));
    opened.push(performance.now() - start);
    await loader.samples({ filter: {}, sort: { by: 'confidence', descending: true }, page: 0, limit: 50 });
    firstPages.push(performance.now() - start);
  });
}

console.log(
  `\n${settings.samples} samples, an event file of ${(size / 1e6).toFixed(0)} MB, an index of ${(indexBytes / 1e6).toFixed(0)} MB\n`,
);
const kept = printGoals(`restart, ${settings.samples} samples${settings.isSplit ? ', odd' : ''}`, [
  { what: 'opened from the index on disk', value: median(opened), unit: 'ms', goal: 500 },
  { what: 'and its first page, sorted, in code that is cold', value: median(firstPages), unit: 'ms', goal: 1000 },
  { what: 'read from the event file instead', value: reading, unit: 'ms' },
  { what: 'putting the index on disk', value: keeping, unit: 'ms' },
  { what: 'longest event-loop stall while opening (median)', value: median(stalls), unit: 'ms', goal: 30 },
]);
process.exitCode = kept ? 0 : 1;
