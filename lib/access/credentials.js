/*
 * Access, part one: what lets somebody in. A token, as Jupyter has it, and a cookie that is made of it, so that who has read the
 * cookie does not have the token, and who has given the token is known again after a restart with the same one.
 */
import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/** A token that nobody guesses: 192 bits. */
export const makeToken = () => randomBytes(24).toString('hex');

/** A given token that is shorter could be guessed. */
export const SAFE_TOKEN_LENGTH = 16;

const COOKIE_DAYS = 30;

/** @param {string} text */
const digest = (text) => createHash('sha256').update(text).digest();

/** Whether two texts are equal, in a time that says nothing of where they differ. @param {string} a @param {string} b */
const isEqual = (a, b) => timingSafeEqual(digest(a), digest(b));

export class Credentials {
  #token;
  #cookieValue;

  /**
   * @param {string} token
   * @param {number} port names the cookie, because browsers give the cookies of a host to all of its ports
   * @param {string} basePath where the cookie is sent to, as in `/tools/salient`; empty for everywhere
   */
  constructor(token, port, basePath) {
    this.#token = token;
    this.cookieName = `salient-${port}`;
    this.cookiePath = `${basePath}/`;
    // Slow on purpose: to try a word as a token costs whoever forges cookies a tenth of a second of their own.
    this.#cookieValue = scryptSync(token, 'salient cookie', 32, { N: 2 ** 15, maxmem: 2 ** 26 }).toString('base64url');
  }

  /** @param {string} token */
  isToken(token) {
    return isEqual(token, this.#token);
  }

  /** Whether a Cookie header holds ours. @param {string | undefined} header */
  hasCookie(header) {
    const start = `${this.cookieName}=`;
    const values = (header ?? '').split(';').flatMap((pair) => {
      const text = pair.trim();
      return text.startsWith(start) ? [text.slice(start.length)] : [];
    });
    return values.some((value) => isEqual(value, this.#cookieValue));
  }

  /** The Set-Cookie header for who gave the token. @param {boolean} isSecure whether the browser came by HTTPS */
  setCookie(isSecure) {
    const rules = `Path=${this.cookiePath}; Max-Age=${COOKIE_DAYS * 86_400}; HttpOnly; SameSite=Lax`;
    return `${this.cookieName}=${this.#cookieValue}; ${rules}${isSecure ? '; Secure' : ''}`;
  }
}
