/* Stops a server: gracefully where that is quick, and in any case within three seconds. */
import { spawn } from 'node:child_process';

/** Milliseconds after a signal, until requests under way are broken off. */
const GRACE_MS = 1_500;
/** Milliseconds after a signal, until the process is killed. */
const LIMIT_MS = 2_400;

/**
 * A process that kills another at a given time, unless that has ended by then, which closes the pipe. `process.exit` alone cannot be
 * relied on: it waits for the threads of libuv, and so for a picture that is being decoded or a file system that hangs.
 */
const GUARD = `
  const [pid, deadline] = process.argv.slice(1).map(Number);
  process.stdin.resume().on('end', () => process.exit());
  setTimeout(() => { process.kill(pid, 'SIGKILL'); process.exit(); }, deadline - Date.now());
`;

/**
 * Ends the process at SIGINT or SIGTERM: with status 0 as soon as requests under way are answered, at the latest after the grace
 * period; killed where even that takes longer than three seconds.
 *
 * @param {import('node:http').Server} server
 */
export function stopOnSignals(server) {
  const stop = () => {
    const guard = spawn(process.execPath, ['-e', GUARD, String(process.pid), String(Date.now() + LIMIT_MS)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true, // Ctrl-C is for the whole group
    });
    guard.on('error', () => {}); // no process can be started any more; the timer below is left
    guard.unref();
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    // A browser that keeps asking must not keep the server up.
    setTimeout(() => process.exit(0), GRACE_MS);
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, stop);
}
