/* Stops a server: gracefully where that is quick, and in any case within three seconds. */
import { spawn } from 'node:child_process';

/** After so many milliseconds requests under way are broken off, and after so many more the process is killed. */
const GRACE_MS = 2_400;
const EXIT_MS = 400;

/**
 * Ends the process a moment after its time, unless it is gone by then: its end closes the pipe. A process of its own, because
 * `process.exit` waits for the threads of libuv, and so for a picture that is being decoded or a file system that hangs.
 */
const GUARD = `
  process.stdin.resume().on('end', () => process.exit());
  setTimeout(() => { process.kill(Number(process.argv[1]), 'SIGKILL'); process.exit(); }, Number(process.argv[2]));
`;

/**
 * Ends the process at SIGINT or SIGTERM: with status 0 once requests under way are answered, or after the grace period without that.
 *
 * @param {import('node:http').Server} server
 */
export function stopOnSignals(server) {
  const stop = () => {
    const guard = spawn(process.execPath, ['-e', GUARD, String(process.pid), String(GRACE_MS + EXIT_MS)], {
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
