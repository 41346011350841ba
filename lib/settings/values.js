/* The values of settings: each function parses the text of one kind of value, from a flag or a variable. */

import { basename, resolve } from 'node:path';

/** Wrong usage; the message is a sentence for the terminal. */
export class UsageError extends Error {}

/**
 * Parses a text.
 *
 * @callback Parse
 * @param {string} text
 * @param {string} flag name of the flag or the variable, for the message
 * @returns {string | number | boolean | string[]}
 * @throws {UsageError}
 */

/** @type {(min: number, max: number) => Parse} */
export const whole = (min, max) => (text, flag) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${flag} must be an integer from ${min} to ${max}, not "${text}".`);
  }
  return value;
};

/** @type {Parse} */
export const seconds = (text, flag) => {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 86_400) {
    throw new UsageError(`${flag} must be a number of seconds from 0 to 86400, not "${text}".`);
  }
  return value;
};

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** @type {Parse} */
export const logLevel = (text, flag) => {
  if (!LOG_LEVELS.includes(text))
    throw new UsageError(`${flag} must be one of ${LOG_LEVELS.join(', ')}, not "${text}".`);
  return text;
};

/** @type {Parse} */
export const megabytes = (text, flag) => Number(whole(16, 16_000_000)(text, flag)) * 2 ** 20;

/** @type {Parse} */
export const megabytesOrNone = (text, flag) => (text === '0' ? 0 : megabytes(text, flag));

/** @type {Parse} */
export const token = (text, flag) => {
  if (!/^[\w.~+/=-]{1,256}$/.test(text)) {
    throw new UsageError(`${flag} must have 1 to 256 characters: letters, digits and . _ ~ + / = -`);
  }
  return text;
};

/** @type {Parse} */
export const hostNames = (text, flag) =>
  text.split(',').map((part) => {
    const name = part.trim().toLowerCase();
    if (!/^(\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*)$/.test(name)) {
      throw new UsageError(`${flag} must be host names separated by commas, not "${part}".`);
    }
    return name;
  });

/** Cookies of the pages: the theme, the language, and how far a job was read. */
const PREFERENCE_COOKIES = ['salient-theme', 'salient-language', 'salient-floor'];

/** @type {Parse} */
export const cookieName = (text, flag) => {
  if (!/^[\w.-]{1,64}$/.test(text) || PREFERENCE_COOKIES.includes(text)) {
    throw new UsageError(
      `${flag} takes up to 64 letters, digits and the characters _ . - but not ${PREFERENCE_COOKIES.join(' or ')}.`,
    );
  }
  return text;
};

const ORIGIN = /^https?:\/\/(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*(:(\d{1,5}|\*))?$/;
/** The pages of an editor that are on no host, as in `vscode-webview:`; not a scheme that any site has. */
const EDITOR = /^(?!(https?|wss?|blob|data|file|filesystem|javascript|about):)[a-z][a-z0-9+.-]*:$/;

/** @type {Parse} */
export const origins = (text, flag) =>
  text.split(',').map((part) => {
    const origin = part.trim().toLowerCase().replace(/\/$/, '');
    if (!ORIGIN.test(origin) && !EDITOR.test(origin)) {
      throw new UsageError(
        `${flag} takes origins such as https://hub.example.org or http://localhost:8888, not "${part}".`,
      );
    }
    return origin;
  });

/** @type {Parse} */
export const isOn = (text) => text !== 'false';

/** @type {Parse} */
export const path = (text, flag) => {
  const names = text.split('/').filter((name) => name !== '');
  if (!names.every((name) => /^[\w.~@-]+$/.test(name) && !/^\.+$/.test(name))) {
    throw new UsageError(
      `${flag} must be a path of letters, digits and . _ ~ @ -, such as /tools/salient/, not "${text}".`,
    );
  }
  return names.map((name) => `/${name}`).join('');
};

/** @type {Parse} */
export const url = (text, flag) => {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  // The text is not repeated: it may contain a password.
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username + parsed.password !== '')
    throw new UsageError(
      `${flag} must be an http or https address without a user name, such as https://s3.example.org.`,
    );
  if (parsed.search + parsed.hash !== '') throw new UsageError(`${flag} must be an address without ? and #.`);
  return parsed.href.replace(/\/$/, '');
};

/** The address of a Postgres database. No message repeats it: it may contain a password. @type {Parse} */
export const databaseUrl = (text, flag) => {
  const form = 'postgres://USER:PASSWORD@HOST:PORT/DATABASE';
  if (!URL.canParse(text)) throw new UsageError(`${flag} must be an address such as ${form}.`);
  const { protocol, username, password, pathname, hash } = new URL(text);
  if (!/^postgres(ql)?:$/.test(protocol)) throw new UsageError(`${flag} takes Postgres databases only: ${form}.`);
  if (!/^\/[^/]+$/.test(pathname)) throw new UsageError(`${flag} must name one database after the host: ${form}.`);
  if (hash !== '') throw new UsageError(`${flag} has a #, which must be written as %23: ${form}.`);
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part);
  } catch {
    throw new UsageError(`${flag} has a % that is no escape; it must be written as %25: ${form}.`);
  }
  return text;
};

/** @type {Parse} */
export const region = (text, flag) => {
  if (!/^[a-z0-9-]{1,64}$/.test(text))
    throw new UsageError(`${flag} must be a region such as eu-west-1, not "${text}".`);
  return text;
};

/** Whether jobs are in an object store. @param {string} dir */
export const isInStore = (dir) => /^[a-z0-9]+:\/\//i.test(dir);

const GOOGLE_ENDPOINT = 'https://storage.googleapis.com';

/**
 * The endpoint that the directories of jobs imply; empty for that of AWS, or none. Google Cloud Storage speaks the protocol of S3.
 *
 * @param {readonly string[]} paths
 * @throws {UsageError} where they are in two stores
 */
export function impliedEndpoint(paths) {
  const schemes = new Set(paths.filter(isInStore).map((path) => path.slice(0, path.indexOf(':')).toLowerCase()));
  if (!schemes.has('gs')) return '';
  if (schemes.size > 1) throw new UsageError('s3:// and gs:// are two stores; one server reads from one.');
  return GOOGLE_ENDPOINT;
}

/**
 * The directories of jobs in a text, one a line. The jobs of several have paths that begin with the name of their directory: the last part of
 * its path, or what stands before it, as in `night=/data/runs`. A single one has no name.
 *
 * @param {string} text
 * @returns {{ name: string, path: string }[]}
 * @throws {UsageError} where two have the same name, or one has none
 */
export function basesOf(text) {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length < 2) return [{ name: '', path: lines[0] ?? '' }];
  const bases = lines.map((line) => {
    const [, name, path] = /^([^/=:]+)=(.+)$/.exec(line) ?? [null, null, line];
    const last = isInStore(path) ? path.replace(/\/+$/, '').split('/').at(-1) : basename(resolve(path));
    return { name: name ?? last ?? '', path };
  });
  for (const [k, { name, path }] of bases.entries()) {
    if (!/^[^./][^/]*$/.test(name) || /^_explain_\d+$/.test(name))
      throw new UsageError(`${path} needs a name that begins with no dot, as in NAME=${path}.`);
    if (bases.findIndex((base) => base.name === name) < k)
      throw new UsageError(`Two directories are named ${name}; another name is given as in NAME=${path}.`);
  }
  return bases;
}

/** A place in Google Cloud Storage as the protocol names it; its endpoint must be known. @param {string} path */
export const asS3 = (path) => path.replace(/^gs:/i, 's3:');

/**
 * The normal form of `s3://bucket/prefix` or `gs://bucket/prefix`, without a slash at its end.
 *
 * @param {string} dir
 * @throws {UsageError}
 */
export function directoryInStore(dir) {
  const [, name = '', bucket = '', prefix = ''] = /^([a-z0-9]+):\/\/([^/]*)(.*)$/is.exec(dir) ?? [];
  const scheme = name.toLowerCase();
  if (scheme !== 's3' && scheme !== 'gs')
    throw new UsageError(`${name}:// is not supported; s3://BUCKET/PREFIX and gs://BUCKET/PREFIX are.`);
  // Not repeated, because a text with @ may contain a secret.
  if (!/^[a-z0-9][a-z0-9._-]{1,253}[a-z0-9]$/i.test(bucket))
    throw new UsageError(
      'The name of the bucket in s3://BUCKET/PREFIX must have letters, digits, dots and hyphens only.',
    );
  const names = prefix.replace(/\/+$/, '').split('/').slice(1);
  if (names.some((name) => name === '' || name === '.' || name === '..'))
    throw new UsageError(`The prefix ${prefix.slice(1)} must not have empty parts, "." or "..".`);
  return [`${scheme}://${bucket}`, ...names].join('/');
}
