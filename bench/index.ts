/*
 * How fast a job is read: by phase on this thread, then completely in the indexing worker. Compared with the lower bound: only reading
 * the file and verifying its checksums.
 *
 *     npm run bench:index -- --samples 1000000 --odd
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { systemClock } from '../lib/clock';
import { decodeEvent, EventFields } from '../lib/event/event';
import { decodeBlock, EventTape } from '../lib/event/event-tape';
import { WireReader } from '../lib/event/wire';
import { WorkerIndexer } from '../lib/indexing/indexer';
import { foldEvent } from '../lib/job/fold';
import { Job } from '../lib/job/job';
import { ExplainLoader } from '../lib/manager/explain-loader';
import { RecordReader, verifiedUntil } from '../lib/record/record-reader';
import { localStorage } from '../lib/storage/local';
import { SummaryWatcher } from '../lib/summary/summary-watcher';
import { generatedJob } from './generate';
import { longestStall, median, option, printGoals, printTable, time } from './measure';

const ROUNDS = 5;
const BLOCK_BYTES = 2 ** 20;
const { base, path, settings, size } = generatedJob(option('samples', 100_000), process.argv.includes('--odd'));

/** The lower bound: reads the file block by block and computes every checksum. */
function readWithChecksums(): void {
  const file = openSync(path, 'r');
  const block = new Uint8Array(BLOCK_BYTES);
  let kept = 0;
  for (let position = 0; ; ) {
    const filled = readSync(file, block, kept, BLOCK_BYTES - kept, position);
    if (filled === 0) break;
    position += filled;
    const whole = verifiedUntil(block, kept + filled);
    block.copyWithin(0, whole, kept + filled);
    kept += filled - whole;
  }
  closeSync(file);
}

/**
 * Each step includes all preceding steps; a phase is the difference. The whole file is in memory and is processed block by block.
 */
async function phases() {
  const file = openSync(path, 'r');
  const whole = new Uint8Array(size);
  const read = await time(ROUNDS, () => readSync(file, whole, 0, size, 0));
  closeSync(file);
  const tape = new Int32Array(BLOCK_BYTES);
  const blocks = (use: (block: Uint8Array, start: number) => number) => {
    for (let start = 0; start < size; ) start += use(whole.subarray(start, start + BLOCK_BYTES), start);
  };
  const checked = await time(ROUNDS, () => blocks((block) => verifiedUntil(block)));
  const decoded = await time(ROUNDS, () => blocks((block) => decodeBlock(block, tape).verifiedEnd));
  let job = new Job();
  const folded = await time(ROUNDS, () => {
    job = new Job();
    blocks((block, start) => {
      const { verifiedEnd, tapeLength } = decodeBlock(block, tape);
      foldBlock(job, block, start, verifiedEnd, new EventTape(tape, tapeLength));
      return verifiedEnd;
    });
  });
  return { read, checked, decoded, folded, job };
}

const wire = new WireReader();
const fields = new EventFields();

function foldBlock(job: Job, block: Uint8Array, start: number, verifiedEnd: number, tape: EventTape): void {
  const reader = new RecordReader(block, { end: verifiedEnd, verifiedEnd });
  while (reader.next() === 'record') {
    if (!tape.read(fields)) {
      wire.reset(block, reader.payloadStart, reader.payloadEnd);
      decodeEvent(wire, fields);
    }
    foldEvent(job, fields, block, start + reader.recordStart);
  }
}

/** Opens the job repeatedly in the worker, as the server does, and measures the lower bound before each time. */
async function throughWorker() {
  const watcher = new SummaryWatcher({ storage: localStorage });
  const directory = await watcher.findExplainDirectory(base, './job');
  if (!directory) throw new Error('The generated job is missing.');
  const indexer = new WorkerIndexer({ onLost() {}, onWarning() {} });
  await indexer.call('close', 'nothing: the worker is up when this is answered');
  const [limits, totals, ratios, firstPages, stalls]: number[][] = [[], [], [], [], []];
  let memory = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const limit = await time(1, readWithChecksums);
    const loader = new ExplainLoader('./job', `${base}/job`, directory, indexer, systemClock);
    stalls.push(
      await longestStall(async () => {
        const start = performance.now();
        const loading = loader.load();
        while (loader.snapshot === null) await new Promise((resolve) => setTimeout(resolve, 1));
        await loader.samples({ filter: {}, sort: { by: 'confidence', descending: true }, page: 0, limit: 50 });
        firstPages.push(performance.now() - start);
        await loading;
        totals.push(performance.now() - start);
      }),
    );
    limits.push(limit);
    ratios.push(totals[round] / limit);
    memory = loader.memory;
    await loader.close();
  }
  await indexer.stop();
  const [cold] = totals.splice(0, 1); // the first run includes compilation
  for (const list of [limits, ratios]) list.shift();
  return {
    limit: median(limits),
    total: median(totals),
    cold,
    ratio: median(ratios),
    firstPage: Math.max(...firstPages),
    stall: median(stalls),
    memory,
  };
}

const { read, checked, decoded, folded, job } = await phases();
const worker = await throughWorker();

console.log(
  `\n${settings.samples} samples × ${settings.explainers} explainers, ${(size / 1e6).toFixed(1)} MB, median of ${ROUNDS}\n`,
);
const rows = [
  ['read', read],
  ['checksum', checked],
  ['decode', decoded - checked],
  ['fold', folded - decoded],
  ['all of these, one after the other', read + folded],
  ['whole, in the worker', worker.total],
  ['whole, the first time, code cold', worker.cold],
  ['limit: read with checksums', worker.limit],
] as const;
printTable(
  ['phase', 'ms', 'MB/s', '× limit'],
  rows.map(([name, ms]) => [name, ms.toFixed(0), (size / 1e3 / ms).toFixed(0), (ms / worker.limit).toFixed(2)]),
);

const labels = job.labels.length / job.samples.length;
const maps = job.records.length / job.samples.length;
const allowed = 150 + 24 * labels + 8 * maps;
const kept = printGoals(`index, ${settings.samples} samples${settings.isSplit ? ', odd' : ''}`, [
  { what: 'index, checksums verified', value: worker.ratio, unit: '× limit', goal: 4 },
  { what: 'index, checksums verified', value: size / 1e3 / worker.total, unit: 'MB/s' },
  { what: 'first page after the job was first asked for (worst)', value: worker.firstPage, unit: 'ms', goal: 500 },
  {
    what: `memory a sample (${labels.toFixed(2)} labels, ${maps.toFixed(1)} records)`,
    value: worker.memory / job.samples.length,
    unit: 'bytes',
    goal: Math.floor(allowed),
  },
  { what: 'longest event-loop stall while loading (median)', value: worker.stall, unit: 'ms', goal: 30 },
]);
process.exitCode = kept ? 0 : 1;
