/* `salient marks export` and `salient marks import FILE`: marks, notes, saved views and flags of jobs as JSON Lines. */
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { printable } from '../lib/printable.js';
import { PLACE_OF_MARKS, placeOfMarks, startOwnServer } from './own-server.js';

export const MARKS_HELP = `Usage: salient marks export [options]
       salient marks import FILE [options]

Writes everything that users of Salient have marked, noted and saved as JSON Lines; adds what such a file has. An import changes
nothing that is there. A server may run meanwhile.

  --data-dir DIR  directory of marks, notes and saved views (~/.local/share/salient)
  --database URL  the Postgres database that has them instead; SALIENT_DATABASE hides a password
  --out FILE      file to write instead of printing
`;

const USAGE_ERROR = 2;

/** @param {string} sentence @param {number} code */
function failed(sentence, code) {
  process.stderr.write(`salient: ${printable(sentence)}\n`);
  return code;
}

/**
 * Exports or imports marks.
 *
 * @param {string[]} args of the command, without its name
 * @returns {Promise<number>} the exit status: 0, 1 if it failed, 2 for wrong arguments
 */
export async function marks(args) {
  if (args.includes('--help') || args.length === 0) {
    process.stdout.write(MARKS_HELP);
    return args.length === 0 ? USAGE_ERROR : 0;
  }
  let parsed;
  let place;
  try {
    const options = { ...PLACE_OF_MARKS, out: /** @type {const} */ ({ type: 'string' }) };
    parsed = parseArgs({ args, options, allowPositionals: true });
    place = placeOfMarks(parsed.values);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error), USAGE_ERROR);
  }
  const [what, file, ...more] = parsed.positionals;
  const isImport = what === 'import';
  if ((what !== 'export' && !isImport) || more.length > 0 || (file !== undefined) !== isImport)
    return failed('Usage: salient marks export, or salient marks import FILE.', USAGE_ERROR);
  if (isImport && !statSync(file, { throwIfNoEntry: false })?.isFile())
    return failed(`${file} is not a file.`, USAGE_ERROR);

  const home = mkdtempSync(join(tmpdir(), 'salient-marks-')); // the server needs a directory of jobs
  const server = startOwnServer([home, ...place.args], place.environment);
  try {
    const address = await server.address;
    if (address === null) return await server.ended;
    if (isImport) await importFile(server, address, file);
    else await exportTo(server, address, parsed.values.out);
    return 0;
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error), 1);
  } finally {
    server.stop();
    await server.ended;
    rmSync(home, { recursive: true, force: true });
  }
}

/** @param {Response} response */
async function checked(response) {
  if (response.ok) return response;
  throw new Error((await response.json()).detail);
}

/** @param {import('./own-server.js').OwnServer} server @param {URL} address @param {string | undefined} out */
async function exportTo({ headers }, address, out) {
  const { body } = await checked(await fetch(new URL('api/marks/export', address), { headers }));
  const target = out === undefined ? process.stdout : createWriteStream(out);
  await pipeline(Readable.fromWeb(/** @type {any} */ (body)), target, { end: out !== undefined });
}

/** @param {import('./own-server.js').OwnServer} server @param {URL} address @param {string} file */
async function importFile({ headers }, address, file) {
  const request = {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/x-ndjson' },
    body: Readable.toWeb(createReadStream(file)),
    duplex: 'half',
  };
  const response = await checked(await fetch(new URL('api/marks/import', address), /** @type {any} */ (request)));
  const { marks, marked, jobs, notes, views, kept } = await response.json();
  process.stdout.write(
    `Added: ${counted(marks, 'mark')}, ${counted(marked, 'mark')} on samples, ${counted(notes, 'note')}, ${counted(views, 'view')}, flags of ${counted(jobs, 'job')}. Kept as they were: ${counted(kept, 'note or view', 'notes and views')}.\n`,
  );
}

/** @param {number} count @param {string} one @param {string} [many] */
function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
