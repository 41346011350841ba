#!/usr/bin/env node
/*
 * `npm run release -- 1.2.3`: prepares a release of the current commit. Checks the preconditions, runs all tests, builds, packs, tests
 * the tarball, and tags the commit. The tarball stays in the checkout; publishing is manual.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { root, run } from './prepare.js';

const [version = ''] = process.argv.slice(2);

/** @param {string} sentence @returns {never} */
function refuse(sentence) {
  process.stderr.write(`release: ${sentence}\n`);
  process.exit(1);
}

/** @param {string[]} args */
const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim();

/** @param {string} file */
const textOf = (file) => readFileSync(`${root}${file}`, 'utf8');

if (!/^\d+\.\d+\.\d+$/.test(version)) refuse('Which version? npm run release -- 1.2.3');
if (git('status', '--porcelain') !== '') refuse('There are uncommitted changes.');
if (git('tag', '--list', `v${version}`) !== '') refuse(`v${version} already exists.`);
if (JSON.parse(textOf('package.json')).version !== version) refuse(`The version in package.json is not ${version}.`);
if (!textOf('CHANGELOG.md').includes(`\n## ${version}`)) refuse(`CHANGELOG.md has no heading for ${version}.`);

run('npm', ['audit', '--omit=dev']);
run('npm', ['test']);
run('npm', ['run', 'test:tarball']);
run('npm', ['pack']);
run('git', ['tag', '--annotate', `v${version}`, '--message', `Salient ${version}`]);
const tarball = `salient-${version}.tgz`;
const checksum = createHash('sha256')
  .update(readFileSync(`${root}${tarball}`))
  .digest('hex');
process.stdout.write(`${checksum}  ${tarball}\nTagged v${version}. To publish: git push origin v${version}\n`);
