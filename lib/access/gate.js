/*
 * Access, the gate: runs between node:http and Next, so that no URL, header or method of Next bypasses it. A client with
 * neither token nor cookie gets the login page or a problem document; only `/api/health` is public.
 */
import { decide, examine, placeOf } from './decision.js';
import { loginPage } from './login-page.js';
import { offerOf, ownCookies, pastedTokens } from './offer.js';
import { sessionPath, splitSession } from './session-path.js';
import { pathBelow } from './target.js';
import { VIEWER_HEADER } from './viewer.js';

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {import('./decision.js').Finding} Finding
 * @typedef {Finding & { credentials: import('./credentials.js').Credentials | null }} AccessFinding with the credentials that were checked
 * @typedef {object} GateOptions
 * @property {import('./credentials.js').Credentials | null} credentials null to allow all requests
 * @property {import('./credentials.js').Credentials | null} [viewCredentials] those that are for reading only; null for none
 * @property {import('./guesses.js').Guesses} guesses only used if the token is short enough to be guessed
 * @property {string} basePath as in `/tools/salient`, empty for none
 * @property {boolean} hasSessionInPath whether URLs contain the session
 * @property {readonly string[]} frameAncestors origins of other sites that may show the login page in a frame
 * @property {import('./login-page.js').LoginLooks} looks
 */

const LOGIN = '/login';
const MAX_FORM_BYTES = 4_096;

const HOW_TO_LOG_IN = 'Open the URL that Salient printed at startup, or send the header "Authorization: Bearer TOKEN".';

export class Gate {
  #credentials;
  #viewCredentials;
  #guesses;
  #basePath;
  #sessionPath;
  #frameAncestors;
  #looks;

  /** @param {GateOptions} options */
  constructor({ credentials, viewCredentials = null, guesses, basePath, hasSessionInPath, frameAncestors, looks }) {
    this.#credentials = credentials;
    this.#viewCredentials = viewCredentials;
    this.#guesses = guesses;
    this.#basePath = basePath;
    this.#sessionPath = sessionPath((hasSessionInPath && credentials?.session) || '');
    this.#frameAncestors = frameAncestors;
    this.#looks = looks;
  }

  /** The prefix under which Next is served. */
  get servedPath() {
    return this.#basePath + this.#sessionPath;
  }

  /** The path of a URL, without the prefix and the session. @param {string} url */
  pathOf(url) {
    return pathBelow(this.#split(url).address, this.#basePath);
  }

  /**
   * Whether a request may pass; if not, it has been answered when this resolves. A request that passes no longer contains a token in
   * its URL or cookies of other applications.
   *
   * @param {Request} request @param {Response} response
   */
  async admits(request, response) {
    const path = this.pathOf(request.url ?? '/');
    const offer = this.#offerOf(request);
    if (path === LOGIN) {
      await this.#logIn(request, response, offer);
      return false;
    }
    const place = placeOf(request, path);
    /** @type {AccessFinding} */
    const finding = place.isOpen ? { outcome: 'none', credentials: null } : this.#examine(request, offer);
    this.#setCookies(request, response, finding);
    const isElsewhere = request.url !== this.#withSession(offer.address);
    const action = decide(place, finding, isElsewhere);
    if (action === 'redirect') this.#redirect(response, offer.address);
    else if (action === 'login') this.#sendLogin(request, response, offer.address, finding);
    else if (action === 'problem') sendProblem(response, finding);
    if (action !== 'pass') return false;
    const isViewer = this.#isViewer(finding);
    if (isViewer && request.method !== 'GET' && request.method !== 'HEAD') {
      sendRefusal(response);
      return false;
    }
    delete request.headers[VIEWER_HEADER];
    if (isViewer) request.headers[VIEWER_HEADER] = '1';
    request.url = this.#withSession(offer.address);
    const cookies = ownCookies(request.headers.cookie);
    if (cookies === undefined) delete request.headers.cookie;
    else request.headers.cookie = cookies;
    return true;
  }

  /** Whether an upgrade request may pass; it cannot be answered with a page. @param {Request} request */
  admitsUpgrade(request) {
    return this.#examine(request, { ...this.#offerOf(request), inAddress: [], inHeader: [] }).outcome === 'right';
  }

  /** The credentials of a request; a session in its path is equivalent to one in a cookie. @param {Request} request @returns {import('./offer.js').Offer} */
  #offerOf({ url = '/', headers, headersDistinct }) {
    const { session, address } = this.#split(url);
    const offer = offerOf({ url: address, headers, headersDistinct }, this.#credentials?.cookieName ?? '');
    return session === null ? offer : { ...offer, cookies: [...offer.cookies, session] };
  }

  /** @param {string} url */
  #split(url) {
    return this.#sessionPath === '' ? { session: null, address: url } : splitSession(url, this.#basePath);
  }

  /** A URL below the prefix, with the session if URLs contain it. @param {string} address */
  #withSession(address) {
    return this.servedPath + address.slice(this.#basePath.length);
  }

  /**
   * Checks the credentials. Only if a token can be guessed are wrong ones rate-limited, and only those as short as it.
   *
   * @param {Request} request @param {import('./offer.js').Offer} offer @returns {AccessFinding}
   */
  #examine(request, offer) {
    if (this.#credentials === null) return { outcome: 'right', by: 'none', credentials: null };
    const source = request.socket.remoteAddress ?? '';
    const all = [this.#credentials, ...(this.#viewCredentials ? [this.#viewCredentials] : [])];
    const isGuess = (/** @type {string} */ token) => all.some((credentials) => credentials.isGuess(token));
    const guesses = [...new Set([...offer.inAddress, ...offer.inHeader])].filter(isGuess);
    const waits = new Map(guesses.map((token, i) => [token, this.#guesses.secondsToWait(source, token, i)]));
    const findings = all.map((credentials) => ({
      ...examine(offer, {
        isCookie: (value) => credentials.isCookie(value),
        isToken: (token) => credentials.isToken(token),
        secondsToWait: (token) => waits.get(token) ?? 0,
      }),
      credentials,
    }));
    const finding = findings.find(({ outcome }) => outcome === 'right') ?? findings[0];
    // Those who may only read could guess the other token, so what they send counts too.
    if (findings[0].outcome !== 'right') {
      const wrong = guesses.filter((token) => waits.get(token) === 0 && !all.some((one) => one.isToken(token)));
      for (const token of wrong) this.#guesses.count(source, token);
    }
    return finding;
  }

  /** Whether a request may only read. @param {AccessFinding} finding */
  #isViewer({ outcome, credentials }) {
    return outcome === 'right' && credentials !== null && credentials === this.#viewCredentials;
  }

  /** The login URL: accepts the form, and redirects. @param {Request} request @param {Response} response @param {import('./offer.js').Offer} offer */
  async #logIn(request, response, offer) {
    const form = request.method === 'POST' ? await formOf(request) : new URLSearchParams();
    if (form === null) {
      response.writeHead(413, { Connection: 'close' }).end();
      return;
    }
    const inAddress = [...offer.inAddress, ...pastedTokens(form.get('token') ?? '')];
    const finding = this.#examine(request, { ...offer, inAddress });
    this.#setCookies(request, response, finding);
    if (finding.outcome === 'right') this.#redirect(response, form.get('next'));
    else this.#sendLogin(request, response, form.get('next'), finding);
  }

  /** Stores a valid token in a cookie. @param {Request} request @param {Response} response @param {AccessFinding} finding */
  #setCookies(request, response, finding) {
    if (!finding.credentials || finding.outcome !== 'right' || finding.by !== 'address') return;
    response.setHeader('Set-Cookie', finding.credentials.setCookies(isSecure(request)));
  }

  /** A URL of this server, whatever was requested: never redirects to another host. @param {string | null} wanted */
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

  /** Redirects a logged in browser. @param {Response} response @param {string | null} address */
  #redirect(response, address) {
    const Location = this.#withSession(this.#ownAddress(address));
    response.writeHead(303, { Location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).end();
  }

  /** @param {Request} request @param {Response} response @param {string | null} next @param {Finding} finding */
  #sendLogin(request, response, next, finding) {
    // A header is set by a proxy, not entered by the user.
    const isTyped = finding.outcome !== 'wrong' || finding.by === 'address';
    const { html, headers } = loginPage(this.#looks, {
      action: `${this.#basePath}${LOGIN}`,
      next: this.#ownAddress(next),
      finding: isTyped ? finding : { outcome: 'none' },
      cookies: request.headers.cookie,
      acceptLanguage: request.headers['accept-language'] ?? null,
      frameAncestors: this.#frameAncestors,
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
function problemOf(finding) {
  if (finding.outcome === 'wait') {
    const detail = `Too many wrong tokens. Wait ${finding.seconds} seconds.`;
    return { code: 'too-many-guesses', title: 'Too many wrong tokens', detail };
  }
  return finding.outcome === 'wrong'
    ? { code: 'wrong-token', title: 'The token is wrong', detail: HOW_TO_LOG_IN }
    : { code: 'no-token', title: 'A token is required', detail: HOW_TO_LOG_IN };
}

/** @param {Response} response @param {Finding} finding */
function sendProblem(response, finding) {
  const problem = problemOf(finding);
  const status = statusOf(finding);
  const headers = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' };
  response.writeHead(status, { ...headers, ...extraHeaders(finding) });
  response.end(JSON.stringify({ type: `urn:salient:problem:${problem.code}`, status, ...problem }));
}

/** Refuses a request that would write. @param {Response} response */
function sendRefusal(response) {
  const [code, status] = ['view-token', 403];
  const detail = 'The token of this session gives access for reading only.';
  const headers = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' };
  response.writeHead(status, headers);
  const title = 'For reading only';
  response.end(JSON.stringify({ type: `urn:salient:problem:${code}`, status, code, title, detail }));
}

/** Whether the request used HTTPS, according to the first proxy. A client that lies about it only loses its own cookie. @param {Request} request */
const isSecure = ({ headers }) => /^https\b/i.test(String(headers['x-forwarded-proto'] ?? ''));

/** The fields of a form; null if it is longer than ours. @param {Request} request */
async function formOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_FORM_BYTES) return null;
  }
  return new URLSearchParams(text);
}
