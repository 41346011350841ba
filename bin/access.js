/* Makes the gate of a server: the only place where lib/access gets files, the clock and the host name. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { LOGO } from '../components/frame/logo.js';
import { Credentials, makeToken } from '../lib/access/credentials.js';
import { Gate } from '../lib/access/gate.js';
import { Guesses } from '../lib/access/guesses.js';
import { LOCALES } from '../lib/i18n/choose.js';
import { root } from './prepare.js';

/** @param {string} path relative to the package */
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
 * The gate for these settings, the token that opens it (null for none), and the allowed host names.
 *
 * @param {import('../lib/settings.js').Settings} settings
 * @param {number} port
 */
export function makeGate(settings, port) {
  const {
    token: given,
    viewToken,
    noToken,
    host,
    allowedHosts,
    basePath,
    cookieName,
    tokenInPath,
    frameAncestors,
  } = settings;
  const token = noToken ? null : given || makeToken();
  // Browsers send the cookies of a host to all of its ports, so by default the name contains the port.
  const name = cookieName || `salient-${port}`;
  const isFramed = frameAncestors.length > 0;
  const options = { cookieName: name, basePath, isFramed };
  const gate = new Gate({
    credentials: token === null ? null : new Credentials({ token, ...options }),
    viewCredentials: viewToken === '' ? null : new Credentials({ token: viewToken, ...options }),
    guesses: new Guesses(() => performance.now()),
    basePath,
    hasSessionInPath: tokenInPath,
    frameAncestors,
    looks: looks(),
  });
  return { gate, token, allowedHosts: [...allowedHosts, host.toLowerCase(), hostname().toLowerCase()] };
}
