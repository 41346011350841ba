#!/usr/bin/env node
/*
 * `npm test`: all checks, starting from a fresh clone. Installs, checks types and style, runs unit and integration
 * tests and those of the Python logger, builds, and tests the build in a browser. The last line has the counts of tests that passed and
 * failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { install, root } from '../bin/prepare.js';
import { installLogger, pythonWith } from '../bin/python.js';

let passed = 0;
let failed = 0;
const scratch = mkdtempSync(`${tmpdir()}/salient-tests-`);

/** Runs a command; returns whether it succeeded. @param {string} command @param {string[]} args */
function runs(command, args) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env }).status === 0;
}

/** A check that counts as one test. @param {string} name @param {string} script of package.json */
function check(name, script) {
  process.stdout.write(`\n── ${name}\n`);
  if (runs('npm', ['run', '--silent', script])) passed++;
  else failed++;
}

/** Runs projects of vitest and counts their tests. @param {string} name @param {string[]} projects */
function vitest(name, projects) {
  process.stdout.write(`\n── ${name}\n`);
  const report = `${scratch}/${name}.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const isGreen = runs('npx', [
    'vitest',
    'run',
    ...reporters,
    ...projects.flatMap((project) => ['--project', project]),
  ]);
  const { numPassedTests, numFailedTests } = readReport(report);
  passed += numPassedTests;
  // A run that fails without a failed test, for example by an error outside of tests, is a failure too.
  failed += isGreen ? numFailedTests : Math.max(1, numFailedTests);
}

/**
 * Runs the tests of python/ in a virtual environment. Without Python 3.9 with venv, or without access to a package index,
 * they are skipped with a warning.
 */
function pytest() {
  process.stdout.write('\n── python\n');
  let python;
  try {
    python = pythonWith('.venv-test', '3.9', 'python/tests/requirements.txt');
  } catch (error) {
    process.stderr.write(`\nSKIPPED: the tests of python/, because ${/** @type {Error} */ (error).message}.\n\n`);
    return;
  }
  const report = `${scratch}/pytest.xml`;
  const ruff = ['--config', 'python/pyproject.toml', 'python', 'demo/make'];
  const isTidy =
    runs(python, ['-m', 'ruff', 'check', ...ruff]) && runs(python, ['-m', 'ruff', 'format', '--check', ...ruff]);
  const isGreen =
    installLogger(python) &&
    runs(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--junitxml=${report}`, 'python/tests']);
  const counts = readJunit(report);
  passed += counts.passed + Number(isTidy);
  failed += (isGreen ? counts.failed : Math.max(1, counts.failed)) + Number(!isTidy);
}

/** @param {string} path @returns {{ passed: number, failed: number }} */
function readJunit(path) {
  const suite = existsSync(path) ? /<testsuite [^>]*>/.exec(readFileSync(path, 'utf8'))?.[0] : undefined;
  const [tests, failures, errors, skipped] = ['tests', 'failures', 'errors', 'skipped'].map((name) =>
    Number(new RegExp(` ${name}="(\\d+)"`).exec(suite ?? '')?.[1] ?? 0),
  );
  return { passed: tests - failures - errors - skipped, failed: failures + errors };
}

/** @param {string} path @returns {{ numPassedTests: number, numFailedTests: number }} */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 };
  }
}

install();
check('types', 'types');
check('lint', 'lint');
vitest('unit and integration', ['unit', 'integration']);
pytest();
check('build', 'build');
vitest('server', ['server']);
vitest('fuzz', ['fuzz']);
vitest('browser', ['browser']);
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
