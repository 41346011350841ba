/* Access: the decision about a request, as pure functions of its credentials. */

/**
 * @typedef {{ outcome: 'right', by: 'none' | 'cookie' | 'header' | 'address' }
 *   | { outcome: 'none' }
 *   | { outcome: 'wrong', by: 'header' | 'address' }
 *   | { outcome: 'wait', seconds: number }} Finding `by: 'none'` if no token is required
 *
 * @typedef {object} Checks
 * @property {(value: string) => boolean} isCookie
 * @property {(token: string) => boolean} isToken
 * @property {(token: string) => number} secondsToWait seconds until a token may be checked, 0 for now
 *
 * @typedef {object} Place
 * @property {boolean} isOpen whether the path is public
 * @property {boolean} isPage whether it is the URL of a page, which a browser shows
 * @property {boolean} isPerson whether the response is for a person, who can read a page and enter a token
 */

/** Paths that programs request: an HTML page would be the wrong response. */
const FOR_PROGRAMS = /^\/(api|v1|metrics|_next)(\/|$)/;
const OPEN = /^\/api\/health(\/live|\/ready)?$/;

/** Whether a path is for programs; all others are pages, or files of pages. @param {string} path below the prefix */
export const isForPrograms = (path) => FOR_PROGRAMS.test(path);

/** Whether a path is public, with or without a token. @param {string} path below the prefix */
export const isOpenPath = (path) => OPEN.test(path);

/**
 * @param {Pick<import('node:http').IncomingMessage, 'method' | 'headers'>} request
 * @param {string} path below the prefix
 * @returns {Place}
 */
export function placeOf({ method, headers }, path) {
  // Next's client router requests parts of pages, which it marks with a header.
  const isPage = (method === 'GET' || method === 'HEAD') && !headers.rsc && !isForPrograms(path);
  return { isOpen: isOpenPath(path), isPage, isPerson: isPage && /\btext\/html\b/.test(headers.accept ?? '') };
}

/**
 * Whether any of the credentials is right. A right cookie or token is accepted whatever else is sent, a token that has to wait is not
 * checked; only if none is right is the request wrong.
 *
 * @param {Pick<import('./offer.js').Offer, 'cookies' | 'inAddress' | 'inHeader'>} offer
 * @param {Checks} checks
 * @returns {Finding}
 */
export function examine({ cookies, inAddress, inHeader }, { isCookie, isToken, secondsToWait }) {
  if (cookies.some(isCookie)) return { outcome: 'right', by: 'cookie' };
  const isRight = (/** @type {string} */ token) => secondsToWait(token) === 0 && isToken(token);
  if (inAddress.some(isRight)) return { outcome: 'right', by: 'address' };
  if (inHeader.some(isRight)) return { outcome: 'right', by: 'header' };
  const seconds = Math.max(0, ...[...inAddress, ...inHeader].map(secondsToWait));
  if (seconds > 0) return { outcome: 'wait', seconds };
  if (inAddress.length > 0) return { outcome: 'wrong', by: 'address' };
  return inHeader.length > 0 ? { outcome: 'wrong', by: 'header' } : { outcome: 'none' };
}

/**
 * What to do with a request: let it pass, redirect the browser, show the login page, or respond with a
 * problem document.
 *
 * @param {Place} place @param {Finding} finding
 * @param {boolean} isElsewhere whether the page has another canonical URL, such as the same one without the token
 * @returns {'pass' | 'redirect' | 'login' | 'problem'}
 */
export function decide({ isOpen, isPage, isPerson }, finding, isElsewhere) {
  if (isOpen || finding.outcome === 'right') return isPage && isElsewhere ? 'redirect' : 'pass';
  return isPerson ? 'login' : 'problem';
}
