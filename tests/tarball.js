#!/usr/bin/env node
/*
 * `npm run test:tarball`: checks that the output of `npm pack` runs with `npx ./salient-….tgz DIR` in an empty directory, without a build and without
 * development dependencies, and does not modify its installation. Needs `npm run build` first, and a registry.
 */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../bin/prepare.js';

const PATIENCE_MS = 300_000;
const home = mkdtempSync(join(tmpdir(), 'salient-tarball-'));

/** @param {string} command @param {string[]} args @param {string} cwd */
function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}.\n${stderr}`);
  return stdout;
}

/** @param {unknown} condition @param {string} what */
function check(condition, what) {
  process.stdout.write(`${condition ? '✓' : '✗'} ${what}\n`);
  if (!condition) throw new Error(what);
}

/** The modification time of each file below a directory. @param {string} directory */
function timesBelow(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => `${join(parentPath, name)} ${statSync(join(parentPath, name)).mtimeMs}`)
    .sort()
    .join('\n');
}

/** Starts the tarball and calls `use` with its URL. @param {string[]} args @param {(url: string) => Promise<void>} use */
async function served(args, use) {
  const places = { XDG_CACHE_HOME: join(home, 'cache'), XDG_DATA_HOME: join(home, 'data') };
  const env = { ...process.env, ...places, npm_config_update_notifier: 'false' };
  const server = spawn('npx', ['--yes', './salient.tgz', ...args], { cwd: home, env, detached: true });
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
      server.once('exit', (code) => reject(new Error(`It ended with ${code}.\n${output}`)));
      server.once('exit', () => clearTimeout(timer));
    });
    await use(url);
  } finally {
    if (server.pid) process.kill(-server.pid, 'SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
  }
}

/** @param {string} url */
async function looksRight(url) {
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

try {
  run('npm', ['pack', '--silent', '--pack-destination', home], root);
  const [tarball] = readdirSync(home);
  copyFileSync(join(home, tarball), join(home, 'salient.tgz'));
  mkdirSync(join(home, 'cache'));
  const demo = join(root, 'demo');
  await served([demo, '--port', '0', '--no-token'], looksRight);

  // Again as an installed package, which must not be modified.
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', './salient.tgz'], home);
  const installed = join(home, 'node_modules/salient');
  check(!readdirSync(join(home, 'node_modules')).includes('vitest'), 'no package of development');
  const before = timesBelow(installed);
  await served([demo, '--port', '0', '--no-token', '--base-path', '/tools/salient/'], looksRight);
  check(timesBelow(installed) === before, 'the installation is as it was, with a prefix too');
  process.stdout.write(`${tarball}, ${Math.round(statSync(join(home, tarball)).size / 1024)} KB\n`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
