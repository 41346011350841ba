/* `salient report JOB`: writes a report of a job, or of two compared ones, as one HTML file that opens without a server. */
import { createWriteStream, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { printable } from '../lib/printable.js';
import { directoryInStore, isInStore } from '../lib/settings.js';
import { ArgumentError } from './filter-query.js';
import { insist, PassingError, PLACE_OF_MARKS, placeOfMarks, startOwnServer } from './own-server.js';
import { LOOK_MS, listed, untilRead } from './read-jobs.js';
import { queryOf } from './report-query.js';

const USAGE_ERROR = 2;
const FAILED = 1;
const INTERRUPTED = 130;

/** Jobs that are named where one has to be chosen. */
const NAMED_JOBS = 10;

/** As in lib/api/report.ts: what ends each sample of a report, and the report. */
const SAMPLE_END = '<!--sample-->';
const REPORT_END = '</html>';

export const REPORT_HELP = `Usage: salient report JOB [options]

Writes a report of the job in the directory JOB: one HTML file that opens from disk, without a server and without a network. It has the
first samples that match with their saliency maps, the evaluation, the agreement of the explainers, marks and notes. The maps of the job
are surveyed first; this goes on where an earlier run, or a server, has stopped.

  --out FILE           file to write (report.html)
  --filter NAME=VALUE  which samples, as in the API: type=FN, label=cat, minConfidence=.5, marks=wrong, …; repeatable
  --sort NAME          order of the samples: confidence, id, agreement, … (confidence)
  --order asc|desc     direction (desc)
  --samples N          samples, at most 200 (20)
  --compare JOB        compares the job with this later one, below the same directory; with its own filters and sorts, as only=flips
  --title TEXT         title of the report
  --language en|zh     language of the report (en)
  --explainers NAMES   explainers in their order, with commas between them (all)
  --set NAME=VALUE     how maps are shown, as in the API: colour=viridis, contrast=gamma, scale=shared, …; repeatable
  --no-wait            does not wait for the survey: the report says how far it has got
  --data-dir DIR       directory of marks and notes (~/.local/share/salient)
  --database URL       the Postgres database that has them instead; SALIENT_DATABASE hides a password
  --cache-dir DIR      directory of the cache (~/.cache/salient)
  --memory MB          memory limit for loaded jobs (a quarter of RAM)
`;

const OPTIONS = /** @type {const} */ ({
  out: { type: 'string', default: 'report.html' },
  filter: { type: 'string', multiple: true },
  sort: { type: 'string' },
  order: { type: 'string' },
  samples: { type: 'string' },
  compare: { type: 'string' },
  title: { type: 'string' },
  language: { type: 'string' },
  explainers: { type: 'string' },
  set: { type: 'string', multiple: true },
  'no-wait': { type: 'boolean', default: false },
  ...PLACE_OF_MARKS,
  'cache-dir': { type: 'string' },
  memory: { type: 'string' },
});

/** @typedef {ReturnType<typeof parse>} Options */
/** @typedef {import('./report-query.js').Get} Get */

/**
 * Writes a report with a server of its own, which only this process can reach.
 *
 * @param {string[]} args of the command, without its name
 * @returns {Promise<number>} the exit status: 0, 1 if it failed, 2 for wrong arguments, 130 if it was interrupted
 */
export async function report(args) {
  if (args.includes('--help') || args.length === 0) {
    process.stdout.write(REPORT_HELP);
    return args.length === 0 ? USAGE_ERROR : 0;
  }
  /** @type {import('./own-server.js').OwnServer | null} */
  let server = null;
  try {
    const options = parse(args);
    const { base, depth } = baseOf(options);
    const forServer = /** @type {const} */ (['cache-dir', 'memory']).flatMap((name) =>
      options[name] === undefined ? [] : [`--${name}`, options[name]],
    );
    const levels = depth === null ? [] : ['--max-depth', String(depth)];
    const { args: dataDir, environment } = options.place;
    const own = startOwnServer([base, '--read-only', ...dataDir, ...forServer, ...levels], environment);
    server = own;
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
      process.once(signal, () => {
        own.stop();
        rmSync(`${options.out}.part`, { force: true });
        process.exit(INTERRUPTED);
      });
    const address = await own.address;
    if (address === null) return await own.ended;
    await write(own, address, base, options);
    return 0;
  } catch (error) {
    process.stderr.write(`salient: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return error instanceof ArgumentError ? USAGE_ERROR : FAILED;
  } finally {
    server?.stop();
    await server?.ended;
  }
}

/** @param {string[]} args @throws {ArgumentError} */
function parse(args) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    if (positionals.length !== 1) throw new Error('Name one job: salient report JOB.');
    const job = directoryOf(positionals[0]);
    const out = statSync(values.out, { throwIfNoEntry: false });
    if (out?.isDirectory()) throw new Error(`${values.out} is a directory; --out names the file to write.`);
    directoryOf(dirname(values.out));
    const { filter = [], set = [] } = values;
    const other = values.compare === undefined ? null : directoryOf(values.compare);
    if (other !== null && bucketOf(job) !== bucketOf(other))
      throw new Error('Two jobs that are compared are both in directories, or in one bucket.');
    return { ...values, filter, set, job, other, place: placeOfMarks(values) };
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** The bucket that a job is in; empty for a directory. @param {string} path */
const bucketOf = (path) => (isInStore(path) ? path.split('/')[2] : '');

/** A directory as an absolute path with links resolved, or in an object store. @param {string} path */
function directoryOf(path) {
  if (isInStore(path)) return directoryInStore(path);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new Error(`The directory ${path} does not exist.`);
  if (!found.isDirectory()) throw new Error(`${path} is not a directory.`);
  return realpathSync(path);
}

/**
 * The directory to serve: the job itself, or the closest one that both jobs are below, and how deep they are.
 *
 * @param {Options} options @returns {{ base: string, depth: number | null }}
 */
function baseOf({ job, other }) {
  if (other === null) return { base: job, depth: null };
  let base = job;
  while (!isWithin(other, base)) base = dirname(base);
  const levels = [job, other].map((path) => partsOf(base, path).length);
  return { base, depth: Math.max(1, ...levels) };
}

/** @param {string} path @param {string} base */
const isWithin = (path, base) => path === base || path.startsWith(base.endsWith(sep) ? base : base + sep);

/** @param {string} base @param {string} path */
const partsOf = (base, path) =>
  relative(base, path)
    .split(sep)
    .filter((part) => part !== '');

/** @param {import('./own-server.js').OwnServer} server @param {URL} address @param {string} base @param {Options} options */
async function write({ headers }, address, base, options) {
  /** @param {string} path */
  const ask = async (path) => {
    const response = await fetch(new URL(path, address), { headers });
    if (response.ok) return response;
    const { code, detail } = await response.json();
    if (code === 'worker-lost') throw new PassingError(detail);
    throw code === 'bad-parameter' || code === 'answer-too-long' ? new ArgumentError(detail) : new Error(detail);
  };
  /** @type {Get} */
  const get = async (path) => (await ask(path)).json();

  const a = await keyOf(get, base, options.job);
  const b = options.other === null ? null : await keyOf(get, base, options.other);
  const query = await queryOf(get, b ?? a, options, b !== null);
  if (b === null) {
    const response = await insist(async () => {
      if (!options['no-wait']) await untilSurveyed(get, a, query);
      return ask(`api/jobs/${a}/report?${query}`);
    });
    await save(response, options.out);
  } else {
    query.set('a', a);
    query.set('b', b);
    const response = await insist(async () => {
      if (!options['no-wait']) await untilCompared(get, a, b);
      return ask(`api/compare/report?${query}`);
    });
    await save(response, options.out);
  }
}

/** The key of the job in a directory, once it is read. @param {Get} get @param {string} base @param {string} directory */
async function keyOf(get, base, directory) {
  const path = partsOf(base, directory).join('/') || '.';
  const { jobs, total } = await listed(get, 'api/jobs?limit=1000&sort=path&order=asc&hidden=true');
  /** @type {{ key: string, path: string }[]} */
  const found = jobs;
  const only = path === '.' && total === 1 ? found[0] : undefined;
  const job = found.find((one) => one.path === path) ?? only;
  if (!job) {
    if (path !== '.' || total === 0) throw new ArgumentError(`There is no explain job in ${directory}.`);
    const names = found.slice(0, NAMED_JOBS).map((one) => one.path);
    const more = total > names.length ? `, and ${total - names.length} more` : '';
    throw new ArgumentError(`${directory} has ${total} explain jobs; name one of them: ${names.join(', ')}${more}.`);
  }
  await untilRead(get, `api/jobs/${job.key}`);
  return job.key;
}

/** Names of the query that are not part of the filter. */
const NO_FILTER = ['limit', 'title', 'language', 'sort', 'order', 'explainers'];
const DISPLAY = ['colour', 'diverging', 'sign', 'scale', 'contrast', 'blend', 'top'];

/** Waits until the maps of the samples that match are surveyed, or it is clear that they will not be. @param {Get} get @param {string} key @param {URLSearchParams} query */
async function untilSurveyed(get, key, query) {
  const filter = new URLSearchParams(query);
  for (const name of [...NO_FILTER, ...DISPLAY, 'picks']) filter.delete(name);
  for (;;) {
    const { surveyed, total, survey } = await get(`api/jobs/${key}/insight/survey?${filter}`);
    if (isOver({ surveyed, total, survey })) break;
    show(`${surveyed} of ${total} maps surveyed`);
    await pause(LOOK_MS);
  }
  show('');
}

/** Waits until two jobs are compared completely. @param {Get} get @param {string} a @param {string} b */
async function untilCompared(get, a, b) {
  for (;;) {
    const answer = await get(`api/compare?${new URLSearchParams({ a, b })}`);
    const isHashed = [answer.a, answer.b].every(
      ({ pictures: { hashed, total, message } }) => hashed >= total || message,
    );
    if (isHashed && !answer.isCounting && isOver(answer)) break;
    show(`${answer.surveyed} of ${answer.total} maps surveyed`);
    await pause(LOOK_MS);
  }
  show('');
}

/** @param {{ surveyed: number, total: number, survey: { isRunning: boolean, isChecking: boolean, message: string | null } }} progress */
function isOver({ surveyed, total, survey }) {
  return (surveyed >= total && !survey.isChecking) || (survey.message !== null && !survey.isRunning);
}

/** Writes a report to a file, which is replaced only when it is complete. @param {Response} response @param {string} out */
async function save(response, out) {
  const part = `${out}.part`;
  const decoder = new TextDecoder();
  let [end, samples, bytes] = ['', 0, 0];
  /** @param {AsyncIterable<Uint8Array>} chunks */
  async function* counted(chunks) {
    for await (const chunk of chunks) {
      const text = end + decoder.decode(chunk, { stream: true });
      samples += text.split(SAMPLE_END).length - 1;
      end = text.slice(1 - SAMPLE_END.length);
      bytes += chunk.length;
      show(`${samples} samples`);
      yield chunk;
    }
  }
  try {
    await pipeline(Readable.fromWeb(/** @type {any} */ (response.body)), counted, createWriteStream(part));
    if (!end.trimEnd().endsWith(REPORT_END)) throw new Error('The report was cut off; see above.');
    renameSync(part, out);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  show('');
  process.stdout.write(`${printable(out)}: ${samples} samples, ${(bytes / 1e6).toFixed(1)} MB\n`);
}

/** Shows on a terminal how far it is, in place of what was shown before. @param {string} text */
function show(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
