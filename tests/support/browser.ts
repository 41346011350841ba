import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

/* A real Chromium and a real Salient server. */

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];

/** Starts Chromium: the one named by CHROMIUM_PATH, else the headless one from the npm package, else an installed one. */
export async function launch(): Promise<Browser> {
  try {
    return await chromium.launch({ executablePath: await executable(), args: FLAGS, chromiumSandbox: false });
  } catch (error) {
    process.stderr.write(
      '\n*** NO CHROMIUM CAN BE STARTED: every browser test fails. Set CHROMIUM_PATH to one. ***\n\n',
    );
    throw error;
  }
}

/** Path of the browser. The one from npm is unpacked on the first call; it has no window and takes half the time of others. */
export async function executable(): Promise<string> {
  const hasPackage = process.platform === 'linux' && process.arch === 'x64';
  const other = process.env.CHROMIUM_PATH || (hasPackage ? undefined : INSTALLED.find((path) => existsSync(path)));
  if (other) return other;
  // The package reads this on import: without it, it does not unpack the libraries that the browser needs.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

export interface Server {
  /** URL of the server, without a trailing slash. */
  url: string;
  /** The token in the printed URL; empty without access control. */
  token: string;
  /** Its output so far. */
  output(): string;
  /** Of the process. */
  pid: number;
  /** Stops it like Ctrl-C; rejects if it does not exit cleanly. */
  stop(): Promise<void>;
}

const COMMAND = fileURLToPath(new URL('../../bin/salient.js', import.meta.url));
const STARTED = /^Salient shows .* at (http:\S+?)\/(?:\?token=(\S+))?$/m;
const PATIENCE_MS = 40_000;

export interface Surroundings {
  /** Additional environment variables of the server. */
  environment?: Record<string, string>;
}

/**
 * Starts the command on a directory of jobs and waits until it prints its URL. There is no access control, unless `flags` or the
 * environment set a token.
 */
export async function serve(
  directory: string,
  flags: readonly string[] = [],
  { environment = {} }: Surroundings = {},
): Promise<Server> {
  const isOpen = !flags.some((flag) => flag.includes('token')) && !('SALIENT_NO_TOKEN' in environment);
  const access = isOpen ? ['--no-token'] : [];
  // Created by the first mark only; `flags` may set another one, or a database.
  const data = join(tmpdir(), `salient-data-${randomUUID()}`);
  const isElsewhere = flags.includes('--database') || 'SALIENT_DATABASE' in environment;
  const always = [
    ...(isElsewhere ? [] : ['--data-dir', data]),
    '--port',
    '0',
    '--reload-interval',
    '0.5',
    '--cache-size',
    '0',
  ];
  const args = [COMMAND, directory, ...always, ...access, ...flags];
  const env = { ...process.env, ...environment };
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  const end = () => server.kill('SIGKILL');
  process.once('exit', end); // an aborted test run leaves no process behind
  const exit = new Promise<string>((resolve) => {
    server.once('error', (error) => resolve(error.message));
    server.once('exit', (code, signal) => resolve(signal ?? String(code)));
  });
  void exit.then(() => process.off('exit', end));

  const [url, token] = await new Promise<[string, string]>((resolve, reject) => {
    const give = (why: string) => {
      clearTimeout(timer);
      end();
      reject(new Error(`Salient did not start: ${why}.\n${output}`));
    };
    const timer = setTimeout(give, PATIENCE_MS, 'it printed nothing');
    const read = (chunk: Buffer) => {
      output += chunk;
      const started = STARTED.exec(output);
      if (!started) return;
      clearTimeout(timer);
      resolve([started[1], started[2] ?? '']);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    void exit.then((how) => give(`it ended with ${how}`));
  });

  const stop = async () => {
    server.kill('SIGTERM');
    const how = await exit;
    await rm(data, { recursive: true, force: true });
    if (how !== '0') throw new Error(`Salient ended with ${how}, not with 0.\n${output}`);
  };
  return { url, token, output: () => output, pid: server.pid ?? 0, stop };
}
