/* What a packaged dashboard must be able to do, for the tests of packages. */
import { spawn } from 'node:child_process';

/** npx may have to download all dependencies first. */
const PATIENCE_MS = 300_000;

/** @param {unknown} condition @param {string} what */
export function check(condition, what) {
  process.stdout.write(`${condition ? '✓' : '✗'} ${what}\n`);
  if (!condition) throw new Error(what);
}

/** Checks a server that shows the demo without a token. @param {string} url without a slash at the end */
export async function looksRight(url) {
  const page = await fetch(`${url}/jobs/photos/saliency`);
  const html = await page.text();
  check(page.status === 200 && html.includes('photos'), 'a page');
  const [script] = /[^"]*\/_next\/static\/chunks\/[^"]+\.js/.exec(html) ?? [];
  check(script !== undefined && (await fetch(new URL(script, url))).status === 200, 'its scripts');
  const { jobs } = await (await fetch(`${url}/api/jobs`)).json();
  check(jobs.length === 4, 'the list of jobs');
  const picture = await fetch(`${url}/api/jobs/photos/images/thumbnail/0`);
  check(picture.headers.get('content-type') === 'image/webp', 'a picture that is made');
  const { samples } = await (await fetch(`${url}/api/jobs/photos/samples?limit=1`)).json();
  check(samples.length === 1, 'a sample, which the worker reads');
  check((await fetch(`${url}/metrics`)).status === 200, 'metrics');
  const name = `mark of ${url}`.replaceAll(/[^\w]+/g, ' ').slice(0, 40);
  const body = JSON.stringify({ name, colour: 'red' });
  const added = await fetch(`${url}/api/marks`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  check(added.status === 200, 'a mark, for which the database needs its native part');
}

/**
 * Starts a command that prints the URL of a dashboard without a token, calls `use` with that URL, and stops it.
 *
 * @param {string} command @param {string[]} args @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @param {(url: string, pid: number) => Promise<void>} use
 */
export async function served(command, args, options, use) {
  const server = spawn(command, args, { ...options, detached: true });
  try {
    const url = await new Promise((resolve, reject) => {
      let output = '';
      const timer = setTimeout(() => reject(new Error(`It did not start.\n${output}`)), PATIENCE_MS);
      const read = (/** @type {Buffer} */ chunk) => {
        output += chunk;
        const address = / at (http:\S+)\/$/m.exec(output)?.[1];
        if (address) resolve(address);
      };
      server.stdout.on('data', read);
      server.stderr.on('data', read);
      server.once('error', reject);
      server.once('exit', (code) => reject(new Error(`It ended with ${code}.\n${output}`)));
      server.once('exit', () => clearTimeout(timer));
    });
    await use(url, server.pid ?? 0);
  } finally {
    if (server.exitCode === null && server.pid) {
      process.kill(-server.pid, 'SIGTERM');
      await new Promise((resolve) => server.once('exit', resolve));
    }
  }
}
