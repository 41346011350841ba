/* Access: what becomes of a request, as pure functions of what it offers. */

/**
 * @typedef {{ outcome: 'right', by: 'none' | 'cookie' | 'header' | 'address' }
 *   | { outcome: 'none' }
 *   | { outcome: 'wrong', by: 'header' | 'address' }
 *   | { outcome: 'wait', seconds: number }} Finding `by: 'none'` where no token is needed
 *
 * @typedef {object} Checks
 * @property {(value: string) => boolean} isCookie
 * @property {(token: string) => boolean} isToken
 * @property {(token: string) => number} secondsToWait until a token is checked, 0 for at once
 *
 * @typedef {object} Place
 * @property {boolean} isOpen whether everybody may ask
 * @property {boolean} isPage whether it is the address of a page, which a browser shows
 * @property {boolean} isPerson whether the answer is for somebody who can read a page and type a token
 */

/** What is asked by programs: an HTML page would be no answer there. */
const FOR_PROGRAMS = /^\/(api|v1|metrics|_next)(\/|$)/;
const OPEN = /^\/api\/health(\/live|\/ready)?$/;

/** Whether a path is for programs; every other is a page, or a file beside one. @param {string} path below the prefix */
export const isForPrograms = (path) => FOR_PROGRAMS.test(path);

/** Whether everybody may ask for a path, with or without a token. @param {string} path below the prefix */
export const isOpenPath = (path) => OPEN.test(path);

/**
 * @param {Pick<import('node:http').IncomingMessage, 'method' | 'headers'>} request
 * @param {string} path below the prefix
 * @returns {Place}
 */
export function placeOf({ method, headers }, path) {
  // The router of an open page asks for parts of pages, which it marks with a header.
  const isPage = (method === 'GET' || method === 'HEAD') && !headers.rsc && !isForPrograms(path);
  return { isOpen: isOpenPath(path), isPage, isPerson: isPage && /\btext\/html\b/.test(headers.accept ?? '') };
}

/**
 * Whether any of what is offered is right. A right cookie or token counts whatever stands beside it; only where none is right is
 * the rest wrong.
 *
 * @param {Pick<import('./offer.js').Offer, 'cookies' | 'inAddress' | 'inHeader'>} offer
 * @param {Checks} checks
 * @returns {Finding}
 */
export function examine({ cookies, inAddress, inHeader }, { isCookie, isToken, secondsToWait }) {
  if (cookies.some(isCookie)) return { outcome: 'right', by: 'cookie' };
  const seconds = Math.max(0, ...[...inAddress, ...inHeader].map(secondsToWait));
  if (seconds > 0) return { outcome: 'wait', seconds };
  if (inAddress.some(isToken)) return { outcome: 'right', by: 'address' };
  if (inHeader.some(isToken)) return { outcome: 'right', by: 'header' };
  if (inAddress.length > 0) return { outcome: 'wrong', by: 'address' };
  return inHeader.length > 0 ? { outcome: 'wrong', by: 'header' } : { outcome: 'none' };
}

/**
 * What to do with a request: let it pass, send the browser to the address where it belongs, show the login page, or answer with a
 * problem document.
 *
 * @param {Place} place @param {Finding} finding
 * @param {boolean} isElsewhere whether the page belongs at another address, such as the same one without the token
 * @returns {'pass' | 'redirect' | 'login' | 'problem'}
 */
export function decide({ isOpen, isPage, isPerson }, finding, isElsewhere) {
  if (isOpen || finding.outcome === 'right') return isPage && isElsewhere ? 'redirect' : 'pass';
  return isPerson ? 'login' : 'problem';
}
