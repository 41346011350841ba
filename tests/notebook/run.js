#!/usr/bin/env node
/*
 * `npm run test:notebook`: the wheels in a real JupyterLab, in a real browser. Not part of `npm test`, because JupyterLab and what it
 * needs take 300 MB. Needs PyPI.
 */
import { readdirSync } from 'node:fs';
import { root, run } from '../../bin/prepare.js';
import { pythonWith } from '../../bin/python.js';

const python = pythonWith('.venv-notebook', '3.10', 'tests/notebook/requirements.txt');
run('npm', ['run', '--silent', 'wheel', '--', `${process.platform}-${process.arch}`]);
const wheels = readdirSync(`${root}dist`).map((name) => `dist/${name}`);
const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
run(python, [...pip, ...wheels]);
// The same version may have been installed from another commit.
run(python, [...pip, '--force-reinstall', '--no-deps', ...wheels]);
run('npx', ['vitest', 'run', '--project', 'notebook']);
