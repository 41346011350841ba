/*
 * Access, the whole: stands between node:http and Next, so that no address, header or method of Next's leads around it. Whoever
 * has neither token nor cookie gets the login page or a problem document, and nothing else but `/api/health`.
 */
import { loginPage } from './login-page.js';

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {object} GateOptions
 * @property {import('./credentials.js').Credentials | null} credentials null lets everybody in
 * @property {import('./guesses.js').Guesses} guesses
 * @property {string} basePath as in `/tools/salient`, empty for none
 * @property {import('./login-page.js').LoginLooks} looks
 * @typedef {{ outcome: 'none' | 'right' | 'wrong' } | { outcome: 'wait', seconds: number }} Finding
 */

const LOGIN = '/login';
const MAX_FORM_BYTES = 4_096;
/** What is asked by programs: there, an HTML page would be no answer. */
const FOR_PROGRAMS = /^\/(api|v1|metrics|_next)(\/|$)/;
const OPEN = /^\/api\/health(\/live|\/ready)?$/;

const HOW_TO_COME_IN =
  'Open the address that Salient printed when it was started, or send the header "Authorization: Bearer TOKEN".';

export class Gate {
  #credentials;
  #guesses;
  #basePath;
  #looks;

  /** @param {GateOptions} options */
  constructor({ credentials, guesses, basePath, looks }) {
    this.#credentials = credentials;
    this.#guesses = guesses;
    this.#basePath = basePath;
    this.#looks = looks;
  }

  /** Whether a request may pass. One that may not has been answered when this resolves. @param {Request} request @param {Response} response */
  async admits(request, response) {
    const address = request.url ?? '/';
    const path = pathOf(address).slice(this.#basePath.length) || '/';
    const credentials = this.#credentials;
    if (path === LOGIN) {
      await this.#logIn(request, response);
      return false;
    }
    if (credentials === null || OPEN.test(path) || credentials.hasCookie(request.headers.cookie)) {
      // A token that is not needed goes out of the address all the same: it shall not be copied with it.
      if (tokenOf(address) === null || !isForPerson(request, path)) return true;
      this.#redirect(response, withoutToken(address));
      return false;
    }
    const [, bearer] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    const given = bearer ?? tokenOf(address);
    const finding = this.#examine(credentials, request, given);
    if (finding.outcome === 'right' && bearer !== undefined) return true;
    if (finding.outcome === 'right') {
      response.setHeader('Set-Cookie', credentials.setCookie(isSecure(request)));
      this.#redirect(response, withoutToken(address));
      return false;
    }
    if (isForPerson(request, path)) this.#sendLogin(request, response, withoutToken(address), finding);
    else sendProblem(response, finding);
    return false;
  }

  /** Whether somebody has a cookie or a token in the header, where nothing can be answered. @param {Request} request */
  admitsUpgrade({ headers }) {
    const credentials = this.#credentials;
    return credentials === null || credentials.hasCookie(headers.cookie);
  }

  /** Looks at a token, unless there were too many wrong ones. @param {import('./credentials.js').Credentials} credentials @param {Request} request @param {string | null} token @returns {Finding} */
  #examine(credentials, request, token) {
    if (token === null || token === '') return { outcome: 'none' };
    const from = request.socket.remoteAddress ?? '';
    const seconds = this.#guesses.secondsToWait(from, token);
    if (seconds > 0) return { outcome: 'wait', seconds };
    if (credentials.isToken(token)) return { outcome: 'right' };
    this.#guesses.count(from, token);
    return { outcome: 'wrong' };
  }

  /** The login page's own address: takes its form, and leads on. @param {Request} request @param {Response} response */
  async #logIn(request, response) {
    const form = request.method === 'POST' ? await formOf(request) : new URLSearchParams();
    if (form === null) {
      response.writeHead(413, { Connection: 'close' }).end();
      return;
    }
    const next = form.get('next');
    const credentials = this.#credentials;
    if (credentials === null || credentials.hasCookie(request.headers.cookie)) {
      this.#redirect(response, next);
      return;
    }
    const finding = this.#examine(credentials, request, tokenIn(form.get('token') ?? ''));
    if (finding.outcome === 'right') {
      response.setHeader('Set-Cookie', credentials.setCookie(isSecure(request)));
      this.#redirect(response, next);
    } else this.#sendLogin(request, response, next, finding);
  }

  /** An address of ours, whatever was asked for: nobody is sent to another host. @param {string | null} wanted */
  #ownAddress(wanted) {
    const home = `${this.#basePath}/`;
    try {
      const { origin, pathname, search } = new URL(wanted ?? home, 'http://local');
      const isOurs = origin === 'http://local' && pathname.startsWith(home) && !pathname.startsWith('//');
      return isOurs ? pathname + search : home;
    } catch {
      return home;
    }
  }

  /** @param {Response} response @param {string | null} address */
  #redirect(response, address) {
    const Location = this.#ownAddress(address);
    response.writeHead(303, { Location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).end();
  }

  /** @param {Request} request @param {Response} response @param {string | null} next @param {Finding} finding */
  #sendLogin(request, response, next, finding) {
    const { html, headers } = loginPage(this.#looks, {
      action: `${this.#basePath}${LOGIN}`,
      next: this.#ownAddress(next),
      finding,
      cookies: request.headers.cookie ?? '',
      acceptLanguage: request.headers['accept-language'] ?? null,
    });
    response.writeHead(statusOf(finding), { ...headers, ...extraHeaders(finding) });
    response.end(request.method === 'HEAD' ? undefined : html);
  }
}

/** @param {Finding} finding */
const statusOf = ({ outcome }) => (outcome === 'wait' ? 429 : 401);

/** @param {Finding} finding @returns {Record<string, string>} */
const extraHeaders = (finding) =>
  finding.outcome === 'wait' ? { 'Retry-After': String(finding.seconds) } : { 'WWW-Authenticate': 'Bearer' };

/** @param {Finding} finding @returns {Pick<import('../api/problem').ApiProblem, 'code' | 'title' | 'detail'>} */
function complaintOf(finding) {
  if (finding.outcome === 'wait') {
    const detail = `There were too many wrong tokens; wait ${finding.seconds} seconds.`;
    return { code: 'too-many-guesses', title: 'Too many wrong tokens', detail };
  }
  return finding.outcome === 'wrong'
    ? { code: 'wrong-token', title: 'The token is not right', detail: HOW_TO_COME_IN }
    : { code: 'no-token', title: 'A token is needed', detail: HOW_TO_COME_IN };
}

/** @param {Response} response @param {Finding} finding */
function sendProblem(response, finding) {
  const complaint = complaintOf(finding);
  const status = statusOf(finding);
  const headers = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' };
  response.writeHead(status, { ...headers, ...extraHeaders(finding) });
  response.end(JSON.stringify({ type: `urn:salient:problem:${complaint.code}`, status, ...complaint }));
}

/** Whether somebody sits before it who can read a page and type a token. @param {Request} request @param {string} path */
function isForPerson({ method, headers }, path) {
  const isReading = method === 'GET' || method === 'HEAD';
  // The router of an open page asks for parts of pages, which it marks.
  return isReading && !headers.rsc && /\btext\/html\b/.test(headers.accept ?? '') && !FOR_PROGRAMS.test(path);
}

/** @param {string} address */
const pathOf = (address) => address.split('?', 1)[0];

/** @param {string} address */
const queryOf = (address) => address.slice(pathOf(address).length + 1);

/** The token that an address carries. @param {string} address */
const tokenOf = (address) => new URLSearchParams(queryOf(address)).get('token');

/** @param {string} address */
function withoutToken(address) {
  const rest = queryOf(address)
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('token='));
  return pathOf(address) + (rest.length > 0 ? `?${rest.join('&')}` : '');
}

/** A token as people paste it: alone, or with the whole address around it. @param {string} text */
function tokenIn(text) {
  const [, inAddress] = /[?&]token=([^&#\s]+)/.exec(text) ?? [];
  return inAddress ?? text.trim();
}

/** Whether the browser came by HTTPS, as a proxy before us says. Who lies about it only loses a cookie of their own. @param {Request} request */
const isSecure = ({ headers }) => headers['x-forwarded-proto'] === 'https';

/** The fields of a form; null where it is longer than ours. @param {Request} request */
async function formOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_FORM_BYTES) return null;
  }
  return new URLSearchParams(text);
}
