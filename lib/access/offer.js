/*
 * Access: the credentials in a request. The only parser of cookies and of tokens in URLs, headers and forms, so that all
 * parts of the gate agree about where a token is.
 */

/**
 * @typedef {object} Offer
 * @property {string[]} cookies values of the session cookie
 * @property {string[]} inAddress tokens in the query
 * @property {string[]} inHeader tokens in `Authorization: Bearer`, alone or after other credentials
 * @property {string} address the path and query without any token
 */

/** Prefix of our cookies: the session (unless it has another name), the theme, the language. */
const OWN_PREFIX = 'salient-';

/**
 * All credentials in a request. Every value is considered: a proxy may add a header or cookie of its own.
 *
 * @param {Pick<import('node:http').IncomingMessage, 'url' | 'headers' | 'headersDistinct'>} request
 * @param {string} cookieName of the session cookie
 * @returns {Offer}
 */
export function offerOf({ url = '/', headers, headersDistinct }, cookieName) {
  const [path] = url.split('?', 1);
  const { tokens, rest } = splitQuery(url.slice(path.length + 1));
  return {
    cookies: cookieValues(headers.cookie, cookieName),
    inAddress: tokens.filter((token) => token !== ''),
    inHeader: [...new Set((headersDistinct.authorization ?? []).flatMap(bearerTokens))],
    address: tokens.length > 0 ? path + (rest === '' ? '' : `?${rest}`) : url,
  };
}

/**
 * The tokens in an Authorization header. Proxies may join several headers with commas, which a token may contain, too.
 *
 * @param {string} header @returns {string[]}
 */
const bearerTokens = (header) => [
  ...(/^Bearer +(\S+)$/i.exec(header.trim())?.slice(1) ?? []),
  ...Array.from(header.matchAll(/(?<=^|,)\s*Bearer +([^\s,]+)\s*(?=,|$)/gi), ([, token]) => token),
];

/** The tokens in a pasted text: the token alone, or the whole URL. @param {string} text @returns {string[]} */
export function pastedTokens(text) {
  const [address] = text.trim().split('#', 1);
  const start = address.indexOf('?');
  const tokens = start < 0 ? [withPlus(address)] : splitQuery(address.slice(start + 1)).tokens;
  return tokens.filter((token) => token !== '');
}

/** All values of a cookie in a Cookie header. @param {string | undefined} header @param {string} name @returns {string[]} */
export function cookieValues(header, name) {
  const start = `${name}=`;
  return pairsThatBegin(header, start).map((pair) => pair.slice(start.length));
}

/** A Cookie header reduced to our own cookies; undefined if there are none. @param {string | undefined} header */
export function ownCookies(header) {
  return pairsThatBegin(header, OWN_PREFIX).join('; ') || undefined;
}

/** The pairs of a Cookie header that begin with `start`. @param {string | undefined} header @param {string} start */
const pairsThatBegin = (header, start) =>
  (header?.match(/[^;\s][^;]*/g) ?? []).filter((pair) => pair.startsWith(start)).map((pair) => pair.trimEnd());

/** The tokens in a query, and the query without them, otherwise verbatim. @param {string} query */
function splitQuery(query) {
  const pairs = query.split('&').filter((pair) => pair !== '');
  const tokens = pairs.map(tokenOf);
  return {
    tokens: tokens.filter((token) => token !== null),
    rest: pairs.filter((_, i) => tokens[i] === null).join('&'),
  };
}

/** The value of a pair named `token`, however it is escaped; null for any other pair. @param {string} pair */
function tokenOf(pair) {
  const value = new URLSearchParams(pair).get('token');
  return value === null ? null : withPlus(value);
}

/** No token contains a space, but queries and forms write a space as a plus sign, which tokens may contain. @param {string} text */
const withPlus = (text) => text.replaceAll(' ', '+');
