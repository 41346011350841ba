/*
 * A day in fast motion: as many scans for jobs as a reload interval of three seconds makes in 24 hours, back to back, in a real server.
 * Meanwhile jobs grow, are rewritten once they are long, appear and disappear, and a client requests pages and lists. Measured from
 * outside: memory of the process, its reported heap, and response times, in the first and the last tenth of the day.
 * Needs `npm run build` first.
 *
 *     npm run bench:day -- --looks 28800
 */
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { serve } from '../tests/support/browser';
import { type EventInput, eventFile } from '../tests/support/event-writer';
import { random } from '../tests/support/random';
import { benchPath, generateJob, ODD_JOB } from './generate';
import { median, option, percentile, printGoals, printTable } from './measure';

const scans = option('looks', 28_800);
const IDLE_JOBS = 100;
const GROWING = 10;
const LONGEST = 2_000;
const PAUSE_MS = 5;
const TENTHS = 10;

const base = benchPath('day');
rmSync(base, { recursive: true, force: true });
for (let job = 0; job < IDLE_JOBS; job++) generateJob(`${base}/idle/${job}`, { ...ODD_JOB, samples: 200 });
generateJob(`${base}/large`, { ...ODD_JOB, samples: 100_000 });

/** A job that grows by one sample at a time and starts over. */
class GrowingJob {
  #count = 0;
  readonly #directory: string;

  constructor(readonly key: string) {
    this.#directory = `${base}/${key}`;
  }

  /** Appends a sample. A job that is long enough is rewritten; one in three is deleted for a while first. */
  step(dice: number): void {
    const file = `${this.#directory}/events.summary.1700000000._explain`;
    if (this.#count % LONGEST === 0) {
      if (dice < 1 / 3) rmSync(this.#directory, { recursive: true, force: true });
      mkdirSync(this.#directory, { recursive: true });
      const head: EventInput = { metadata: { labels: ['cat', 'dog'], explainers: ['GradCAM'] } };
      writeFileSync(`${file}.new`, eventFile([head]));
      renameSync(`${file}.new`, file);
    }
    const id = this.#count++ % LONGEST;
    const events: EventInput[] = [
      { sampleId: id, imagePath: `${id}.jpg` },
      { sampleId: id, truth: [id % 2], inference: { truthProb: [(id % 100) / 100] } },
      { sampleId: id, explanations: [{ explainer: 'GradCAM', label: id % 2, path: `m${id}.jpg` }] },
    ];
    appendFileSync(file, eventFile(events));
  }
}

const next = random(5);
const growing = Array.from({ length: GROWING }, (_, job) => new GrowingJob(`grows_${job}`));
for (const job of growing) job.step(1);
const server = await serve(base, ['--reload-interval', '0.001', '--memory', '256', '--log-level', 'error']);

/** The metrics of the server. */
async function metrics() {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const metric = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return {
    scans: metric('salient_look_seconds_count'),
    seconds: metric('salient_look_seconds_sum'),
    heap: metric('nodejs_heap_size_used_bytes') / 2 ** 20,
  };
}

function residentMb(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
}

const QUERIES = ['sort=id', 'sort=confidence&order=desc', 'label=1&sort=id', 'type=FN&sort=confidence&order=asc'];
const errors: string[] = [];

/** Requests a page of a job, or occasionally the list; returns milliseconds. */
async function ask(): Promise<number> {
  const dice = next();
  const job =
    dice < 0.4
      ? 'large'
      : dice < 0.7
        ? growing[Math.floor(next() * GROWING)].key
        : `idle~${Math.floor(next() * IDLE_JOBS)}`;
  const page = job === 'large' ? 1 + Math.floor(next() * 100) : 1;
  const query = `${QUERIES[Math.floor(next() * QUERIES.length)]}&limit=50&page=${page}`;
  const address = dice > 0.95 ? '/api/jobs?limit=50' : `/api/jobs/${job}/samples?${query}`;
  const start = performance.now();
  const response = await fetch(server.url + address);
  await response.arrayBuffer();
  // A job that is currently deleted is a 404; anything else is an error.
  if (response.status !== 200 && !(response.status === 404 && job.startsWith('grows')))
    errors.push(`${response.status} ${address}`);
  return performance.now() - start;
}

/** Measurements of a tenth of the day: memory samples in MB, and response times in milliseconds. */
interface Tenth {
  resident: number[];
  heap: number[];
  look: number;
  page: number;
  page99: number;
}

async function tenth(until: number): Promise<Tenth> {
  const [resident, heap, pages]: number[][] = [[], [], []];
  const begin = await metrics();
  let now = begin;
  for (let step = 0; now.scans < until; step++) {
    growing[step % GROWING].step(next());
    pages.push(await ask());
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (step % 20 !== 0) continue;
    now = await metrics();
    heap.push(now.heap);
    resident.push(residentMb());
  }
  return {
    resident,
    heap,
    look: (1000 * (now.seconds - begin.seconds)) / (now.scans - begin.scans),
    page: median(pages),
    page99: percentile(pages, 99),
  };
}

await tenth(scans / TENTHS / 4); // warm-up: compilation and growth of the heap
const { scans: warm } = await metrics();
const day: Tenth[] = [];
for (let part = 1; part <= TENTHS; part++) day.push(await tenth(warm + (scans * part) / TENTHS));
const total = await metrics();
await server.stop();
rmSync(base, { recursive: true, force: true });

printTable(
  ['tenth of the day', 'resident, MB', 'heap, MB', 'a look, ms', 'a page, ms', '99 of 100, ms'],
  day.map(({ resident, heap, look, page, page99 }, part) => [
    String(part + 1),
    ...[median(resident), median(heap), look, page, page99].map((value) => value.toFixed(1)),
  ]),
);
for (const error of errors.slice(0, 5)) console.error(error);
/** Memory after garbage collection, second half of the day relative to the first. */
function growth(memoryOf: (tenth: Tenth) => number[]): number {
  const floor = (part: readonly Tenth[]) => percentile(part.flatMap(memoryOf), 10);
  return floor(day.slice(TENTHS / 2)) / floor(day.slice(0, TENTHS / 2));
}

const [first, last] = [day[0], day[TENTHS - 1]];
const kept = printGoals(`${total.scans} scans`, [
  { what: 'errors', value: errors.length, unit: '', goal: 0 },
  { what: 'resident memory, second half to first', value: growth(({ resident }) => resident), unit: '×', goal: 1.05 },
  { what: 'heap, second half to first', value: growth(({ heap }) => heap), unit: '×', goal: 1.05 },
  { what: 'most resident memory', value: Math.max(...day.flatMap(({ resident }) => resident)), unit: 'MB' },
  { what: 'a look, the last tenth to the first', value: last.look / first.look, unit: '×', goal: 1.2 },
  { what: 'a page, the last tenth to the first', value: last.page / first.page, unit: '×', goal: 1.2 },
]);
process.exitCode = kept ? 0 : 1;
