import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { readJunit, readVitest } from '../support/reports.js';

const directory = mkdtempSync(`${tmpdir()}/salient-reports-`);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(`${directory}/${name}`, text);
  return `${directory}/${name}`;
}

test('a report of Vitest: counts, and the names of failed tests; skipped ones are neither', () => {
  const assertionResults = [
    { status: 'passed', fullName: 'adds' },
    { status: 'failed', fullName: 'subtracts' },
    { status: 'skipped', fullName: 'divides' },
  ];
  const report = file('vitest.json', JSON.stringify({ testResults: [{ name: '/a.test.ts', assertionResults }] }));
  expect(readVitest(report)).toEqual({ passed: 1, failed: ['/a.test.ts: subtracts'] });
});

test('a report of pytest', () => {
  const report = file(
    'pytest.xml',
    `<testsuites><testsuite name="pytest" tests="4">
<testcase classname="tests.a" name="adds" time="0.1" />
<testcase classname="tests.a" name="subtracts" time="0.1"><failure message="no">
lines</failure></testcase>
<testcase classname="tests.b" name="divides"><error message="no" /></testcase>
<testcase classname="tests.b" name="waits"><skipped message="no" /></testcase>
</testsuite></testsuites>`,
  );
  expect(readJunit(report)).toEqual({ passed: 1, failed: ['tests.a: subtracts', 'tests.b: divides'] });
});

test('a missing or malformed report has no tests', () => {
  const none = { passed: 0, failed: [] };
  expect(readVitest(`${directory}/none.json`)).toEqual(none);
  expect(readVitest(file('malformed.json', '{'))).toEqual(none);
  expect(readJunit(`${directory}/none.xml`)).toEqual(none);
});
