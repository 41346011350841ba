/* What the reports of the test runners say: the numbers of tests, and the names of those that failed. */
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {string[]} failed names of the failed tests
 */

/** The outcome of one check that has no report. @param {string} name @param {boolean} isGreen @returns {Outcome} */
export function checkOutcome(name, isGreen) {
  return isGreen ? { passed: 1, failed: [] } : { passed: 0, failed: [name] };
}

/** Reads the JSON report of Vitest; one that is missing or malformed has no tests. @param {string} path @returns {Outcome} */
export function readVitest(path) {
  let files;
  try {
    files = JSON.parse(readFileSync(path, 'utf8')).testResults;
  } catch {
    return { passed: 0, failed: [] };
  }
  const tests = files.flatMap((/** @type {any} */ { name, assertionResults }) =>
    assertionResults.map((/** @type {any} */ { status, fullName }) => ({ status, name: `${name}: ${fullName}` })),
  );
  return {
    passed: tests.filter((/** @type {any} */ { status }) => status === 'passed').length,
    failed: tests.filter((/** @type {any} */ { status }) => status === 'failed').map((/** @type {any} */ t) => t.name),
  };
}

const CASE = /<testcase classname="([^"]*)" name="([^"]*)"[^>]*?(?:\/>|>(.*?)<\/testcase>)/gs;

/** Reads the JUnit report of pytest; one that is missing has no tests. @param {string} path @returns {Outcome} */
export function readJunit(path) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const tests = [...text.matchAll(CASE)].map(([, file, name, body = '']) => ({ name: `${file}: ${name}`, body }));
  const isFailed = (/** @type {string} */ body) => /<(failure|error)\b/.test(body);
  return {
    passed: tests.filter(({ body }) => !/<(failure|error|skipped)\b/.test(body)).length,
    failed: tests.filter(({ body }) => isFailed(body)).map(({ name }) => name),
  };
}
