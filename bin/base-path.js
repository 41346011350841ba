/*
 * One build for any path prefix. Next writes the prefix into about twenty files of its build. So Salient is built with a placeholder,
 * which is then removed: the build in `.next` is served without a prefix. For `--base-path`, a copy of the build with the prefix is
 * created in a cache directory; the installation is not modified.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './prepare.js';

/** The placeholder for the prefix in a build. It has no special characters of regular expressions or URLs. */
export const PATTERN = '/_salient_base_path_';

/** The directory in which finish-build.js stores the files with the placeholder and their list. */
export const PATTERNS = 'patterns';

/** Replaces the placeholder with a prefix, its slashes escaped as in the placeholder. @param {string} text @param {string} basePath */
export const withBasePath = (text, basePath) =>
  text.replace(/(\\*)\/_salient_base_path_/g, (_, slashes) => basePath.replaceAll('/', `${slashes}/`));

/**
 * The directory from which Next serves a prefix; the checkout itself for no prefix.
 *
 * @param {string} basePath for example `/tools/salient`
 */
export function directoryFor(basePath) {
  if (basePath === '') return root;
  const build = readFileSync(`${root}.next/BUILD_ID`, 'utf8');
  const name = createHash('sha256').update([root, build, basePath].join('\n')).digest('hex').slice(0, 16);
  const cache = cacheDirectory();
  const made = join(cache, `base-path-${name}`);
  if (exists(made)) return made;
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    fill(draft, basePath);
    renameSync(draft, made);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!exists(made)) throw error; // otherwise another server was faster
  }
  return made;
}

/** @param {string} draft @param {string} basePath */
function fill(draft, basePath) {
  const built = `${root}.next`;
  const isSkipped = new Set(['cache', 'build', PATTERNS].map((name) => join(built, name)));
  cpSync(built, join(draft, '.next'), { recursive: true, filter: (source) => !isSkipped.has(source) });
  /** @type {string[]} */
  const files = JSON.parse(readFileSync(join(built, PATTERNS, 'list.json'), 'utf8'));
  for (const file of files) {
    const text = readFileSync(join(built, PATTERNS, file), 'utf8');
    writeFileSync(join(draft, '.next', file), withBasePath(text, basePath));
  }
  for (const file of ['package.json', 'next.config.js']) cpSync(`${root}${file}`, join(draft, file));
  const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const { resolve } = createRequire(`${root}package.json`);
  for (const name of Object.keys(dependencies)) {
    const link = join(draft, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(packageDirectory(resolve.paths(name) ?? [], name), link, 'junction');
  }
}

/** The directory of a package. @param {string[]} places @param {string} name */
function packageDirectory(places, name) {
  const found = places.map((place) => join(place, name)).find(exists);
  if (found === undefined) throw new Error(`The package ${name} is not installed.`);
  return found;
}

/** A permanent private cache directory; a new temporary one if that is not writable. */
function cacheDirectory() {
  const path = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'salient');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    rmSync(mkdtempSync(join(path, 'draft-')), { recursive: true });
    return path;
  } catch {
    return mkdtempSync(join(tmpdir(), 'salient-'));
  }
}

/** @param {string} path */
function exists(path) {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
