#!/usr/bin/env node
/*
 * `npm run test:storage`: jobs in an object store, over a real server (versitygw) behind a proxy that counts, delays, refuses and cuts. Needs
 * `npm run build` first. Without Go or network to build that server, it says so and ends.
 */
import { spawnSync } from 'node:child_process';
import { root } from '../../bin/prepare.js';
import { installLogger, pythonWith } from '../../bin/python.js';
import { versitygw } from './versitygw.js';

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

const gateway = versitygw();
if (gateway === null) {
  process.stderr.write(
    '\nSKIPPED: the tests of object storage, because there is no Go that could build versitygw.\n\n',
  );
} else {
  const env = { ...process.env, SALIENT_VERSITYGW: gateway, SALIENT_TEST_PYTHON: pythonWithBoto() };
  const args = ['vitest', 'run', '--project', 'storage', ...process.argv.slice(2)];
  process.exitCode = spawnSync('npx', args, { cwd: root, stdio: 'inherit', env }).status === 0 ? 0 : 1;
}
