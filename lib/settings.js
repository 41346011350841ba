/*
 * The settings of a Salient server: the one place that reads flags and the environment. Plain JavaScript, because the
 * command (`bin/salient.js`) runs it as it is, and the server built by Next imports it too: the command passes its settings
 * on in SALIENT_* variables, which is also how a container sets them.
 */
import { homedir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Settings
 * @property {string} dir Directory of explain jobs.
 * @property {number} port TCP port, 0 for any that is free.
 * @property {string} host Address to listen at.
 * @property {number} reloadInterval Seconds between two looks for jobs, 0 for a single one.
 * @property {number} maxDepth Levels below `dir` that are searched for jobs.
 * @property {number} memory Bytes that loaded jobs may take together.
 * @property {string} cacheDir Directory in which indexes are kept.
 * @property {number} cacheSize Bytes that they may take together there, 0 to keep none.
 * @property {string} logLevel trace, debug, info, warn, error, fatal or silent.
 * @property {string} token What lets people in; empty for one that is made at the start.
 * @property {string} basePath Where it is served below a host, as `/tools/salient`; empty for the host itself.
 * @property {boolean} allowShortToken Whether `token` may be short enough to be guessed.
 * @property {boolean} noToken Whether everybody who reaches the port may look.
 * @property {string} cookieName Name of the session cookie; empty for one that contains the port.
 * @property {boolean} tokenInPath Whether addresses carry the session, for browsers that keep no cookie.
 * @property {readonly string[]} frameAncestors Origins of other sites that may show Salient in a frame.
 * @property {readonly string[]} allowedHosts Names under which the server is asked, besides localhost and addresses.
 */

/** Wrong use: a sentence for the person at the terminal. */
export class UsageError extends Error {}

/**
 * @typedef {object} Flag
 * @property {keyof Settings} setting
 * @property {string} value What stands behind the flag in the help; empty for a switch.
 * @property {string} help
 * @property {(text: string, flag: string) => string | number | boolean | string[]} parse
 * @property {boolean} [isList] Whether it takes several values: separated by commas, or by repeating the flag.
 */

/** @type {(min: number, max: number) => Flag['parse']} */
const whole = (min, max) => (text, flag) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${flag} takes a whole number from ${min} to ${max}, not "${text}".`);
  }
  return value;
};

/** @type {Flag['parse']} */
const seconds = (text, flag) => {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 86_400) {
    throw new UsageError(`${flag} takes seconds from 0 to 86400, not "${text}".`);
  }
  return value;
};

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** @type {Flag['parse']} */
const logLevel = (text, flag) => {
  if (!LOG_LEVELS.includes(text)) throw new UsageError(`${flag} takes one of ${LOG_LEVELS.join(', ')}, not "${text}".`);
  return text;
};

/** @type {Flag['parse']} */
const megabytes = (text, flag) => Number(whole(16, 16_000_000)(text, flag)) * 2 ** 20;

/** @type {Flag['parse']} */
const megabytesOrNone = (text, flag) => (text === '0' ? 0 : megabytes(text, flag));

/** @type {Flag['parse']} */
const token = (text, flag) => {
  if (!/^[\w.~+/=-]{1,256}$/.test(text)) {
    throw new UsageError(`${flag} takes up to 256 letters, digits and the characters . _ ~ + / = -`);
  }
  return text;
};

/** @type {Flag['parse']} */
const hostNames = (text, flag) =>
  text.split(',').map((part) => {
    const name = part.trim().toLowerCase();
    if (!/^(\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*)$/.test(name)) {
      throw new UsageError(`${flag} takes names of hosts with commas between them, not "${part}".`);
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
    throw new UsageError(`${flag} takes a path of letters, digits and . _ ~ @ -, as /tools/salient/, not "${text}".`);
  }
  return names.map((name) => `/${name}`).join('');
};

/** @type {Record<string, Flag>} */
const FLAGS = {
  port: { setting: 'port', value: 'N', help: 'TCP port, 0 for any that is free (8765)', parse: whole(0, 65_535) },
  host: { setting: 'host', value: 'ADDRESS', help: 'address to listen at (127.0.0.1)', parse: (text) => text },
  'reload-interval': {
    setting: 'reloadInterval',
    value: 'SECONDS',
    help: 'time between two looks for jobs, 0 for a single one (3)',
    parse: seconds,
  },
  'base-path': {
    setting: 'basePath',
    value: 'PATH',
    help: 'where a proxy serves it, as /tools/salient/ (/)',
    parse: path,
  },
  'max-depth': {
    setting: 'maxDepth',
    value: 'N',
    help: 'levels below DIR that are searched (5)',
    parse: whole(0, 100),
  },
  memory: {
    setting: 'memory',
    value: 'MB',
    help: 'what loaded jobs may take together (a quarter of the machine)',
    parse: megabytes,
  },
  'cache-dir': {
    setting: 'cacheDir',
    value: 'DIR',
    help: 'where indexes are kept for the next start (~/.cache/salient)',
    parse: (text) => resolve(text),
  },
  'cache-size': {
    setting: 'cacheSize',
    value: 'MB',
    help: 'what they may take together, 0 for none (4096)',
    parse: megabytesOrNone,
  },
  'log-level': { setting: 'logLevel', value: 'LEVEL', help: `${LOG_LEVELS.join(', ')} (info)`, parse: logLevel },
  token: { setting: 'token', value: 'TOKEN', help: 'what lets people in (made at each start)', parse: token },
  'no-token': {
    setting: 'noToken',
    value: '',
    help: 'let everybody in who reaches the port',
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
    help: 'keep the session in addresses, where browsers keep no cookie',
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
    help: 'names it is asked under, as behind a proxy (localhost)',
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

/** @type {readonly (keyof Settings)[]} */
const IN_MEGABYTES = ['memory', 'cacheSize'];

/** @param {string} flag */
const variableOf = (flag) => `SALIENT_${flag.toUpperCase().replaceAll('-', '_')}`;

/**
 * Settings from SALIENT_* variables, defaults where there is none.
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
 * What a command line asks for; its flags win over the environment.
 *
 * @param {readonly string[]} args behind the name of the command
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
    throw new UsageError(`One directory can be served, not ${positionals.length}: ${positionals.join(', ')}.`);

  const settings = settingsFromEnvironment(environment);
  for (const [name, flag] of Object.entries(FLAGS)) {
    const value = values[name];
    if (value !== undefined) Object.assign(settings, { [flag.setting]: flag.parse(String(value), `--${name}`) });
  }
  if (values.token !== undefined && values['no-token'] === true) {
    throw new UsageError('--token and --no-token do not go together.');
  }
  if (values.token !== undefined) settings.noToken = false;
  const [dir] = positionals;
  if (dir !== undefined) settings.dir = dir;
  if (settings.dir === '') throw new UsageError('Which directory of explain jobs? salient DIR');
  return { kind: 'serve', settings, dev: values.dev === true };
}

/**
 * The variables that carry settings to the server; the token is the command's alone.
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
  flags.push(['--version', 'print the version'], ['--help', 'print this']);
  const lines = flags.map(([flag, help]) => `  ${flag.padEnd(26)}${help}`);
  return `Usage: salient DIR [options]\n\nShows the explain jobs below DIR in a browser.\n\n${lines.join('\n')}\n\nEvery option can also be set as SALIENT_…, as in SALIENT_RELOAD_INTERVAL=10.\n`;
}
