/* Creates the gate of a server. Only here does lib/access get the disk, the clock and the host name. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { LOGO } from '../components/frame/logo.js';
import { Credentials, makeToken } from '../lib/access/credentials.js';
import { Gate } from '../lib/access/gate.js';
import { Guesses } from '../lib/access/guesses.js';
import { LOCALES } from '../lib/i18n/choose.js';
import { root } from './prepare.js';

/** @param {string} path relative to the checkout */
const textOf = (path) => readFileSync(`${root}${path}`, 'utf8');

/** @returns {import('../lib/access/login-page.js').LoginLooks} */
function looks() {
  const font = createRequire(import.meta.url).resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2');
  return {
    palette: textOf('app/palette.css'),
    font: readFileSync(font).toString('base64'),
    logo: LOGO,
    texts: Object.fromEntries(LOCALES.map((locale) => [locale, JSON.parse(textOf(`lib/i18n/${locale}.json`)).login])),
  };
}

/**
 * The gate for the settings, its token (null if none is required), and the accepted host names.
 *
 * @param {import('../lib/settings.js').Settings} settings
 * @param {number} port
 */
export function makeGate({ token: given, noToken, host, allowedHosts, basePath }, port) {
  const token = noToken ? null : given || makeToken();
  const gate = new Gate({
    credentials: token === null ? null : new Credentials(token, port, basePath),
    guesses: new Guesses(() => performance.now()),
    basePath,
    looks: looks(),
  });
  return { gate, token, hosts: [...allowedHosts, host.toLowerCase(), hostname().toLowerCase()] };
}
