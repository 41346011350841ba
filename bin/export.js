/* `salient export JOB`: a table of a job as a file, as the dialog of the pages exports it. */
import { createWriteStream, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { printable } from '../lib/printable.js';
import { ArgumentError, filterOf } from './filter-query.js';
import { insist, PassingError, PLACE_OF_MARKS, placeOfMarks, startOwnServer } from './own-server.js';
import { LOOK_MS, listed, untilRead } from './read-jobs.js';

export const EXPORT_HELP = `Usage: salient export JOB --table TABLE [options]

Writes a table of the job in the directory JOB: samples, labels, maps, agreement, pairs (of maps) or marks. Tables with numbers of maps
wait until all maps are surveyed.

  --table TABLE    samples, labels, maps, agreement, pairs or marks
  --format FORMAT  csv or parquet (the ending of --out, else csv)
  --out FILE       file to write instead of printing
  --filter QUERY   which samples, and their order, as in the API: 'label=cat&type=FN&sort=id'
  --cache-dir DIR  directory of the cache, that of the server (~/.cache/salient)
  --data-dir DIR   directory of marks and notes (~/.local/share/salient)
  --database URL   the Postgres database that has them instead; SALIENT_DATABASE hides a password
  --memory MB      memory limit for the job (a quarter of RAM)
`;

const USAGE_ERROR = 2;
const TABLES = ['samples', 'labels', 'maps', 'agreement', 'pairs', 'marks'];
const FORMATS = ['csv', 'parquet'];
/** Tables with numbers that are counted from maps. */
const SURVEYED = new Set(['maps', 'agreement', 'pairs']);

/** @param {string[]} args */
function parsed(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  const options = {
    table: text,
    format: text,
    out: text,
    filter: text,
    'cache-dir': text,
    memory: text,
    ...PLACE_OF_MARKS,
  };
  let found;
  try {
    found = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = found;
  const [job, ...more] = positionals;
  const { table, out, filter = '', format = FORMATS.find((ending) => out?.endsWith(`.${ending}`)) ?? 'csv' } = values;
  if (job === undefined || more.length > 0) throw new ArgumentError('Usage: salient export JOB --table TABLE.');
  if (table === undefined || !TABLES.includes(table))
    throw new ArgumentError(`--table is ${table ?? 'missing'}; it is one of ${TABLES.join(', ')}.`);
  if (!FORMATS.includes(format)) throw new ArgumentError(`--format is ${format}; it is csv or parquet.`);
  const flags = /** @type {const} */ (['cache-dir', 'memory']).flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}`, values[name]],
  );
  return { table, format, out, filter, server: [job, '--max-depth', '0', ...flags], place: placeOfMarks(values) };
}

/** @param {string} sentence @param {number} code */
function failed(sentence, code) {
  process.stderr.write(`salient: ${printable(sentence)}\n`);
  return code;
}

/**
 * Exports a table with a server of its own, which only this process can reach.
 *
 * @param {string[]} args of the command, without its name
 * @returns {Promise<number>} the exit status: 0, 1 if it failed, 2 for wrong arguments
 */
export async function exportTable(args) {
  if (args.includes('--help') || args.length === 0) {
    process.stdout.write(EXPORT_HELP);
    return args.length === 0 ? USAGE_ERROR : 0;
  }
  let server;
  try {
    const wanted = parsed(args);
    server = startOwnServer([...wanted.server, ...wanted.place.args], wanted.place.environment);
    const address = await server.address;
    if (address === null) return await server.ended;
    await write({ ...server, address }, wanted);
    return 0;
  } catch (error) {
    const code = error instanceof ArgumentError ? USAGE_ERROR : 1;
    return failed(error instanceof Error ? error.message : String(error), code);
  } finally {
    server?.stop();
    await server?.ended;
  }
}

/**
 * @param {{ address: URL, headers: Record<string, string> }} server
 * @param {{ table: string, format: string, out: string | undefined, filter: string }} wanted
 */
async function write({ address, headers }, { table, format, out, filter }) {
  /** @param {string} path */
  const get = async (path) => {
    const response = await fetch(new URL(path, address), { headers });
    if (response.ok) return response;
    const { code, detail } = await response.json();
    throw code === 'worker-lost' ? new PassingError(detail) : new Error(detail);
  };
  /** @param {string} path */
  const json = async (path) => (await get(path)).json();
  const [job] = (await listed(json, 'api/jobs?limit=1')).jobs;
  if (job === undefined) throw new Error('There is no explain job in this directory.');
  const { body } = await insist(async () => {
    await complete(table, (path) => json(`api/jobs/${job.key}${path}`));
    const { labelCounts } = await json(`api/jobs/${job.key}`);
    const query = filterOf(labelCounts, new URLSearchParams(filter));
    return get(`api/jobs/${job.key}/tables/${table}.${format}?${query}`);
  });
  const target = out === undefined ? process.stdout : createWriteStream(out);
  try {
    await pipeline(Readable.fromWeb(/** @type {any} */ (body)), target, { end: out !== undefined });
  } catch (error) {
    if (out !== undefined) rmSync(out, { force: true });
    // Whoever reads what is printed, as `head` does, may end first.
    else if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return;
    throw error;
  }
}

/**
 * Waits until the job has been read, and for its survey if the table needs it.
 *
 * @param {string} table @param {(path: string) => Promise<any>} ask
 */
async function complete(table, ask) {
  await untilRead(ask, '');
  if (!SURVEYED.has(table)) return;
  for (;;) {
    const { surveyed, total, survey } = await ask('/insight/survey');
    if (surveyed >= total && !survey.isChecking) return;
    if (survey.message !== null && !survey.isRunning) throw new Error(survey.message);
    await pause(LOOK_MS);
  }
}
