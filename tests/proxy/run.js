#!/usr/bin/env node
/*
 * `npm run test:proxy`: Salient behind nginx (of the system: `apt-get install nginx-light`) and behind jupyter-server-proxy (from PyPI,
 * into a virtual environment), tested in a browser. Needs `npm run build` first.
 */
import { spawnSync } from 'node:child_process';
import { root } from '../../bin/prepare.js';

const environment = `${root}.venv-proxy`;

/** @param {string} command @param {string[]} args */
const runs = (command, args) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;

const isReady =
  runs('python3', ['-m', 'venv', environment]) &&
  runs(`${environment}/bin/python`, [
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
    ...['--requirement', 'tests/proxy/requirements.txt'],
  ]);
if (!isReady) process.stderr.write('jupyter-server-proxy cannot be installed here.\n');
process.exitCode = isReady && runs('npx', ['vitest', 'run', '--project', 'proxy']) ? 0 : 1;
