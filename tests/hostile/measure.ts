import { readdir, readlink, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Run, simpleSample } from '../support/browser-jobs';
import { residentBytes, type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';
import { furtherQuestionsAbout, neighboursQuestions, type Question, questionsAbout } from './addresses';
import type { HostileJob, Unrest } from './write-job';

/* A hostile job beside a healthy one: what it costs the neighbours and the server. */

const HEALTHY = 'healthy';
const SAMPLES = [0, 1, 2, 3].map((id) => simpleSample(id, 0.75));

/** The longest wait for an answer about the hostile job itself. */
const PATIENCE_MS = 60_000;
/** After so long, who has asked for an answer that may be endless leaves. */
const LEAVES_MS = 5_000;
const SETTLED_MS = 15_000;
const SAMPLE_MS = 50;
/** Between two changes of a job that does not stay as it is. */
const UNREST_MS = 100;
/** Files of the parts of a job that are open at most (`lib/reading`). */
const PARTS_OPEN = 64;

/** By kind of question: the longest wait for its answer, milliseconds. */
export type Waits = Record<string, number>;

export interface Measured {
  /** The longest waits of the neighbours before the hostile job was there, and while it was read and asked about. */
  before: Waits;
  waits: Waits;
  /** Memory of the process before, at most, and afterwards; bytes. */
  memory: { before: number; most: number; after: number };
  /** Open files and sockets: those before with an event file for each job, and those afterwards. */
  files: { before: number; after: number };
  /** The longest wait for an answer about the hostile job, and questions that failed: with status 500, or without an answer. */
  own: { worst: number; failures: string[] };
  /** Milliseconds from SIGTERM to the end of the process, while it is asked about the hostile job. */
  stop: number;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Milliseconds until the whole answer was there, and its status; status 0 if there was none. */
async function ask(url: string, { body, timeout = PATIENCE_MS }: { body?: string; timeout?: number } = {}) {
  const began = performance.now();
  const init = body === undefined ? {} : { method: 'POST', body, headers: { 'Content-Type': 'application/json' } };
  const status = await fetch(url, { ...init, signal: AbortSignal.timeout(timeout) })
    .then(async (response) => {
      for await (const _ of response.body ?? []); // not kept: an answer may have many megabytes
      return response.status;
    })
    .catch(() => 0);
  return { status, ms: performance.now() - began };
}

/** Asks the neighbours' questions, one after the other of each kind, until `isOver`. One that is not answered with 200 waits for ever. */
async function watchNeighbours(url: string, isOver: () => boolean): Promise<Waits> {
  const waits: Waits = {};
  const kinds = Object.keys(neighboursQuestions(HEALTHY, 0));
  await Promise.all(
    kinds.map(async (kind) => {
      for (let vary = 1; vary === 1 || !isOver(); vary++) {
        const { status, ms } = await ask(url + neighboursQuestions(HEALTHY, vary)[kind]);
        waits[kind] = Math.max(waits[kind] ?? 0, status === 200 ? ms : Number.POSITIVE_INFINITY);
        await pause(20);
      }
    }),
  );
  return waits;
}

/**
 * Files, pipes and sockets that a process has open, without those of the event loops of its threads, of which more may start, and without
 * the parts of a job that may be open while it is loaded.
 */
async function openFiles(pid: number): Promise<number> {
  const directory = `/proc/${pid}/fd`;
  const links = (await readdir(directory)).map((name) =>
    readlink(join(directory, name)).catch(() => 'anon_inode:closed'),
  );
  const files = (await Promise.all(links)).filter((link) => !link.startsWith('anon_inode:'));
  return files.length - Math.min(PARTS_OPEN, files.filter((link) => link.includes('/events.part.')).length);
}

/**
 * Serves a healthy job and measures what hostile ones do to it. Linux only.
 *
 * @param options.isThorough whether to ask the further questions too, after the others
 */
export async function measure(
  jobs: ReadonlyMap<string, HostileJob>,
  { flags = [], rounds = 2, ...options }: { flags?: string[]; rounds?: number; isThorough?: boolean } = {},
): Promise<Measured> {
  const server = await serveJobs(async (base) => {
    await (await (await new Run(join(base, HEALTHY)).begin()).samples(SAMPLES)).scores();
  }, flags);
  try {
    return await measureOn(server, jobs, rounds, options.isThorough ?? true);
  } finally {
    // It has usually ended by now.
    await server.stop().catch(() => {});
  }
}

async function measureOn(
  server: ServedDirectory,
  jobs: ReadonlyMap<string, HostileJob>,
  rounds: number,
  isThorough: boolean,
) {
  const { url, pid, base } = server;
  await until(async () => (await server.get('/api/health/ready')).ok);
  let isOver = false;
  setTimeout(() => {
    isOver = true;
  }, 1_500);
  await watchNeighbours(url, () => true); // everything is compiled and loaded
  const before = await watchNeighbours(url, () => isOver);
  // Starts the threads of surveys and marks, which have files open from then on.
  for (const view of ['insight/explainers', 'marks']) await ask(`${url}/api/jobs/${HEALTHY}/${view}`);

  const names = new Map([...jobs.keys()].map((name, i) => [name, `hostile_${i}`]));
  const unrests = new Map<string, Unrest>();
  for (const [name, write] of jobs) {
    const path = names.get(name) ?? '';
    const unrest = await write(join(base, '..', path));
    if (unrest) unrests.set(path, unrest);
  }
  const memory = { before: await residentBytes(pid), most: 0, after: 0 };
  // The event file of a job stays open while the job is loaded.
  const files = { before: (await openFiles(pid)) + jobs.size, after: 0 };

  isOver = false;
  const watching = watchNeighbours(url, () => isOver);
  const sampling = (async () => {
    for (; !isOver; await pause(SAMPLE_MS)) memory.most = Math.max(memory.most, await residentBytes(pid));
  })();
  for (const path of names.values()) await rename(join(base, '..', path), join(base, path));
  const changing = [...unrests].map(async ([path, unrest]) => {
    for (let step = 0; !isOver; step++) {
      await unrest(join(base, path), step);
      await pause(UNREST_MS);
    }
  });
  const own = { worst: 0, failures: [] as string[] };
  for (let round = 0; round < rounds; round++) {
    for (const [name, path] of names) {
      const askAll = (questions: readonly Question[]) =>
        Promise.all(
          questions.map(async ({ path: address, body, isEndless = false }) => {
            const { status, ms } = await ask(url + address, { body, timeout: isEndless ? LEAVES_MS : PATIENCE_MS });
            if (!isEndless) own.worst = Math.max(own.worst, ms);
            if (status === 500 || (status === 0 && !isEndless)) own.failures.push(`${name}: ${status} for ${address}`);
          }),
        );
      await askAll(questionsAbout(path, 1 + round));
      if (isThorough) await askAll(furtherQuestionsAbout(path, 1 + round, HEALTHY));
    }
  }
  isOver = true;
  await Promise.all([sampling, ...changing]);
  const waits = await watching;

  const deadline = performance.now() + SETTLED_MS;
  do {
    await pause(200);
    files.after = await openFiles(pid);
  } while (files.after > files.before && performance.now() < deadline);
  memory.after = await residentBytes(pid);

  for (const path of names.values()) {
    for (const { path: address, body } of questionsAbout(path, 99)) void ask(url + address, { body });
  }
  await pause(100);
  const began = performance.now();
  await server.stop().catch(() => {}); // it may be killed, as long as that is in time
  return { before, waits, memory, files, own, stop: performance.now() - began };
}
