/*
 * Access: the token, and the cookie derived from it. The cookie does not reveal the token; a browser that has sent
 * the token is still logged in after a restart with the same token.
 */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/** A token that cannot be guessed: 192 bits. */
export const makeToken = () => randomBytes(24).toString('hex');

/** A token with fewer characters could be guessed. */
export const SAFE_TOKEN_LENGTH = 16;

const COOKIE_DAYS = 30;

/**
 * Whether two strings are equal. The time that it takes says no more than whether they are equally long. So of the thousands of tokens
 * that fit into one request, those of another length cost nothing.
 *
 * @param {string} a @param {string} b
 */
function isEqual(a, b) {
  if (a.length !== b.length) return false;
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

/**
 * @typedef {object} CredentialOptions
 * @property {string} token
 * @property {string} cookieName
 * @property {string} basePath path of the cookie, as in `/tools/salient`; empty for all
 * @property {boolean} isFramed whether pages of other sites may show Salient in a frame
 */

export class Credentials {
  #token;
  #cookieValue;
  #cookiePath;
  #isFramed;

  /** @param {CredentialOptions} options */
  constructor({ token, cookieName, basePath, isFramed }) {
    this.#token = token;
    this.cookieName = cookieName;
    this.#cookiePath = `${basePath}/`;
    this.#isFramed = isFramed;
    // Deliberately slow: a dictionary attack on a stolen cookie takes a tenth of a second per attempt.
    this.#cookieValue = scryptSync(token, 'salient cookie', 32, { N: 2 ** 15, maxmem: 2 ** 26 }).toString('base64url');
  }

  /** Whether `text` could be a guess of the token: both are short. @param {string} text */
  isGuess(text) {
    return this.#token.length < SAFE_TOKEN_LENGTH && text.length < SAFE_TOKEN_LENGTH;
  }

  /** @param {string} text */
  isToken(text) {
    return isEqual(text, this.#token);
  }

  /** The value of the session cookie of a logged in browser: letters, digits, `-` and `_`. */
  get session() {
    return this.#cookieValue;
  }

  /** Whether `value` is the value of the session cookie. @param {string} value */
  isCookie(value) {
    return isEqual(value, this.#cookieValue);
  }

  /**
   * The Set-Cookie headers for a browser that sent the token. A cookie in a frame of another site must be `Secure`, which
   * browsers reject over plain HTTP (except on localhost), so there is a second one of the same name and value for all other pages.
   *
   * @param {boolean} isSecure whether the request used HTTPS
   * @returns {string[]}
   */
  setCookies(isSecure) {
    const cookie = `${this.cookieName}=${this.#cookieValue}; Path=${this.#cookiePath}; Max-Age=${COOKIE_DAYS * 86_400}; HttpOnly`;
    const framed = `${cookie}; SameSite=None; Secure; Partitioned`;
    const plain = `${cookie}; SameSite=Lax${isSecure ? '; Secure' : ''}`;
    if (!this.#isFramed) return [plain];
    return isSecure ? [framed] : [framed, plain];
  }
}
