#!/usr/bin/env node
/*
 * `npm run release -- 1.2.3`: prepares a release of the current commit. Checks the preconditions, runs all tests, builds, packs, tests
 * the tarball, makes the wheels of all platforms, and tags the commit. The tarball stays in the checkout, and the wheels in dist/;
 * publishing is manual.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
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
const project = textOf('python/pyproject.toml');
for (const line of [`\nversion = "${version}"\n`, `"salient-dashboard==${version}"`])
  if (!project.includes(line)) refuse(`python/pyproject.toml lacks ${line.trim()}.`);
if (!textOf('CHANGELOG.md').includes(`\n## ${version}`)) refuse(`CHANGELOG.md has no heading for ${version}.`);

run('npm', ['audit', '--omit=dev']);
run('npm', ['test']);
run('npm', ['run', 'test:tarball']);
run('npm', ['pack']);
run('npm', ['run', 'wheel']);
run('git', ['tag', '--annotate', `v${version}`, '--message', `Salient ${version}`]);
const wheels = readdirSync(`${root}dist`).map((name) => `dist/${name}`);
for (const file of [`salient-${version}.tgz`, ...wheels]) {
  const checksum = createHash('sha256')
    .update(readFileSync(`${root}${file}`))
    .digest('hex');
  process.stdout.write(`${checksum}  ${file}\n`);
}
process.stdout.write(`Tagged v${version}. To publish: git push origin v${version}, and twine upload dist/*\n`);
