/* The flags of the command; each also has a variable, SALIENT_… */
import { resolve } from 'node:path';
import {
  cookieName,
  databaseUrl,
  hostNames,
  isOn,
  LOG_LEVELS,
  logLevel,
  megabytes,
  megabytesOrNone,
  origins,
  path,
  region,
  seconds,
  token,
  url,
  whole,
} from './values.js';

/**
 * @typedef {object} Flag
 * @property {keyof import('../settings.js').Settings} setting
 * @property {string} value Placeholder for the value in the help text; empty for a switch.
 * @property {string} help
 * @property {import('./values.js').Parse} parse
 * @property {boolean} [isList] Whether it takes several values: separated by commas, or by repeating the flag.
 */

/** @type {Record<string, Flag>} */
export const FLAGS = {
  port: { setting: 'port', value: 'N', help: 'TCP port, 0 for any free port (8765)', parse: whole(0, 65_535) },
  host: { setting: 'host', value: 'ADDRESS', help: 'address to listen on (127.0.0.1)', parse: (text) => text },
  'reload-interval': {
    setting: 'reloadInterval',
    value: 'SECONDS',
    help: 'time between two scans for jobs, 0 for a single scan (3; 30 in an object store)',
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
  'data-dir': {
    setting: 'dataDir',
    value: 'DIR',
    help: 'directory of marks, notes and saved views (~/.local/share/salient)',
    parse: (text) => resolve(text),
  },
  database: {
    setting: 'database',
    value: 'URL',
    help: 'postgres://… for marks, instead of --data-dir; the variable hides a password',
    parse: databaseUrl,
  },
  'read-only': {
    setting: 'readOnly',
    value: '',
    help: 'do not write marks, notes and saved views',
    parse: isOn,
  },
  's3-endpoint': {
    setting: 's3Endpoint',
    value: 'URL',
    help: 'address of an S3-compatible store (that of AWS)',
    parse: url,
  },
  's3-region': {
    setting: 's3Region',
    value: 'REGION',
    help: 'region of the bucket (that of the AWS profile)',
    parse: region,
  },
  's3-path-style': {
    setting: 's3PathStyle',
    value: '',
    help: 'the bucket is in the path of URLs, not in the host name',
    parse: isOn,
  },
  's3-anonymous': { setting: 's3Anonymous', value: '', help: 'do not sign requests: for public buckets', parse: isOn },
  'log-level': { setting: 'logLevel', value: 'LEVEL', help: `${LOG_LEVELS.join(', ')} (info)`, parse: logLevel },
  token: { setting: 'token', value: 'TOKEN', help: 'access token (random at each start)', parse: token },
  'view-token': {
    setting: 'viewToken',
    value: 'TOKEN',
    help: 'a second token, which gives access for reading only',
    parse: token,
  },
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
  'stop-with-input': {
    setting: 'stopWithInput',
    value: '',
    help: 'stop when standard input ends, for programs that start Salient',
    parse: isOn,
  },
  'allowed-host': {
    setting: 'allowedHosts',
    value: 'NAMES',
    help: 'accepted host names, separated by commas (localhost)',
    parse: hostNames,
    isList: true,
  },
};

/** The variable of a flag. @param {string} flag */
export const variableOf = (flag) => `SALIENT_${flag.toUpperCase().replaceAll('-', '_')}`;
