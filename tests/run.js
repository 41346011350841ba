#!/usr/bin/env node
/*
 * `npm test`: everything that has to hold, from a fresh clone on. Installs, checks types and style, runs unit and integration
 * tests, builds, and drives the build in a browser. The last line says how many tests passed and failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { install, root } from '../bin/prepare.js';

let passed = 0;
let failed = 0;
const scratch = mkdtempSync(`${tmpdir()}/salient-tests-`);

/** Runs a command; true where it succeeds. @param {string} command @param {string[]} args */
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
  // A run that fails without a failed test, as by an error outside of one, is a failure all the same.
  failed += isGreen ? numFailedTests : Math.max(1, numFailedTests);
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
check('build', 'build');
vitest('server', ['server']);
vitest('browser', ['browser']);
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
