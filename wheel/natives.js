/* The native parts of a platform: from the checkout, where npm has installed them, or from the registry of npm. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../bin/prepare.js';
import { machineOf } from './machine.js';

/** @typedef {import('./wheel-file.js').Content} Content */

/** What makes a native part usable: others, such as the sources of headers, are not loaded. */
const LOADED = /\.(node|so[.\d]*|dylib|dll)$/;

/** @param {string} command @param {string[]} args @param {string} cwd */
function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error ?? stderr}`);
  return stdout;
}

/** @type {{ packages: Record<string, { version: string, integrity: string }> }} */
const lock = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));

/**
 * The directory of a package in the version of the lock file.
 *
 * @param {string} name @param {string} scratch a directory for what is downloaded
 */
function directoryOf(name, scratch) {
  const installed = `${root}node_modules/${name}`;
  const { version, integrity } = lock.packages[`node_modules/${name}`];
  if (existsSync(`${installed}/package.json`)) {
    const found = JSON.parse(readFileSync(`${installed}/package.json`, 'utf8')).version;
    if (found !== version) throw new Error(`${name} ${found} is installed, and not ${version}: npm install`);
    return installed;
  }
  const [packed] = JSON.parse(run('npm', ['pack', '--json', `${name}@${version}`], scratch));
  if (packed.integrity !== integrity) throw new Error(`${name}@${version} is not what package-lock.json knows.`);
  const directory = join(scratch, name.replaceAll('/', '-'));
  mkdirSync(directory);
  run('tar', ['--extract', '--strip-components=1', '--file', join(scratch, packed.filename)], directory);
  return directory;
}

/**
 * The files of the native packages of a platform, by path relative to the checkout.
 *
 * @param {import('./platforms.js').Platform} platform
 * @returns {Content[]}
 * @throws {Error} where a package cannot be had, or has no native file or one for another machine
 */
export function nativesOf({ packages, machine }) {
  const scratch = mkdtempSync(join(tmpdir(), 'salient-natives-'));
  try {
    return packages.flatMap((name) => {
      const files = filesOf(directoryOf(name, scratch), `node_modules/${name}`);
      const loaded = files.filter(({ path }) => LOADED.test(path));
      const other = loaded.find(({ content }) => machineOf(content) !== machine);
      if (loaded.length === 0) throw new Error(`${name} has no native file.`);
      if (other)
        throw new Error(`${other.path} is for ${machineOf(other.content) ?? 'something else'}, not ${machine}.`);
      return files;
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {string} directory @param {string} place the path that it gets @returns {Content[]} */
function filesOf(directory, place) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path: place + path.slice(directory.length).replaceAll('\\', '/'), content: readFileSync(path) }));
}
