#!/usr/bin/env node
/*
 * `npm test`: all checks, starting from a fresh clone. Installs, checks types and style, builds, and runs the tests of the code, of
 * the server, of the Python logger, of the wheels and, in a browser, of the pages. The last line has the counts of tests that passed
 * and failed; the names of the failed ones are above it.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { install, root } from '../bin/prepare.js';
import { installLogger, pythonWith } from '../bin/python.js';
import { checkOutcome, readJunit, readVitest } from './support/reports.js';

/** @typedef {import('./support/reports.js').Outcome} Outcome */

/** @type {Outcome} */
const total = { passed: 0, failed: [] };
const scratch = mkdtempSync(`${tmpdir()}/salient-tests-`);

/** @param {Outcome} outcome */
function count({ passed, failed }) {
  total.passed += passed;
  total.failed.push(...failed);
}

/**
 * Runs a command and resolves with whether it succeeded. Where steps run side by side, its output is printed as a whole when it ends.
 *
 * @param {string} name of the step
 * @param {string} command
 * @param {string[]} args
 * @param {{ isAlone?: boolean }} [options]
 * @returns {Promise<boolean>}
 */
async function runs(name, command, args, { isAlone = false } = {}) {
  const log = `${scratch}/${name}.log`;
  const output = isAlone ? 'inherit' : openSync(log, 'a');
  process.stdout.write(`\n── ${name}${isAlone ? '' : ' …'}\n`);
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  const began = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', output, output], env });
  const isGreen = await new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(false);
    });
    child.once('exit', (code) => resolve(code === 0));
  });
  const end = `${isGreen ? 'passed' : 'FAILED'} in ${Math.round((performance.now() - began) / 1000)} s`;
  let text = '';
  if (typeof output === 'number') {
    closeSync(output);
    text = readFileSync(log, 'utf8');
  }
  process.stdout.write(`\n── ${name}: ${end}\n${text}`);
  return isGreen;
}

/** A script of package.json that counts as one test. @param {string} script */
async function check(script) {
  count(checkOutcome(script, await runs(script, 'npm', ['run', '--silent', script])));
}

/** Runs projects of Vitest and counts their tests. @param {string[]} projects @param {{ isAlone?: boolean }} [options] */
async function vitest(projects, options) {
  const name = projects.join(' and ');
  const report = `${scratch}/${name}.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = ['vitest', 'run', ...reporters, ...projects.flatMap((project) => ['--project', project])];
  countRun(name, await runs(name, 'npx', args, options), readVitest(report));
}

/** A run that fails without a failed test, for example by an error outside of tests, is a failure too.
 * @param {string} name @param {boolean} isGreen @param {Outcome} outcome */
function countRun(name, isGreen, { passed, failed }) {
  count({ passed, failed: isGreen || failed.length > 0 ? failed : [name] });
}

/**
 * Runs the tests of python/ in a virtual environment. Without Python 3.9 with venv, or without access to a package index,
 * they are skipped with a warning.
 */
async function pytest() {
  let python;
  try {
    python = pythonWith('.venv-test', '3.9', 'python/tests/requirements.txt');
  } catch (error) {
    process.stderr.write(`\nSKIPPED: the tests of python/, because ${/** @type {Error} */ (error).message}.\n\n`);
    return;
  }
  const paths = ['--config', 'python/pyproject.toml', 'python', 'demo/make'];
  const isTidy =
    (await runs('ruff check', python, ['-m', 'ruff', 'check', ...paths])) &&
    (await runs('ruff format', python, ['-m', 'ruff', 'format', '--check', ...paths]));
  count(checkOutcome('ruff', isTidy));
  const report = `${scratch}/pytest.xml`;
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--junitxml=${report}`, 'python/tests'];
  const isGreen = installLogger(python) && (await runs('python', python, args));
  countRun('python', isGreen, readJunit(report));
}

/** Runs steps one after the other. @param {(() => Promise<void>)[]} steps */
async function inOrder(...steps) {
  for (const step of steps) await step();
}

install();
await check('types');
await check('build');
// Servers under test mostly wait, so what computes runs beside them. The browser tests fill the machine.
await Promise.all([
  inOrder(
    () => check('lint'),
    () => vitest(['unit', 'integration']),
    pytest,
  ),
  inOrder(
    () => vitest(['server']),
    () => vitest(['fuzz']),
    () => check('test:wheel'),
  ),
]);
await vitest(['browser'], { isAlone: true });

rmSync(scratch, { recursive: true, force: true });
for (const name of total.failed) process.stdout.write(`\nFAILED: ${name.replace(root, '')}`);
process.stdout.write(`\n${total.passed} passed, ${total.failed.length} failed\n`);
process.exitCode = total.failed.length === 0 ? 0 : 1;
