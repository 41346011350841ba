/*
 * `npm run soak`: 64 clients send requests for a minute while writers append to, truncate, delete, replace and rewrite jobs. Each answer about
 * a job must have been true at some moment, and memory must stay constant. Needs `npm run build` first.
 *
 *     npm run soak -- --seconds 600 --clients 64
 *
 * Every job is a sequence of versions. The file names of a sample contain its version, so an
 * answer that mixes two versions is detected, and so is a state that never existed.
 */
import { appendFile, mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EVENT_FILE } from '../support/browser-jobs';
import { type EventInput, eventFile } from '../support/event-writer';
import { random } from '../support/random';
import { residentBytes, serveJobs } from '../support/server-directory';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    clients: { type: 'string', default: '64' },
    seed: { type: 'string', default: String(Date.now() & 0xffff) },
  },
});
const [SECONDS, CLIENTS, SEED] = [Number(values.seconds), Number(values.clients), Number(values.seed)];
const JOBS = 8;
const MAX_SAMPLES = 400;
const RELOAD_SECONDS = 0.5;
const MEMORY_GROWTH = 150 * 2 ** 20;

const next = random(SEED);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A job and its history: the maximum number of samples of each of its versions. */
class SoakJob {
  version = 0;
  count = 0;
  /** By version: the maximum number of samples, including those only partly written. */
  readonly largest = new Map<number, number>();

  constructor(readonly directory: string) {}

  get file(): string {
    return join(this.directory, EVENT_FILE);
  }

  /** The events of samples `[from, to)` of this version. */
  #events(from: number, to: number): EventInput[] {
    const events: EventInput[] = [];
    for (let id = from; id < to; id++) {
      events.push({ sampleId: id, imagePath: `v${this.version}/${id}.jpg` });
      events.push({ sampleId: id, truth: [id % 4], inference: { truthProb: [(id + 0.5) / MAX_SAMPLES] } });
    }
    return events;
  }

  #header(): EventInput {
    const labels = [0, 1, 2, 3].map((label) => `v${this.version} ${label}`);
    return { metadata: { labels, explainers: ['GradCAM'] } };
  }

  #grow(to: number): void {
    this.count = to;
    this.largest.set(this.version, Math.max(to, this.largest.get(this.version) ?? 0));
  }

  async begin(how: 'in place' | 'renamed over' | 'deleted'): Promise<void> {
    this.version++;
    this.count = 0;
    const size = 5 + Math.floor(next() * 40);
    this.#grow(size);
    const content = eventFile([this.#header(), ...this.#events(0, size)]);
    if (how === 'deleted') await rm(this.directory, { recursive: true, force: true });
    await mkdir(this.directory, { recursive: true });
    if (how !== 'renamed over') await writeFile(this.file, content);
    else {
      await writeFile(`${this.file}.new`, content);
      await rename(`${this.file}.new`, this.file);
    }
  }

  /** Appends some samples in two pieces, cut at a random byte. */
  async append(): Promise<void> {
    if (this.count >= MAX_SAMPLES) return this.begin('in place');
    const from = this.count;
    this.#grow(Math.min(MAX_SAMPLES, from + 1 + Math.floor(next() * 20)));
    const content = eventFile(this.#events(from, this.count));
    const cut = Math.floor(next() * content.length);
    await appendFile(this.file, content.subarray(0, cut));
    await pause(next() * 30);
    await appendFile(this.file, content.subarray(cut));
  }

  /** Truncates the file at a random byte, and starts over soon after. */
  async cut(): Promise<void> {
    await truncate(this.file, Math.floor(next() * 2_000));
    await pause(next() * 300);
    await this.begin('renamed over');
  }
}

async function write(job: SoakJob, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const dice = next();
    if (dice < 0.8) await job.append();
    else if (dice < 0.87) await job.begin('renamed over');
    else if (dice < 0.93) await job.begin('in place');
    else if (dice < 0.97) await job.begin('deleted');
    else await job.cut();
    await pause(next() * 60);
  }
}

interface Sample {
  id: number;
  imagePath: string;
  labels: { id: number; name: string; confidence: number | null }[];
}

/** The error in a page of samples; null if it was true at some moment. */
function faultOf(job: SoakJob, page: { total: number; sampleCount: number; samples: Sample[] }): string | null {
  const versions = new Set(page.samples.map(({ imagePath }) => Number(/^v(\d+)\//.exec(imagePath)?.[1])));
  if (versions.size > 1) return `samples of versions ${[...versions]}`;
  if (page.total > page.sampleCount) return `${page.total} of ${page.sampleCount} samples match`;
  for (const version of versions) {
    const most = job.largest.get(version);
    if (most === undefined) return `a version ${version} that never was`;
    if (page.sampleCount > most) return `${page.sampleCount} samples, though version ${version} never had over ${most}`;
    for (const { id, imagePath, labels } of page.samples) {
      if (imagePath !== `v${version}/${id}.jpg`) return `sample ${id} with ${imagePath}`;
      // The last sample may be incomplete: its labels are in the next record.
      for (const label of labels) {
        if (label.id !== id % 4 || label.name !== `v${version} ${label.id}`)
          return `sample ${id} with label ${label.name}`;
        const right = (id + 0.5) / MAX_SAMPLES;
        if (label.confidence !== null && Math.abs(label.confidence - right) > 1e-6)
          return `sample ${id} at ${label.confidence}`;
      }
      if (labels.length === 0 && id !== page.sampleCount - 1)
        return `sample ${id} of ${page.sampleCount} without its label`;
    }
  }
  return null;
}

const jobs: SoakJob[] = [];
const server = await serveJobs(
  async (base) => {
    for (let number = 0; number < JOBS; number++) {
      const job = new SoakJob(join(base, `job_${number}`));
      await job.begin('in place');
      jobs.push(job);
    }
  },
  ['--reload-interval', String(RELOAD_SECONDS), '--log-level', 'warn'],
);

const faults: string[] = [];
const statuses = new Map<number, number>();
const memory: number[] = [];
const end = performance.now() + SECONDS * 1000;
const isOver = () => performance.now() > end;

const QUERIES = [
  'sort=id&order=asc&limit=200',
  'sort=id&order=desc&limit=50',
  'sort=confidence&order=desc&limit=20',
  'label=1&sort=id&limit=30',
  'type=FN&sort=confidence&order=asc&limit=30&page=2',
];

async function ask(): Promise<void> {
  while (!isOver()) {
    const number = Math.floor(Math.random() * JOBS);
    const query = QUERIES[Math.floor(Math.random() * QUERIES.length)];
    const address = Math.random() < 0.1 ? '/api/jobs' : `/api/jobs/job_${number}/samples?${query}`;
    const response = await server.get(address);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    const body = await response.json();
    if (response.status >= 500 && response.status !== 503) faults.push(`${address}: ${response.status} ${body.detail}`);
    if (response.status !== 200 || address === '/api/jobs') continue;
    const fault = faultOf(jobs[number], body);
    if (fault !== null) faults.push(`${address}: ${fault}`);
  }
}

async function watchMemory(): Promise<void> {
  while (!isOver()) {
    await pause(1_000);
    memory.push(await residentBytes(server.pid));
  }
}

await Promise.all([
  ...jobs.map((job) => write(job, isOver)),
  ...Array.from({ length: CLIENTS }, ask),
  process.platform === 'linux' ? watchMemory() : undefined,
]);

// Once idle, every job equals what was written last.
await pause(3 * RELOAD_SECONDS * 1000);
for (const job of jobs) {
  const { status, body } = await server.json(
    `/api/jobs/${job.directory.split('/').at(-1)}/samples?sort=id&order=asc&limit=200`,
  );
  if (status !== 200 || body.total !== job.count)
    faults.push(`${job.directory}: ${status}, ${body.total} samples, not ${job.count}`);
}
await server.stop();

// The first third is warm-up: caches and compilation.
const settled = memory.slice(Math.floor(memory.length / 3));
const third = Math.max(1, Math.floor(settled.length / 3));
const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);
const growth = mean(settled.slice(-third)) - mean(settled.slice(0, third));
if (growth > MEMORY_GROWTH) faults.push(`Memory grew by ${Math.round(growth / 2 ** 20)} MB.`);

const requests = [...statuses.values()].reduce((sum, one) => sum + one, 0);
const versions = jobs.reduce((sum, { version }) => sum + version, 0);
console.log(
  `seed ${SEED}: ${CLIENTS} clients, ${SECONDS} s, ${requests} answers, ${versions} versions of ${JOBS} jobs`,
);
console.log(`status: ${[...statuses].map(([status, count]) => `${status} ${count} ×`).join(', ')}`);
console.log(
  `memory: ${memory
    .filter((_, i) => i % 10 === 0)
    .map((bytes) => Math.round(bytes / 2 ** 20))
    .join(' ')} MB, ${Math.round(growth / 2 ** 20)} MB more`,
);
console.log(
  faults.length === 0 ? '0 wrong answers' : `${faults.length} wrong answers:\n${faults.slice(0, 20).join('\n')}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
