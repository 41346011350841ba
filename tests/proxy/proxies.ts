import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/* Real proxies, started for a test. */

export interface RunningProxy {
  /** URL of the proxy, without a trailing slash. */
  url: string;
  stop(): Promise<void>;
}

/** Jupyter starts slowly on a busy machine. */
const PATIENCE_MS = 50_000;

/** A free port. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** An nginx with these lines in its `server` block, and before it. */
export async function startNginx(locations: string, before = ''): Promise<RunningProxy> {
  const port = await freePort();
  const home = await mkdtemp(join(tmpdir(), 'salient-nginx-'));
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${home}/${name};`,
  );
  const configuration = `
    daemon off; pid ${home}/pid; error_log stderr; worker_processes 1;
    events {}
    http {
      access_log off; ${places.join(' ')} ${before}
      server { listen 127.0.0.1:${port}; ${locations} }
    }`;
  await writeFile(join(home, 'nginx.conf'), configuration);
  const nginx = spawn('nginx', ['-c', join(home, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return started(nginx, `http://127.0.0.1:${port}`, home);
}

const JUPYTER = fileURLToPath(new URL('../../.venv-proxy/bin/jupyter-server', import.meta.url));

export interface JupyterOptions {
  /** The program. */
  command?: string;
  /** Its options, beside those that every test needs. */
  options?: Record<string, string>;
  /** Files of the directory that it shows, by name. */
  contents?: Record<string, string>;
}

/** A Jupyter server with its proxy, below `/user/ann/`, with access by `token`. */
export async function startJupyter(
  token: string,
  { command = JUPYTER, options: others = {}, contents = {} }: JupyterOptions = {},
): Promise<RunningProxy> {
  const port = await freePort();
  const home = await mkdtemp(join(tmpdir(), 'salient-jupyter-'));
  await mkdir(join(home, 'work'));
  for (const [name, text] of Object.entries(contents)) await writeFile(join(home, 'work', name), text);
  const options = {
    port,
    'port-retries': 0,
    ip: '127.0.0.1',
    'ServerApp.base_url': '/user/ann/',
    'ServerApp.root_dir': join(home, 'work'),
    'ServerApp.allow_root': 'True',
    'ServerApp.open_browser': 'False',
    'IdentityProvider.token': token,
    ...others,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const env = {
    ...process.env,
    HOME: home,
    JUPYTER_CONFIG_DIR: home,
    JUPYTER_DATA_DIR: home,
    JUPYTER_RUNTIME_DIR: home,
  };
  const jupyter = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
  return started(jupyter, `http://127.0.0.1:${port}`, home);
}

/** Whether a server responds there; waits a little if not. */
async function isAnswered(url: string): Promise<boolean> {
  try {
    await fetch(url, { redirect: 'manual' });
    return true;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return false;
  }
}

async function started(child: ChildProcess, url: string, home: string): Promise<RunningProxy> {
  let output = '';
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const exit = new Promise<void>((resolve) => {
    child
      .once('exit', () => resolve())
      .once('error', (error) => {
        output += error.message;
        resolve();
      });
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isAnswered(url))) {
    if (child.exitCode === null && performance.now() < deadline) continue;
    end();
    throw new Error(`The proxy did not start.\n${output}`);
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exit;
      process.off('exit', end);
      await rm(home, { recursive: true, force: true });
    },
  };
}
