/* `salient survey DIR`: reads the maps of all jobs below a directory, so that the insight views are ready when somebody opens them. */
import { setTimeout as pause } from 'node:timers/promises';
import { printable } from '../lib/printable.js';
import { SHARDS_VARIABLE } from '../lib/settings.js';
import { startOwnServer } from './own-server.js';
import { LOOK_MS, listed, untilRead } from './read-jobs.js';
import { surveyOptions } from './survey-options.js';

/** Without a terminal, a line is printed this often, milliseconds. */
const LINE_MS = 10_000;

const BAR_WIDTH = 24;
const JOBS_AT_ONCE = 1000;

export const SURVEY_HELP = `Usage: salient survey DIR [options]

Reads the saliency maps of every job below DIR (or of the job DIR) and keeps what the insight views show in the cache directory.
It goes on where an earlier run, or a server, has stopped. Some files of each job are compared with those that were read before; where
one was replaced, all are, and the others are read again.

  --cache-dir DIR  directory of the cache, that of the server (~/.cache/salient)
  --memory MB      memory limit for loaded jobs (a quarter of RAM)
  --max-depth N    directory levels below DIR to scan (5)

On many machines, or as many processes (docs/engines.md):

  --shard I --of N --out PLACE
                   survey only slice I (from 0) of N equal ones, and put it into PLACE, a directory or s3://BUCKET/PREFIX, as one file;
                   a slice that is there is skipped
  --collect PLACE  make the survey of the slices in PLACE, once all are there

As tasks of Ray, with the Python package: python -m salient survey JOB --ray [ADDRESS] [--shards N] [--out PLACE]
`;

/**
 * @typedef {object} Progress
 * @property {number} surveyed
 * @property {number} total
 * @property {number} unreadable
 * @property {string} state
 * @property {{ isRunning: boolean, isChecking: boolean, secondsLeft: number | null, failures: { sample: number, explainer: string, message: string }[], message: string | null }} survey
 */

/**
 * How a shard, or collecting shards, has got on.
 *
 * @typedef {import('../lib/manager/job-shards').ShardProgress} ShardProgress
 *
 * @typedef {object} Api
 * @property {(path: string) => Promise<any>} get
 * @property {(path: string, body?: object) => Promise<any>} post
 */

/**
 * Surveys all jobs below a directory with a server of its own, which only this process can reach.
 *
 * @param {string[]} args of the command, without its name
 * @returns {Promise<number>} the exit status: 0 if every map was read, or the shard of every job is in place; 1 if a job or the server
 *   failed, 2 for wrong arguments
 * @throws {import('../lib/settings.js').UsageError}
 */
export async function survey(args) {
  if (args.includes('--help') || args.length === 0) {
    process.stdout.write(SURVEY_HELP);
    return args.length === 0 ? 2 : 0;
  }
  const { shards, rest } = surveyOptions(args);
  const server = startOwnServer(rest, { [SHARDS_VARIABLE]: shards?.place ?? '' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.once(signal, () => {
      server.stop();
      const next = shards?.shard ? 'the shard is not made' : 'the same command goes on from here';
      process.stderr.write(`\nsalient: stopped; ${next}.\n`);
      process.exit(130);
    });
  const address = await server.address;
  if (address === null) return server.ended;
  try {
    return await surveyJobs(apiAt(address, server.headers), shards);
  } catch (error) {
    process.stderr.write(`salient: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return 1;
  } finally {
    server.stop();
    await server.ended;
  }
}

/** @param {URL} base @param {Record<string, string>} headers @returns {Api} */
function apiAt(base, headers) {
  /** @param {string} path @param {RequestInit} [request] */
  const ask = async (path, request) => {
    const response = await fetch(new URL(path, base), { ...request, headers: { ...headers, ...request?.headers } });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail);
    return answer;
  };
  const asJson = { 'Content-Type': 'application/json' };
  return {
    get: (path) => ask(path),
    post: (path, body = {}) => ask(path, { method: 'POST', headers: asJson, body: JSON.stringify(body) }),
  };
}

/** @param {Api} api @param {import('./survey-options.js').ShardOptions | null} shards */
async function surveyJobs({ get, post }, shards) {
  let failed = 0;
  let jobCount = 0;
  for (let page = 1, pages = 1; page <= pages; page++) {
    const list = await listed(get, `api/jobs?limit=${JOBS_AT_ONCE}&sort=path&order=asc&page=${page}`);
    for (const { message } of page === 1 ? list.problems.filter(isUnreadable) : []) {
      process.stderr.write(`salient: ${printable(message)}\n`);
      failed++;
    }
    pages = list.pages;
    jobCount = list.total;
    for (const { key, name: own } of list.jobs) {
      const job = `api/jobs/${key}`;
      const name = printable(own);
      const isDone = await orFailed(name, async () => {
        await untilRead(get, job);
        const of = `${job}/insight/shards`;
        if (shards?.shard) return shardJob(name, shards.shard, () => post(of, shards.shard ?? {}));
        if (shards && !(await collectJob(name, () => post(`${of}/collect`)))) return false;
        return surveyJob(name, () => get(`${job}/insight/survey`));
      });
      if (!isDone) failed++;
    }
  }
  if (jobCount === 0) process.stderr.write('salient: there is no explain job in this directory.\n');
  return failed > 0 || jobCount === 0 ? 1 : 0;
}

/** Whether a problem is a directory whose jobs are not known, and no link. @param {{ code: string }} problem */
const isUnreadable = ({ code }) => code === 'unreadable';

/** What `work` returns; false, and a line that says why, if it fails. @param {string} name @param {() => Promise<boolean>} work */
async function orFailed(name, work) {
  try {
    return await work();
  } catch (error) {
    fail(name, error instanceof Error ? error.message : String(error));
    return false;
  }
}

/** @param {string} name @param {string} message */
function fail(name, message) {
  clearBar();
  process.stderr.write(`salient: ${name}: ${printable(message)}\n`);
}

function clearBar() {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
}

/**
 * Looks until something is done, and shows how far it is.
 *
 * @template T @param {string} name @param {() => Promise<T>} look @param {(progress: T) => string | null} barOf null once it is done
 * @returns {Promise<T>}
 */
async function watch(name, look, barOf) {
  let printed = 0;
  for (;;) {
    const progress = await look();
    const bar = barOf(progress);
    if (bar === null) {
      clearBar();
      return progress;
    }
    const now = performance.now();
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${name}  ${bar}`);
    else if (now - printed >= LINE_MS) {
      process.stdout.write(`${name}  ${bar}\n`);
      printed = now;
    }
    await pause(LOOK_MS);
  }
}

/**
 * Surveys one job; returns whether everything could be read.
 *
 * @param {string} name @param {() => Promise<Progress>} look
 */
async function surveyJob(name, look) {
  /** @param {Progress} progress */
  const isDone = ({ surveyed, total, survey, state }) => state !== 'loading' && surveyed >= total && !survey.isChecking;
  const { surveyed, total, unreadable, survey } = await watch(name, look, (progress) => {
    const { survey, surveyed, total } = progress;
    const hasStopped = survey.message !== null && !survey.isRunning && surveyed < total;
    return isDone(progress) || hasStopped ? null : barOf(surveyed, total, 'maps', survey.secondsLeft);
  });
  if (surveyed < total) {
    fail(name, `${surveyed} of ${total} maps: ${survey.message}`);
    return false;
  }
  process.stdout.write(`${name}  ${total} maps surveyed${ofThem(unreadable)}\n`);
  printFailures(name, survey.failures);
  return unreadable === 0;
}

/**
 * Makes a shard of one job; returns whether it is in place.
 *
 * @param {string} name @param {{ shard: number, of: number }} shard @param {() => Promise<ShardProgress | null>} make
 */
async function shardJob(name, { shard, of }, make) {
  const made = await watchShards(name, 'maps', make);
  if (made === null) return false;
  const what = made.wasThere ? 'was there' : `${made.total} maps surveyed${ofThem(made.unreadable)}`;
  process.stdout.write(`${name}  shard ${shard} of ${of}: ${what}\n`);
  printFailures(name, made.failures);
  return true;
}

/** Makes the survey of one job of its shards; returns whether all were there. @param {string} name @param {() => Promise<ShardProgress | null>} collect */
async function collectJob(name, collect) {
  const collected = await watchShards(name, 'shards', collect);
  if (collected === null) return false;
  process.stdout.write(`${name}  ${collected.total} shard${collected.total === 1 ? '' : 's'} collected\n`);
  return true;
}

/** @param {string} name @param {string} what is counted @param {() => Promise<ShardProgress | null>} look @returns null where it failed */
async function watchShards(name, what, look) {
  const end = await watch(name, look, (progress) => {
    if (progress === null || (progress.isRunning && progress.total === 0)) return 'is being read';
    return progress.isRunning ? barOf(progress.done, progress.total, what, progress.secondsLeft) : null;
  });
  if (end?.message == null) return end;
  fail(name, end.message);
  return null;
}

/** @param {number} unreadable */
const ofThem = (unreadable) => (unreadable > 0 ? `, ${unreadable} of them unreadable` : '');

/** @param {string} name @param {Progress['survey']['failures']} failures */
function printFailures(name, failures) {
  for (const { sample, explainer, message } of failures)
    process.stderr.write(`salient: ${name}: sample ${sample}, ${printable(explainer)}: ${printable(message)}\n`);
}

/** @param {number} done @param {number} total @param {string} what is counted @param {number | null} secondsLeft */
function barOf(done, total, what, secondsLeft) {
  const filled = total === 0 ? 0 : Math.floor((BAR_WIDTH * done) / total);
  const left = secondsLeft === null ? '' : ` · ${secondsLeft} s left`;
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${done} of ${total} ${what}${left}`;
}
