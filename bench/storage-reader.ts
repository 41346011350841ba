/*
 * The process that `bench/storage.ts` measures: reads the event file of the job `job` below a base alone, then indexes it, several times in turn. The
 * base is on a disk or in an object store; nothing is kept on the disk. Heaps are bounded as those of a server. Prints a line of JSON.
 */
import { boundHeaps } from '../bin/heaps.js';
import { systemClock } from '../lib/clock';
import { WorkerIndexer } from '../lib/indexing/indexer';
import { ExplainLoader } from '../lib/manager/explain-loader';
import { settingsFromEnvironment, storeOf } from '../lib/settings';
import { openStorage } from '../lib/storage/open-storage';
import { RequestCounts } from '../lib/storage/request-counts';
import { eventFilePath } from '../lib/summary/explain-directory';
import { StoreWatcher } from '../lib/summary/store-watcher';
import { SummaryWatcher } from '../lib/summary/summary-watcher';
import { median } from './measure';

/** What one process measured: medians, milliseconds. */
export interface Reading {
  /** Reading the event file, and nothing else. */
  alone: Spent;
  /** Reading it completely in the indexing worker. */
  index: Spent;
}

/** Time that passes, and that of the processor on all threads. */
interface Spent {
  ms: number;
  cpu: number;
}

const ROUNDS = 5;
const BLOCK_BYTES = 2 ** 20;

const settings = settingsFromEnvironment();
const base = settings.dir;
const place = storeOf({ ...settings, cacheSize: 0 });
boundHeaps(place !== null);
const store = place && { ...place, counts: new RequestCounts().buffer };
const storage = openStorage(store);
const watcher = store === null ? new SummaryWatcher({ storage }) : new StoreWatcher({ storage });
const found = await watcher.findExplainDirectory(base, './job');
if (!found) throw new Error(`There is no job in ${base}.`);
const directory = found;
const indexer = new WorkerIndexer({ onLost() {}, onWarning() {} }, null, store);

async function readAlone(): Promise<void> {
  const file = await storage.open(eventFilePath(`${base}/job`, directory));
  const block = new Uint8Array(BLOCK_BYTES);
  for (let at = 0, read = -1; read !== 0; at += read) read = await file.read(block, at);
  await file.close();
}

async function index(): Promise<void> {
  const loader = new ExplainLoader('./job', `${base}/job`, directory, indexer, systemClock);
  await loader.load();
  await loader.close();
}

async function spentOn(task: () => Promise<void>): Promise<Spent> {
  const before = process.cpuUsage();
  const start = performance.now();
  await task();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpu: (user + system) / 1000 };
}

const medians = (spent: readonly Spent[]): Spent => ({
  ms: median(spent.map(({ ms }) => ms)),
  cpu: median(spent.map(({ cpu }) => cpu)),
});

const [alone, indexed]: Spent[][] = [[], []];
for (let round = 0; round <= ROUNDS; round++) {
  const read = await spentOn(readAlone);
  const whole = await spentOn(index);
  if (round === 0) continue; // it includes compilation
  alone.push(read);
  indexed.push(whole);
}
await indexer.stop();
console.log(JSON.stringify({ alone: medians(alone), index: medians(indexed) } satisfies Reading));
