/*
 * One build for every prefix. Next writes the prefix under which it is served into some twenty of the files that it builds, so it is
 * built with a pattern for one, and that is taken out again: what stands in `.next` is served without a prefix, as it is. For
 * `--base-path` a copy of it is made in a cache directory, the prefix in its places; the installation stays untouched.
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

/** What stands for the prefix in a build; nothing in it is special in a regular expression or an address. */
export const PATTERN = '/_salient_base_path_';

/** Where finish-build.js keeps the files that hold the pattern, and the list of them. */
export const PATTERNS = 'patterns';

/** Puts a prefix into the places of the pattern, its slashes escaped as they are there. @param {string} text @param {string} basePath */
export const withBasePath = (text, basePath) =>
  text.replace(/(\\*)\/_salient_base_path_/g, (_, slashes) => basePath.replaceAll('/', `${slashes}/`));

/**
 * The directory from which Next is to serve under a prefix; the checkout itself for none.
 *
 * @param {string} basePath as in `/tools/salient`
 */
export function directoryFor(basePath) {
  if (basePath === '') return root;
  const build = readFileSync(`${root}.next/BUILD_ID`, 'utf8');
  const name = createHash('sha256').update([root, build, basePath].join('\n')).digest('hex').slice(0, 16);
  const cache = cacheDirectory();
  const made = join(cache, `base-path-${name}`);
  if (isThere(made)) return made;
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    fill(draft, basePath);
    renameSync(draft, made);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!isThere(made)) throw error; // else another server was faster
  }
  return made;
}

/** @param {string} draft @param {string} basePath */
function fill(draft, basePath) {
  const built = `${root}.next`;
  const isLeftOut = new Set(['cache', 'build', PATTERNS].map((name) => join(built, name)));
  cpSync(built, join(draft, '.next'), { recursive: true, filter: (source) => !isLeftOut.has(source) });
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

/** Where a package lies. @param {string[]} places @param {string} name */
function packageDirectory(places, name) {
  const found = places.map((place) => join(place, name)).find(isThere);
  if (found === undefined) throw new Error(`The package ${name} is not installed.`);
  return found;
}

/** A directory that is ours alone and stays, else one that is made anew. */
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
function isThere(path) {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
