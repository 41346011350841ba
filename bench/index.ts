/*
 * How fast a job is read: phase by phase on this thread, then as a whole in the indexing worker.
 *
 *     npm run bench:index -- --samples 100000
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../lib/clock';
import { decodeEvent, EventFields } from '../lib/event/event';
import { WireReader } from '../lib/event/wire';
import { foldEvent } from '../lib/job/fold';
import { Job } from '../lib/job/job';
import { ExplainLoader } from '../lib/manager/explain-loader';
import { WorkerIndexer } from '../lib/manager/indexer';
import { RecordReader } from '../lib/record/record-reader';
import { localStorage } from '../lib/storage/local';
import { SummaryWatcher } from '../lib/summary/summary-watcher';
import { BENCH_JOB, generateJob } from './generate';
import { longestStall, median, option, printGoals, printTable, time } from './measure';

const TIMES = 5;
const settings = { ...BENCH_JOB, samples: option('samples', BENCH_JOB.samples) };
const base = fileURLToPath(new URL(`../.bench/${settings.samples}`, import.meta.url));
const path = generateJob(`${base}/job`, settings);

const file = openSync(path, 'r');
const size = fstatSync(file).size;
const whole = new Uint8Array(size);
const perSecond = (milliseconds: number) => size / 1e3 / milliseconds;

/** Each step does all of the steps before it; a phase is the difference. */
async function phases() {
  const read = await time(TIMES, () => readSync(file, whole, 0, size, 0));
  const checked = await time(TIMES, () => {
    const reader = new RecordReader(whole);
    while (reader.next() === 'record');
  });
  const wire = new WireReader();
  const fields = new EventFields();
  const each = (use: (offset: number) => void) => {
    const reader = new RecordReader(whole);
    for (let offset = 0; reader.next() === 'record'; offset = reader.offset) {
      wire.reset(whole, reader.payloadStart, reader.payloadEnd);
      decodeEvent(wire, fields);
      use(offset);
    }
  };
  const decoded = await time(TIMES, () => each(() => {}));
  let job = new Job();
  const folded = await time(TIMES, () => {
    job = new Job();
    each((offset) => foldEvent(job, fields, whole, offset));
  });
  return { read, checked, decoded, folded, job };
}

/** Opens the job in the worker, as the server does, again and again: the first time its code is cold. */
async function throughWorker() {
  const watcher = new SummaryWatcher({ storage: localStorage });
  const directory = await watcher.findExplainDirectory(base, './job');
  if (!directory) throw new Error('The generated job is not there.');
  const indexer = new WorkerIndexer(() => {});
  await indexer.call('close', 'nothing: the worker is up when this is answered');
  const totals: number[] = [];
  const firstPages: number[] = [];
  let memory = 0;
  const open = async () => {
    const loader = new ExplainLoader('./job', `${base}/job`, directory, indexer, systemClock);
    const start = performance.now();
    const loading = loader.load();
    while (loader.snapshot === null) await new Promise((resolve) => setTimeout(resolve, 1));
    await loader.samples({ filter: {}, sort: { by: 'confidence', descending: true }, page: 0, limit: 50 });
    firstPages.push(performance.now() - start);
    await loading;
    totals.push(performance.now() - start);
    memory = loader.memory;
    await loader.close();
  };
  const stall = await longestStall(async () => {
    for (let i = 0; i <= TIMES; i++) await open();
  });
  await indexer.stop();
  return { total: median(totals), cold: totals[0], firstPage: Math.max(...firstPages), stall, memory };
}

const { read, checked, decoded, folded, job } = await phases();
const worker = await throughWorker();
closeSync(file);

console.log(
  `\n${settings.samples} samples × ${settings.explainers} explainers, ${(size / 1e6).toFixed(1)} MB, median of ${TIMES}\n`,
);
const inOneThread = read + folded;
const rows = [
  ['read', read],
  ['checksum', checked],
  ['decode', decoded - checked],
  ['fold', folded - decoded],
  ['transfer (blocks, messages, waiting)', Math.max(0, worker.total - inOneThread)],
  ['whole, in the worker', worker.total],
  ['whole, the first time, code cold', worker.cold],
] as const;
const limit = read + checked;
printTable(
  ['phase', 'ms', 'MB/s', '× reading with checksums'],
  rows.map(([name, ms]) => [name, ms.toFixed(0), perSecond(ms).toFixed(0), (ms / limit).toFixed(2)]),
);

const labels = job.labels.length / job.samples.length;
const allowed = 150 + 24 * labels + 8 * settings.explainers;
const kept = printGoals([
  { what: 'index, checksums verified', value: perSecond(worker.total), unit: 'MB/s', goal: 250, atLeast: true },
  { what: 'first page after the job was first asked for (worst)', value: worker.firstPage, unit: 'ms', goal: 500 },
  {
    what: `memory a sample (${labels.toFixed(2)} labels, ${settings.explainers} map records)`,
    value: worker.memory / job.samples.length,
    unit: 'bytes',
    goal: Math.floor(allowed),
  },
  { what: 'longest event-loop stall while loading', value: worker.stall, unit: 'ms', goal: 50 },
]);
process.exitCode = kept ? 0 : 1;
