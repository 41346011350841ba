/* Stops a server: gracefully if that is quick, and within three seconds in any case. */
import { spawn } from 'node:child_process';

/** Milliseconds after a signal until pending requests are aborted. */
const GRACE_MS = 1_500;
/** Milliseconds after a signal until the process is killed. */
const LIMIT_MS = 2_400;

/**
 * The code of a process that kills another one at a given time, unless that one has ended, which closes the pipe. `process.exit` alone
 * is not reliable: it waits for the threads of libuv, which may be decoding a picture or waiting for a file system that hangs. What the
 * process would have removed at its end, the guard removes: its temporary files (lib/storage/local.ts).
 */
const GUARD = `
  const { readdirSync, rmSync } = require('node:fs');
  const { tmpdir } = require('node:os');
  const { join } = require('node:path');
  const [pid, deadline] = process.argv.slice(1).map(Number);
  process.stdin.resume().on('end', () => process.exit());
  setTimeout(() => {
    process.kill(pid, 'SIGKILL');
    for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith('salient-' + pid + '-')))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    process.exit();
  }, deadline - Date.now());
`;

/**
 * Ends the process on SIGINT or SIGTERM: with status 0 as soon as pending requests are answered, or after the grace period. If even
 * that takes longer than three seconds, the process is killed.
 *
 * @param {import('node:http').Server} server
 * @param {{ withInput?: boolean }} [options] whether the end of standard input ends the process as well
 */
export function stopOnSignals(server, { withInput = false } = {}) {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    const guard = spawn(process.execPath, ['-e', GUARD, String(process.pid), String(Date.now() + LIMIT_MS)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true, // Ctrl-C goes to the whole group
    });
    guard.on('error', () => {}); // if no process can be started, the timer below remains
    guard.unref();
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    // A browser that keeps sending requests must not keep the server running.
    setTimeout(() => process.exit(0), GRACE_MS);
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, stop);
  // The other end of the pipe belongs to the program that started us. The system closes it, however that program ends.
  if (withInput) process.stdin.once('close', stop).once('error', stop).resume();
}
