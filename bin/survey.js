/* `salient survey DIR`: reads the maps of all jobs below a directory, so that the insight views are ready when somebody opens them. */
import { setTimeout as pause } from 'node:timers/promises';
import { printable } from '../lib/printable.js';
import { startOwnServer } from './own-server.js';

/** Time between two looks at the progress, milliseconds; without a terminal, a line is printed this often. */
const LOOK_MS = 250;
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
 * Surveys all jobs below a directory with a server of its own, which only this process can reach.
 *
 * @param {string[]} args of the command, without its name
 * @returns {Promise<number>} the exit status: 0 if every map was read, 1 if a job or the server failed, 2 for wrong arguments
 */
export async function survey(args) {
  if (args.includes('--help') || args.length === 0) {
    process.stdout.write(SURVEY_HELP);
    return args.length === 0 ? 2 : 0;
  }
  const server = startOwnServer(args);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.once(signal, () => {
      server.stop();
      process.stderr.write('\nsalient: stopped; the same command goes on from here.\n');
      process.exit(130);
    });
  const address = await server.address;
  if (address === null) return server.ended;
  try {
    return await surveyJobs(address, server.headers);
  } catch (error) {
    process.stderr.write(`salient: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return 1;
  } finally {
    server.stop();
    await server.ended;
  }
}

/** @param {URL} base @param {Record<string, string>} headers */
async function surveyJobs(base, headers) {
  /** @param {string} path */
  const get = async (path) => {
    const response = await fetch(new URL(path, base), { headers });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail);
    return answer;
  };
  let failed = 0;
  let jobCount = 0;
  for (let page = 1, pages = 1; page <= pages; page++) {
    let list = await get(`api/jobs?limit=${JOBS_AT_ONCE}&sort=path&order=asc&page=${page}`);
    while (list.isLooking) {
      await pause(LOOK_MS);
      list = await get(`api/jobs?limit=${JOBS_AT_ONCE}&sort=path&order=asc&page=${page}`);
    }
    pages = list.pages;
    jobCount = list.total;
    for (const { key, path } of list.jobs)
      if (!(await surveyJob(path, () => get(`api/jobs/${key}/insight/survey`)))) failed++;
  }
  if (jobCount === 0) process.stderr.write('salient: there is no explain job in this directory.\n');
  return failed > 0 || jobCount === 0 ? 1 : 0;
}

/**
 * Surveys one job; returns whether everything could be read.
 *
 * @param {string} path @param {() => Promise<Progress>} look
 */
async function surveyJob(path, look) {
  const name = printable(path);
  const isTerminal = process.stdout.isTTY;
  let printed = 0;
  try {
    for (;;) {
      const progress = await look();
      const { surveyed, total, survey, state } = progress;
      const isDone = state !== 'loading' && surveyed >= total && !survey.isChecking;
      if (isDone || (survey.message !== null && !survey.isRunning && surveyed < total))
        return printEnd(name, progress, isDone);
      const now = performance.now();
      if (isTerminal) process.stdout.write(`\r\x1b[K${name}  ${barOf(progress)}`);
      else if (now - printed >= LINE_MS) {
        process.stdout.write(`${name}  ${barOf(progress)}\n`);
        printed = now;
      }
      await pause(LOOK_MS);
    }
  } catch (error) {
    process.stdout.write(isTerminal ? '\r\x1b[K' : '');
    process.stderr.write(`salient: ${name}: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return false;
  }
}

/** @param {Progress} progress */
function barOf({ surveyed, total, survey: { secondsLeft } }) {
  const filled = total === 0 ? 0 : Math.floor((BAR_WIDTH * surveyed) / total);
  const left = secondsLeft === null ? '' : ` · ${secondsLeft} s left`;
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${surveyed} of ${total} maps${left}`;
}

/** @param {string} name @param {Progress} progress @param {boolean} isDone */
function printEnd(name, { surveyed, total, unreadable, survey }, isDone) {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  if (!isDone) {
    process.stderr.write(`salient: ${name}: ${surveyed} of ${total} maps: ${printable(survey.message ?? '')}\n`);
    return false;
  }
  process.stdout.write(
    `${name}  ${total} maps surveyed${unreadable > 0 ? `, ${unreadable} of them unreadable` : ''}\n`,
  );
  for (const { sample, explainer, message } of survey.failures)
    process.stderr.write(`salient: ${name}: sample ${sample}, ${printable(explainer)}: ${printable(message)}\n`);
  return unreadable === 0;
}
