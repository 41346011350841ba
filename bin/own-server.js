/* A server that only this process can reach, for commands that use its API. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} OwnServer
 * @property {Promise<URL | null>} address null if the server did not start; it has said why on stderr
 * @property {Record<string, string>} headers for requests to it
 * @property {Promise<number>} ended its exit status
 * @property {() => void} stop
 */

/**
 * Starts a server.
 *
 * @param {string[]} args of the command: the directory and options
 * @param {Record<string, string>} [environment] further variables: a command line is visible to other users
 * @returns {OwnServer}
 */
export function startOwnServer(args, environment = {}) {
  const token = randomBytes(24).toString('hex');
  // Its input is a pipe to us, so it also ends with a command that is killed.
  const ours = ['--port', '0', '--host', '127.0.0.1', '--stop-with-input'];
  const fixed = [...ours, '--reload-interval', '0', '--log-level', 'error'];
  const command = fileURLToPath(new URL('salient.js', import.meta.url));
  const server = spawn(process.execPath, [command, ...args, ...fixed], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...environment,
      SALIENT_TOKEN: token,
      SALIENT_VIEW_TOKEN: '',
      SALIENT_BASE_PATH: '/',
      SALIENT_NO_TOKEN: '',
      SALIENT_PORT: '', // in Kubernetes, an address where a service is named salient
    },
  });
  const ended = new Promise((resolve) => server.once('exit', (code) => resolve(code ?? 1)));
  return {
    address: addressOf(server.stdout),
    headers: { Authorization: `Bearer ${token}` },
    ended,
    stop: () => server.kill(),
  };
}

/** The options of commands that say where marks are. */
export const PLACE_OF_MARKS = {
  'data-dir': /** @type {const} */ ({ type: 'string' }),
  database: /** @type {const} */ ({ type: 'string' }),
};

/**
 * Where marks are, for `startOwnServer`.
 *
 * @param {{ 'data-dir'?: string | undefined, database?: string | undefined }} values
 * @returns {{ args: string[], environment: Record<string, string> }}
 * @throws {Error} if both are given
 */
export function placeOfMarks({ 'data-dir': directory, database }) {
  if (directory !== undefined && database !== undefined)
    throw new Error('--database and --data-dir cannot be combined.');
  if (database !== undefined) process.title = 'salient'; // it may have a password, which others see in the process list
  return {
    args: directory === undefined ? [] : ['--data-dir', directory],
    environment: database === undefined ? {} : { SALIENT_DATABASE: database },
  };
}

/** A failure that the server mends by itself, as of a damaged survey, which is made anew. */
export class PassingError extends Error {}

const MORE_ATTEMPTS = 2;
const MEND_MS = 200;

/**
 * Does what asks a server, and does it again after a failure that passes.
 *
 * @template T @param {() => Promise<T>} ask @returns {Promise<T>}
 */
export async function insist(ask) {
  for (let left = MORE_ATTEMPTS; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof PassingError) || left === 0) throw error;
      await pause(MEND_MS);
    }
  }
}

/** The address that the server prints. @param {import('node:stream').Readable} stdout @returns {Promise<URL | null>} null if it ends before */
async function addressOf(stdout) {
  let text = '';
  for await (const chunk of stdout) {
    text += chunk;
    const match = / at (http:\/\/\S+?)(\?token=\S*)?\n/.exec(text);
    if (match) {
      stdout.resume();
      return new URL(match[1]);
    }
  }
  return null;
}
