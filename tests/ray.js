#!/usr/bin/env node
/*
 * `npm run test:ray`: `salient survey JOB --ray` of the wheels, on clusters of this machine, with Ray in a separate environment. Not part of
 * `npm test`, because Ray takes 600 MB. Needs `npm run build` first.
 */
import { run } from '../bin/prepare.js';
import { pythonWith } from '../bin/python.js';

const WHEELS = [
  '-m',
  'pip',
  'install',
  '--quiet',
  '--disable-pip-version-check',
  '--no-index',
  '--force-reinstall',
  '--no-deps',
];

const python = pythonWith('.venv-ray', '3.10', 'python/tests_ray/requirements.txt');
run('npm', ['run', '--silent', 'wheel', '--', `${process.platform}-${process.arch}`]);
run(python, [...WHEELS, '--find-links', 'dist', 'salient-logger', 'salient-dashboard']);
run(python, ['-m', 'pytest', '-p', 'no:cacheprovider', ...process.argv.slice(2), 'python/tests_ray']);
