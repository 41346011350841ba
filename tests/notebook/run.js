#!/usr/bin/env node
/*
 * `npm run test:notebook`: the wheels in a real JupyterLab, in a real browser. Not part of `npm test`, because JupyterLab and what it
 * needs take 300 MB. Needs PyPI.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { root, run } from '../../bin/prepare.js';
import { pythonWith } from '../../bin/python.js';

// Outside of the checkout, whose node_modules would hide what the wheel lacks.
const environment = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'salient-tests/notebook');
mkdirSync(environment, { recursive: true });
const python = pythonWith(relative(root, environment), '3.10', 'tests/notebook/requirements.txt');
run('npm', ['run', '--silent', 'wheel', '--', `${process.platform}-${process.arch}`]);
const wheels = readdirSync(`${root}dist`).map((name) => `dist/${name}`);
const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
run(python, [...pip, ...wheels]);
// The same version may have been installed from another commit.
run(python, [...pip, '--force-reinstall', '--no-deps', ...wheels]);
process.env.JUPYTER_LAB = join(environment, 'bin/jupyter-lab');
run('npx', ['vitest', 'run', '--project', 'notebook']);
