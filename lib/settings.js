/*
 * The settings of a Salient server: the only module that reads flags and the environment. Plain JavaScript, because the command
 * (`bin/salient.js`) runs it without a build, and the server built by Next imports it too. The command passes its settings to the
 * server in SALIENT_* variables, which a container can also set.
 */
import { homedir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FLAGS, variableOf } from './settings/flags.js';
import { asS3, basesOf, directoryInStore, impliedEndpoint, isInStore, UsageError } from './settings/values.js';

export { asS3, basesOf, directoryInStore, isInStore, UsageError };

/**
 * @typedef {object} Settings
 * @property {string} dir Directory of explain jobs: a path, s3://bucket/prefix or gs://bucket/prefix; or several, see `basesOf`.
 * @property {number} port TCP port, 0 for any free port.
 * @property {string} host Address to listen on.
 * @property {number} reloadInterval Seconds between two scans for jobs, 0 for a single scan.
 * @property {number} maxDepth Directory levels below `dir` to scan for jobs.
 * @property {number} memory Memory limit for all loaded jobs, bytes.
 * @property {string} cacheDir Directory of the index cache.
 * @property {number} cacheSize Maximum size of the index cache, bytes; 0 disables it.
 * @property {string} dataDir Directory of marks, notes and saved views.
 * @property {string} database URL of the Postgres database that has them instead; empty for none. It may contain a password.
 * @property {boolean} readOnly Whether marks, notes and saved views must not be written.
 * @property {string} logLevel trace, debug, info, warn, error, fatal or silent.
 * @property {string} token The access token; empty for a random one.
 * @property {string} viewToken A second token, for reading only; empty for none.
 * @property {string} basePath Path prefix of all URLs, for example `/tools/salient`; empty for none.
 * @property {boolean} allowShortToken Whether `token` may be short enough to be guessed.
 * @property {boolean} noToken Whether access is allowed without a token.
 * @property {string} cookieName Name of the session cookie; empty for one that contains the port.
 * @property {boolean} tokenInPath Whether URLs carry the session, for browsers that keep no cookie.
 * @property {boolean} stopWithInput Whether the end of standard input stops the server.
 * @property {string} s3Endpoint URL of the object store; empty for that of AWS.
 * @property {string} s3Region Region of the bucket; empty for that of the environment or the profile.
 * @property {boolean} s3PathStyle Whether the bucket is in the path of the store's URLs, not in the host name.
 * @property {boolean} s3Anonymous Whether requests to the store are not signed.
 * @property {string} shards Where `salient survey` has shards of surveys, empty for nowhere; only that command sets it, for a server of its own.
 * @property {readonly string[]} frameAncestors Origins of other sites that may show Salient in a frame.
 * @property {readonly string[]} allowedHosts Accepted host names besides localhost and IP addresses.
 */

/** @type {Settings} */
const DEFAULTS = {
  dir: '',
  port: 8765,
  host: '127.0.0.1',
  reloadInterval: 3,
  maxDepth: 5,
  memory: Math.floor(totalmem() / 4),
  cacheDir: join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'salient'),
  cacheSize: 4096 * 2 ** 20,
  dataDir: join(process.env.XDG_DATA_HOME || join(homedir(), '.local/share'), 'salient'),
  database: '',
  readOnly: false,
  logLevel: 'info',
  basePath: '',
  token: '',
  viewToken: '',
  allowShortToken: false,
  noToken: false,
  cookieName: '',
  tokenInPath: false,
  s3Endpoint: '',
  s3Region: '',
  s3PathStyle: false,
  s3Anonymous: false,
  shards: '',
  stopWithInput: false,
  frameAncestors: [],
  allowedHosts: [],
};

/** The most that pictures which were made may take in memory, bytes. */
const MAX_PICTURE_CACHE_BYTES = 128 * 2 ** 20;
/** Their share of `memory`. */
const PICTURE_CACHE_SHARE = 1 / 8;

/** Memory for pictures that were made, and for decoded originals that more pictures are made of. @param {number} memory bytes */
export const pictureCacheBytes = (memory) => Math.min(MAX_PICTURE_CACHE_BYTES, memory * PICTURE_CACHE_SHARE);

/** Seconds between two scans of an object store, unless told otherwise: each one costs requests. */
const STORE_RELOAD_INTERVAL = 30;

/** What parts of objects take on the local disk, as a share of `cacheSize`, in addition to it. */
const BLOCKS_SHARE = 1 / 4;

/**
 * The object store that jobs or shards are in, and where parts of its objects are kept; null if they are in directories.
 *
 * @param {Settings} settings
 */
export function storeOf({ dir, shards, s3Endpoint, s3Region, s3PathStyle, s3Anonymous, cacheDir, cacheSize }) {
  if (![...basesOf(dir).map(({ path }) => path), shards].some(isInStore)) return null;
  return {
    endpoint: s3Endpoint || null,
    region: s3Region || null,
    pathStyle: s3PathStyle,
    anonymous: s3Anonymous,
    blocks: cacheSize === 0 ? null : { directory: join(cacheDir, 'blocks'), maxBytes: cacheSize * BLOCKS_SHARE },
  };
}

/** Threads that libuv has unless told otherwise, and at most. */
const POOL_THREADS = 4;
const MAX_POOL_THREADS = 1_024;

/**
 * The threads of libuv, which access files and decode pictures. `UV_THREADPOOL_SIZE` sets it, but only before the process starts: Node
 * itself starts them when it reads the first module.
 *
 * @param {Record<string, string | undefined>} [environment]
 */
export function threadPoolSize(environment = process.env) {
  const size = Number.parseInt(environment.UV_THREADPOOL_SIZE || String(POOL_THREADS), 10);
  return Math.min(MAX_POOL_THREADS, Math.max(1, Number.isNaN(size) ? 1 : size));
}

/** @type {readonly (keyof Settings)[]} */
const IN_MEGABYTES = ['memory', 'cacheSize'];

/** Says a server of `salient survey` where shards are. */
export const SHARDS_VARIABLE = 'SALIENT_SHARDS';

/**
 * Settings from SALIENT_* variables, with defaults for those not set.
 *
 * @param {Record<string, string | undefined>} [environment]
 * @returns {Settings}
 * @throws {UsageError} naming the variable
 */
export function settingsFromEnvironment(environment = process.env) {
  const settings = {
    ...DEFAULTS,
    dir: environment.SALIENT_DIR ?? '',
    shards: asS3(environment[SHARDS_VARIABLE] ?? ''),
  };
  for (const [name, flag] of Object.entries(FLAGS)) {
    const text = environment[variableOf(name)];
    if (text !== undefined && text !== '')
      Object.assign(settings, { [flag.setting]: flag.parse(text, variableOf(name)) });
  }
  return settings;
}

/**
 * Parses a command line; its flags override the environment.
 *
 * @param {readonly string[]} args arguments after the name of the command
 * @param {Record<string, string | undefined>} [environment]
 * @returns {{ kind: 'help' } | { kind: 'version' } | { kind: 'serve', settings: Settings, dev: boolean }}
 * @throws {UsageError}
 */
export function parseCommandLine(args, environment = process.env) {
  /** @type {Record<string, { type: 'string' | 'boolean', multiple?: boolean }>} */
  const options = { help: { type: 'boolean' }, version: { type: 'boolean' }, dev: { type: 'boolean' } };
  for (const [name, { value, isList = false }] of Object.entries(FLAGS)) {
    options[name] = { type: value === '' ? 'boolean' : 'string', multiple: isList };
  }

  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`);
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const settings = settingsFromEnvironment(environment);
  for (const [name, flag] of Object.entries(FLAGS)) {
    const value = values[name];
    if (value !== undefined) Object.assign(settings, { [flag.setting]: flag.parse(String(value), `--${name}`) });
  }
  if (values.token !== undefined && values['no-token'] === true) {
    throw new UsageError('--token and --no-token cannot be combined.');
  }
  if (values.token !== undefined) settings.noToken = false;
  if (values.database !== undefined && values['data-dir'] !== undefined)
    throw new UsageError(
      '--database and --data-dir cannot be combined: marks are either in a database or in a directory.',
    );
  if (values['data-dir'] !== undefined) settings.database = '';
  if (positionals.length > 0) settings.dir = positionals.join('\n');
  const paths = basesOf(settings.dir).map(({ path }) => path);
  settings.s3Endpoint ||= impliedEndpoint([...paths, environment[SHARDS_VARIABLE] ?? '']);
  const isIntervalGiven = Boolean(values['reload-interval'] ?? environment[variableOf('reload-interval')]);
  if (paths.some(isInStore) && !isIntervalGiven) settings.reloadInterval = STORE_RELOAD_INTERVAL;
  if (settings.dir === '') throw new UsageError('The directory of explain jobs is missing: salient DIR');
  return { kind: 'serve', settings, dev: values.dev === true };
}

/**
 * The variables that pass settings to the server. The tokens are not passed: only the command needs them.
 *
 * @param {Settings} settings
 * @returns {Record<string, string>}
 */
export function toEnvironment(settings) {
  /** @type {Record<string, string>} */
  const environment = { SALIENT_DIR: settings.dir };
  for (const [name, { setting }] of Object.entries(FLAGS)) {
    if (setting === 'token' || setting === 'viewToken') continue;
    const value = settings[setting];
    environment[variableOf(name)] = String(
      IN_MEGABYTES.includes(setting) ? Math.round(Number(value) / 2 ** 20) : value,
    );
  }
  return environment;
}

/** The text of `--help`. */
export function helpText() {
  const flags = Object.entries(FLAGS).map(([name, { value, help }]) => [
    `--${name}${value === '' ? '' : ` ${value}`}`,
    help,
  ]);
  flags.push(['--version', 'print the version'], ['--help', 'print this help']);
  const lines = flags.map(([flag, help]) => `  ${flag.padEnd(26)}${help}`);
  return `Usage: salient DIR… [options]\n       salient survey DIR… [options]\n       salient marks export|import FILE [options]\n       salient export JOB --table TABLE [options]\n       salient report JOB [options]\n\nShows the explain jobs below DIR, a directory, s3://bucket/prefix or gs://bucket/prefix, in a browser. Of several, NAME=DIR names one. \`salient survey DIR\` prepares their insight views: \`salient survey --help\`. \`salient marks\` exports and imports marks: \`salient marks --help\`. \`salient export\` writes tables: \`salient export --help\`. \`salient report\` writes a job into one HTML file: \`salient report --help\`.\n\n${lines.join('\n')}\n\nEvery option can also be set as SALIENT_…, as in SALIENT_RELOAD_INTERVAL=10.\n`;
}
