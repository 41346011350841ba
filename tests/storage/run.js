#!/usr/bin/env node
/*
 * `npm run test:storage`: jobs in an object store, over a real server (versitygw) behind a proxy that counts, delays, refuses and cuts. Needs
 * `npm run build` first. The server is built from the Go module proxy, which takes three minutes of processor time, and kept in the cache
 * directory of the user; $SALIENT_VERSITYGW names one that is there. Without Go or network it says so and ends.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../bin/prepare.js';
import { installLogger, pythonWith } from '../../bin/python.js';

const VERSION = 'v1.8.0';
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'salient-tests');
const gateway = process.env.SALIENT_VERSITYGW || join(cache, `versitygw-${VERSION}`);

/** @param {string} command @param {string[]} args @param {Record<string, string>} [environment] */
const runs = (command, args, environment = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } }).status === 0;

/** Builds the server, unless it is there. */
function hasGateway() {
  if (existsSync(gateway)) return true;
  if (process.env.SALIENT_VERSITYGW || spawnSync('go', ['version']).status !== 0) return false;
  mkdirSync(cache, { recursive: true });
  process.stdout.write(`Building versitygw ${VERSION}, once …\n`);
  const name = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;
  if (!runs('go', ['install', name], { GOBIN: cache, CGO_ENABLED: '0' })) return false;
  renameSync(join(cache, 'versitygw'), gateway);
  return true;
}

/** A Python with the logger and boto3; empty for none. */
function pythonWithBoto() {
  try {
    const python = pythonWith('.venv-storage', '3.9', 'tests/storage/requirements.txt');
    return installLogger(python) ? python : '';
  } catch (error) {
    process.stderr.write(`\nSKIPPED: the tests of sync, because ${/** @type {Error} */ (error).message}.\n\n`);
    return '';
  }
}

if (!hasGateway()) {
  process.stderr.write(
    '\nSKIPPED: the tests of object storage, because there is no Go that could build versitygw.\n\n',
  );
} else {
  const environment = { SALIENT_VERSITYGW: gateway, SALIENT_TEST_PYTHON: pythonWithBoto() };
  process.exitCode = runs('npx', ['vitest', 'run', '--project', 'storage', ...process.argv.slice(2)], environment)
    ? 0
    : 1;
}
