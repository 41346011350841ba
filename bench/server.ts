/*
 * The server from outside: a page of samples over HTTP compared with a trivial route (`/api/health`), 64 clients on the pages of a job,
 * the delay until an appended record is served, and the memory of the process while fifty jobs grow. Needs `npm run build` first.
 *
 *     npm run bench:server -- --samples 1000000 --seconds 60
 */
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { RecordReader } from '../lib/record/record-reader';
import { serve } from '../tests/support/browser';
import { type EventInput, eventFile } from '../tests/support/event-writer';
import { random } from '../tests/support/random';
import { benchPath, generatedJob } from './generate';
import { median, option, percentile, printGoals } from './measure';

const CLIENTS = 64;
const ALONE = 300;
const seconds = option('seconds', 20);
const memoryMb = option('memory', 256);
const { base, settings } = generatedJob(option('samples', 1_000_000), false);
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

interface Reply {
  status: number;
  body: string;
}

function fetch(url: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).on('error', reject);
  });
}

/** Milliseconds of each of `count` requests, one after the other. */
async function alone(count: number, urlOf: (index: number) => string): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await fetch(urlOf(i));
    taken.push(performance.now() - start);
  }
  return taken;
}

/** Resident memory of a process, MB. */
function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Waits until `/api/jobs/{key}` reports that everything was read. */
async function untilRead(url: string, key: string): Promise<void> {
  for (;;) {
    const { status, body } = await fetch(`${url}/api/jobs/${key}`);
    if (status !== 200) throw new Error(body);
    const { progress } = JSON.parse(body);
    if (progress.total > 0 && progress.read === progress.total) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const QUERIES = [
  '',
  'sort=confidence&order=desc',
  'label=3&type=FN',
  'minConfidence=0.2&maxConfidence=0.4',
  'type=TP&sort=confidence',
];

async function pages() {
  const server = await serve(base);
  await untilRead(server.url, 'job');
  const next = random(3);
  const pageOf = (limit: number) => (index: number) => {
    const page = 1 + Math.floor(next() * 1000);
    return `${server.url}/api/jobs/job/samples?limit=${limit}&page=${page}&${QUERIES[index % QUERIES.length]}`;
  };
  const health = () => `${server.url}/api/health`;
  await alone(ALONE, health);
  await alone(ALONE, pageOf(50));
  const [empty, page] = [await alone(ALONE, health), await alone(ALONE, pageOf(50))];
  const samePage = pageOf(50)(1);
  const again = await alone(ALONE, () => samePage);

  /** 64 clients, each with one request in flight at any time. */
  const crowd = async (urlOf: (index: number) => string, forSeconds: number) => {
    const end = performance.now() + forSeconds * 1000;
    const taken: number[] = [];
    let errors = 0;
    let index = 0;
    const client = async () => {
      while (performance.now() < end) {
        const start = performance.now();
        const { status } = await fetch(urlOf(index++)).catch(() => ({ status: 0 }));
        if (status !== 200) errors++;
        taken.push(performance.now() - start);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    return { perSecond: taken.length / forSeconds, errors, p50: median(taken), p99: percentile(taken, 99) };
  };
  const emptyCrowd = await crowd(health, Math.min(10, seconds));
  const pageCrowd = await crowd(pageOf(10), seconds);
  await server.stop();
  return { empty: median(empty), page: median(page), again: median(again), emptyCrowd, pageCrowd };
}

const JOBS = 50;
const GROWING_BYTES = 40_000_000;
const RELOAD_S = 1;

/** Fifty growing jobs, requested in turn, with a memory budget that does not fit them all. */
async function growing() {
  const directory = benchPath('growing');
  rmSync(directory, { recursive: true, force: true });
  const source = generatedJob(100_000, false);
  const reader = new RecordReader(readFileSync(source.path));
  while (reader.offset < GROWING_BYTES) reader.next();
  const content = readFileSync(source.path).subarray(0, reader.offset);
  const files: string[] = [];
  for (let i = 0; i < JOBS; i++) {
    mkdirSync(`${directory}/job_${i}`, { recursive: true });
    const file = `${directory}/job_${i}/events.summary.${1_700_000_000 + i}._explain`;
    if (i === 0) appendFileSync(file, content);
    else cpSync(files[0], file);
    files.push(file);
  }
  const server = await serve(directory, ['--memory', String(memoryMb), '--reload-interval', String(RELOAD_S)]);
  await alone(ALONE, () => `${server.url}/api/health`);
  await alone(20, () => `${server.url}/`);
  const idle = residentMb(server.pid);
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMb(server.pid));
  }, 50);
  const visible: number[] = [];
  let errors = 0;
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < JOBS; i++) {
      const { status } = await fetch(`${server.url}/api/jobs/job_${i}/samples?limit=10&sort=confidence`);
      if (status !== 200) errors++;
      appendFileSync(files[i], eventFile([{ sampleId: 2_000_000 + round, imagePath: 'a.jpg' } satisfies EventInput]));
    }
  }
  await untilRead(server.url, 'job_7');
  for (let i = 0; i < 10; i++) {
    const id = 3_000_000 + i;
    appendFileSync(files[7], eventFile([{ sampleId: id, imagePath: 'a.jpg' }]));
    const start = performance.now();
    while ((await fetch(`${server.url}/api/jobs/job_7/samples/${id}`)).status !== 200) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    visible.push(performance.now() - start);
  }
  clearInterval(watch);
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
  return { idle, peak, visible: Math.max(...visible), errors };
}

const http = await pages();
const grown = await growing();
agent.destroy();
console.log(`\n${settings.samples} samples, ${CLIENTS} clients for ${seconds} s\n`);
const kept = printGoals(`server, ${settings.samples} samples`, [
  { what: 'an empty route, alone', value: http.empty, unit: 'ms' },
  { what: 'a page of 50 that is asked for again', value: http.again / http.empty, unit: '× empty route', goal: 2 },
  { what: 'a page of 50 never asked for before', value: http.page / http.empty, unit: '× empty route', goal: 2 },
  { what: `an empty route, ${CLIENTS} clients`, value: http.emptyCrowd.perSecond, unit: '/s' },
  { what: `a page of 10, ${CLIENTS} clients`, value: http.pageCrowd.perSecond, unit: '/s' },
  { what: 'errors', value: http.pageCrowd.errors, unit: '', goal: 0 },
  { what: 'p50', value: http.pageCrowd.p50, unit: 'ms' },
  { what: 'p99', value: http.pageCrowd.p99 / http.pageCrowd.p50, unit: '× p50', goal: 10 },
  {
    what: `an appended record is answered (worst of ten, reload every ${RELOAD_S} s)`,
    value: grown.visible,
    unit: 'ms',
    goal: RELOAD_S * 1000 + 200,
  },
  { what: `${JOBS} growing jobs in ${memoryMb} MB: errors`, value: grown.errors, unit: '', goal: 0 },
  { what: 'memory of the server before a job is read', value: grown.idle, unit: 'MB' },
  { what: 'beyond that, at its peak', value: grown.peak - grown.idle, unit: 'MB', goal: Math.round(memoryMb * 1.15) },
]);
process.exitCode = kept ? 0 : 1;
