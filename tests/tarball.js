#!/usr/bin/env node
/*
 * `npm run test:tarball`: checks that the output of `npm pack` runs with `npx ./salient-….tgz DIR` in an empty directory, without a build and without
 * development dependencies, and does not modify its installation. Needs `npm run build` first, and a registry.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../bin/prepare.js';
import { check, looksRight, served } from './support/packaged.js';

const home = mkdtempSync(join(tmpdir(), 'salient-tarball-'));

/** @param {string} command @param {string[]} args @param {string} cwd */
function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}.\n${stderr}`);
  return stdout;
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
function servedByNpx(args, use) {
  const places = { XDG_CACHE_HOME: join(home, 'cache'), XDG_DATA_HOME: join(home, 'data') };
  const env = { ...process.env, ...places, npm_config_update_notifier: 'false' };
  return served('npx', ['--yes', './salient.tgz', ...args], { cwd: home, env }, use);
}

try {
  run('npm', ['pack', '--silent', '--pack-destination', home], root);
  const [tarball] = readdirSync(home);
  copyFileSync(join(home, tarball), join(home, 'salient.tgz'));
  mkdirSync(join(home, 'cache'));
  const demo = join(root, 'demo');
  await servedByNpx([demo, '--port', '0', '--no-token'], looksRight);

  // Again as an installed package, which must not be modified.
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', './salient.tgz'], home);
  const installed = join(home, 'node_modules/salient');
  check(!readdirSync(join(home, 'node_modules')).includes('vitest'), 'no package of development');
  const before = timesBelow(installed);
  await servedByNpx([demo, '--port', '0', '--no-token', '--base-path', '/tools/salient/'], looksRight);
  check(timesBelow(installed) === before, 'the installation is as it was, with a prefix too');
  process.stdout.write(`${tarball}, ${Math.round(statSync(join(home, tarball)).size / 1024)} KB\n`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
