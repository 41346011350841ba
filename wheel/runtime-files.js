/* The files that the built dashboard needs while it runs, without native parts: a small part of what npm installs. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { root } from '../bin/prepare.js';
import { packedFiles } from './packed-files.js';
import { isNative } from './platforms.js';

/** Read by path, so that no trace finds it: the font of the login page (bin/access.js). */
const READ_BY_PATH = ['node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'];

/**
 * What Next requires for development and builds only, in branches that production never takes. Each of these is megabytes, and
 * following them takes minutes.
 */
const NEVER_RUN = new RegExp(
  [
    String.raw`\.dev\.js$|\.development\.js$|\.d\.ts$|\.map$`,
    'next/dist/(bin|docs|esm)/',
    'next/dist/build/(babel|swc|webpack)/',
    'next/dist/compiled/(@modelcontextprotocol|@vercel/nft|@vercel/og|next-devtools)/',
    String.raw`next/dist/compiled/(babel|babel-packages|crypto-browserify|cssnano-simple|postcss-[\w-]+|terser)/`,
    'next/dist/compiled/webpack/bundle5',
    'next/dist/server/capsize-font-metrics.json',
  ].join('|'),
);

/** @param {string} file relative to the checkout */
const isNeeded = (file) => !NEVER_RUN.test(file) && !isNative(file);

/**
 * What the build itself has traced: the packages that pages, route handlers and Next's server use.
 *
 * @returns {string[]}
 */
function tracedByBuild() {
  const built = `${root}.next`;
  const traces = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.nft.json'));
  return traces.flatMap((trace) => {
    /** @type {{ files: string[] }} */
    const { files } = JSON.parse(readFileSync(join(built, trace), 'utf8'));
    return files.map((file) => relative(root, join(built, dirname(trace), file)));
  });
}

/**
 * What the command requires beside that: our own server starts Next by its programming interface, which no page uses. The tracer is the
 * one that Next's build uses, in the copy that comes with it.
 *
 * @returns {Promise<string[]>}
 */
async function tracedFromCommand() {
  /** @type {{ nodeFileTrace: (entries: string[], options: object) => Promise<{ fileList: Set<string> }> }} */
  const { nodeFileTrace } = createRequire(import.meta.url)('next/dist/compiled/@vercel/nft');
  // pino loads what prints to terminals by its name (lib/log.js).
  const named = ['node_modules/next/dist/server/next.js', 'node_modules/pino-pretty/index.js'];
  const entries = ['bin/salient.js', 'next.config.js', ...named];
  const { fileList } = await nodeFileTrace(
    entries.map((file) => join(root, file)),
    { base: root, ignore: (/** @type {string} */ file) => file.startsWith('.next/') || !isNeeded(file) },
  );
  return [...fileList];
}

/**
 * What Next looks up at its start without requiring it, by names that no trace sees.
 *
 * @returns {string[]}
 */
function lookedUpByName() {
  const { resolve } = createRequire(import.meta.url);
  const source = readFileSync(resolve('next/dist/server/config-utils.js'), 'utf8');
  return [...source.matchAll(/'(next\/dist\/compiled\/[^']+)'/g)].map(([, name]) => relative(root, resolve(name)));
}

/** The directory of the package that a file belongs to. @param {string} file below node_modules */
function packageOf(file) {
  const [, path] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return path;
}

/** The description and the licence of a package, which have to go with its files. @param {string} directory */
const papersOf = (directory) =>
  readdirSync(join(root, directory))
    .filter((name) => name === 'package.json' || /^(licen[cs]e|notice|copying)/i.test(name))
    .map((name) => `${directory}/${name}`);

/**
 * The files, relative to the checkout and sorted: those of the tarball of npm, and those of the packages that run.
 *
 * @returns {Promise<string[]>}
 */
export async function runtimeFiles() {
  const traced = [...tracedByBuild(), ...(await tracedFromCommand()), ...lookedUpByName(), ...READ_BY_PATH];
  const modules = traced.filter((file) => file.startsWith('node_modules/') && isNeeded(file));
  const existing = modules.filter((file) => existsSync(join(root, file)) && statSync(join(root, file)).isFile());
  const packages = new Set(existing.flatMap((file) => packageOf(file) ?? []));
  const files = [...packedFiles(), ...existing, ...[...packages].flatMap(papersOf)];
  return [...new Set(files)].sort();
}
