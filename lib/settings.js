/*
 * The settings of a Salient server: the only module that reads flags and the environment. Plain JavaScript, because the command
 * (`bin/salient.js`) runs it without a build, and the server built by Next imports it too. The command passes its settings to the
 * server in SALIENT_* variables, which a container can also set.
 */
import { homedir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Settings
 * @property {string} dir Directory of explain jobs.
 * @property {number} port TCP port, 0 for any free port.
 * @property {string} host Address to listen on.
 * @property {number} reloadInterval Seconds between two scans for jobs, 0 for a single scan.
 * @property {number} maxDepth Directory levels below `dir` to scan for jobs.
 * @property {number} memory Memory limit for all loaded jobs, bytes.
 * @property {string} cacheDir Directory of the index cache.
 * @property {number} cacheSize Maximum size of the index cache, bytes; 0 disables it.
 * @property {string} logLevel trace, debug, info, warn, error, fatal or silent.
 * @property {string} token The access token; empty for a random one.
 * @property {string} basePath Path prefix of all URLs, for example `/tools/salient`; empty for none.
 * @property {boolean} allowShortToken Whether `token` may be short enough to be guessed.
 * @property {boolean} noToken Whether access is allowed without a token.
 * @property {string} cookieName Name of the session cookie; empty for one that contains the port.
 * @property {boolean} tokenInPath Whether URLs carry the session, for browsers that keep no cookie.
 * @property {readonly string[]} frameAncestors Origins of other sites that may show Salient in a frame.
 * @property {readonly string[]} allowedHosts Accepted host names besides localhost and IP addresses.
 */

/** Wrong usage; the message is a sentence for the terminal. */
export class UsageError extends Error {}

/**
 * @typedef {object} Flag
 * @property {keyof Settings} setting
 * @property {string} value Placeholder for the value in the help text; empty for a switch.
 * @property {string} help
 * @property {(text: string, flag: string) => string | number | boolean | string[]} parse
 * @property {boolean} [isList] Whether it takes several values: separated by commas, or by repeating the flag.
 */

/** @type {(min: number, max: number) => Flag['parse']} */
const whole = (min, max) => (text, flag) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${flag} must be an integer from ${min} to ${max}, not "${text}".`);
  }
  return value;
};

/** @type {Flag['parse']} */
const seconds = (text, flag) => {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 86_400) {
    throw new UsageError(`${flag} must be a number of seconds from 0 to 86400, not "${text}".`);
  }
  return value;
};

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** @type {Flag['parse']} */
const logLevel = (text, flag) => {
  if (!LOG_LEVELS.includes(text))
    throw new UsageError(`${flag} must be one of ${LOG_LEVELS.join(', ')}, not "${text}".`);
  return text;
};

/** @type {Flag['parse']} */
const megabytes = (text, flag) => Number(whole(16, 16_000_000)(text, flag)) * 2 ** 20;

/** @type {Flag['parse']} */
const megabytesOrNone = (text, flag) => (text === '0' ? 0 : megabytes(text, flag));

/** @type {Flag['parse']} */
const token = (text, flag) => {
  if (!/^[\w.~+/=-]{1,256}$/.test(text)) {
    throw new UsageError(`${flag} must have 1 to 256 characters: letters, digits and . _ ~ + / = -`);
  }
  return text;
};

/** @type {Flag['parse']} */
const hostNames = (text, flag) =>
  text.split(',').map((part) => {
    const name = part.trim().toLowerCase();
    if (!/^(\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*)$/.test(name)) {
      throw new UsageError(`${flag} must be host names separated by commas, not "${part}".`);
    }
    return name;
  });

/** Cookies that remember the theme and the language. */
const PREFERENCE_COOKIES = ['salient-theme', 'salient-language'];

/** @type {Flag['parse']} */
const cookieName = (text, flag) => {
  if (!/^[\w.-]{1,64}$/.test(text) || PREFERENCE_COOKIES.includes(text)) {
    throw new UsageError(
      `${flag} takes up to 64 letters, digits and the characters _ . - but not ${PREFERENCE_COOKIES.join(' or ')}.`,
    );
  }
  return text;
};

/** @type {Flag['parse']} */
const origins = (text, flag) =>
  text.split(',').map((part) => {
    const origin = part.trim().toLowerCase().replace(/\/$/, '');
    if (!/^https?:\/\/(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*(:(\d{1,5}|\*))?$/.test(origin)) {
      throw new UsageError(
        `${flag} takes origins such as https://hub.example.org or http://localhost:8888, not "${part}".`,
      );
    }
    return origin;
  });

/** @type {Flag['parse']} */
const isOn = (text) => text !== 'false';

/** @type {Flag['parse']} */
const path = (text, flag) => {
  const names = text.split('/').filter((name) => name !== '');
  if (!names.every((name) => /^[\w.~@-]+$/.test(name) && !/^\.+$/.test(name))) {
    throw new UsageError(
      `${flag} must be a path of letters, digits and . _ ~ @ -, such as /tools/salient/, not "${text}".`,
    );
  }
  return names.map((name) => `/${name}`).join('');
};

/** @type {Record<string, Flag>} */
const FLAGS = {
  port: { setting: 'port', value: 'N', help: 'TCP port, 0 for any free port (8765)', parse: whole(0, 65_535) },
  host: { setting: 'host', value: 'ADDRESS', help: 'address to listen on (127.0.0.1)', parse: (text) => text },
  'reload-interval': {
    setting: 'reloadInterval',
    value: 'SECONDS',
    help: 'time between two scans for jobs, 0 for a single scan (3)',
    parse: seconds,
  },
  'base-path': {
    setting: 'basePath',
    value: 'PATH',
    help: 'path prefix behind a proxy, such as /tools/salient/ (/)',
    parse: path,
  },
  'max-depth': {
    setting: 'maxDepth',
    value: 'N',
    help: 'directory levels below DIR to scan (5)',
    parse: whole(0, 100),
  },
  memory: {
    setting: 'memory',
    value: 'MB',
    help: 'memory limit for all loaded jobs (a quarter of RAM)',
    parse: megabytes,
  },
  'cache-dir': {
    setting: 'cacheDir',
    value: 'DIR',
    help: 'directory of the index cache (~/.cache/salient)',
    parse: (text) => resolve(text),
  },
  'cache-size': {
    setting: 'cacheSize',
    value: 'MB',
    help: 'maximum size of the index cache, 0 to disable it (4096)',
    parse: megabytesOrNone,
  },
  'log-level': { setting: 'logLevel', value: 'LEVEL', help: `${LOG_LEVELS.join(', ')} (info)`, parse: logLevel },
  token: { setting: 'token', value: 'TOKEN', help: 'access token (random at each start)', parse: token },
  'no-token': {
    setting: 'noToken',
    value: '',
    help: 'allow access without a token',
    parse: isOn,
  },
  'allow-short-token': {
    setting: 'allowShortToken',
    value: '',
    help: 'accept a --token under 16 characters, which can be guessed',
    parse: isOn,
  },
  'cookie-name': {
    setting: 'cookieName',
    value: 'NAME',
    help: 'name of the session cookie (salient-PORT)',
    parse: cookieName,
  },
  'token-in-path': {
    setting: 'tokenInPath',
    value: '',
    help: 'keep the session in URLs, for browsers that keep no cookie',
    parse: isOn,
  },
  'frame-ancestor': {
    setting: 'frameAncestors',
    value: 'ORIGIN',
    help: 'another site that may show Salient in a frame; repeatable',
    parse: origins,
    isList: true,
  },
  'allowed-host': {
    setting: 'allowedHosts',
    value: 'NAMES',
    help: 'accepted host names, separated by commas (localhost)',
    parse: hostNames,
    isList: true,
  },
};

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
  logLevel: 'info',
  basePath: '',
  token: '',
  allowShortToken: false,
  noToken: false,
  cookieName: '',
  tokenInPath: false,
  frameAncestors: [],
  allowedHosts: [],
};

/** The most that pictures which were made may take in memory, bytes. */
const MAX_PICTURE_CACHE_BYTES = 128 * 2 ** 20;
/** Their share of `memory`. */
const PICTURE_CACHE_SHARE = 1 / 8;

/** Memory for pictures that were made, and for decoded originals that more pictures are made of. @param {number} memory bytes */
export const pictureCacheBytes = (memory) => Math.min(MAX_PICTURE_CACHE_BYTES, memory * PICTURE_CACHE_SHARE);

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

/** @param {string} flag */
const variableOf = (flag) => `SALIENT_${flag.toUpperCase().replaceAll('-', '_')}`;

/**
 * Settings from SALIENT_* variables, with defaults for those not set.
 *
 * @param {Record<string, string | undefined>} [environment]
 * @returns {Settings}
 * @throws {UsageError} naming the variable
 */
export function settingsFromEnvironment(environment = process.env) {
  const settings = { ...DEFAULTS, dir: environment.SALIENT_DIR ?? '' };
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
  if (positionals.length > 1)
    throw new UsageError(`Only one directory can be served, not ${positionals.length}: ${positionals.join(', ')}.`);

  const settings = settingsFromEnvironment(environment);
  for (const [name, flag] of Object.entries(FLAGS)) {
    const value = values[name];
    if (value !== undefined) Object.assign(settings, { [flag.setting]: flag.parse(String(value), `--${name}`) });
  }
  if (values.token !== undefined && values['no-token'] === true) {
    throw new UsageError('--token and --no-token cannot be combined.');
  }
  if (values.token !== undefined) settings.noToken = false;
  const [dir] = positionals;
  if (dir !== undefined) settings.dir = dir;
  if (settings.dir === '') throw new UsageError('The directory of explain jobs is missing: salient DIR');
  return { kind: 'serve', settings, dev: values.dev === true };
}

/**
 * The variables that pass settings to the server. The token is not passed: only the command needs it.
 *
 * @param {Settings} settings
 * @returns {Record<string, string>}
 */
export function toEnvironment(settings) {
  /** @type {Record<string, string>} */
  const environment = { SALIENT_DIR: settings.dir };
  for (const [name, { setting }] of Object.entries(FLAGS)) {
    if (setting === 'token') continue;
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
  return `Usage: salient DIR [options]\n\nShows the explain jobs below DIR in a browser.\n\n${lines.join('\n')}\n\nEvery option can also be set as SALIENT_…, as in SALIENT_RELOAD_INTERVAL=10.\n`;
}
