/* Access: validates the target of a request before anything else is processed. */
import { isOpenPath } from './decision.js';
import { isAllowedHost } from './host.js';

/**
 * @typedef {{ status: number, sentence: string, allow?: string }} Fault `allow` names the methods that are supported
 * @typedef {{ url: string, host: string }} Target path with query, and the host name of the request
 */

/** Maximum length of a URL. Next puts some URLs twice into its response headers, of which clients accept 16 KB. */
const MAX_LENGTH = 8_000;

/** Methods not supported by the Request class of the Fetch standard, which Next creates for each request. */
const UNSUPPORTED_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);

/**
 * Reads the request line and the Host header.
 *
 * @param {Pick<import('node:http').IncomingMessage, 'method' | 'url' | 'headersDistinct'>} request
 * @param {{ allowedHosts: readonly string[], basePath: string }} server
 * @returns {Target | Fault}
 */
export function targetOf({ method = '', url = '', headersDistinct }, { allowedHosts, basePath }) {
  const hosts = headersDistinct.host ?? [];
  if (hosts.length > 1) return { status: 400, sentence: 'A request must have exactly one Host header.' };
  // A target in absolute form, as sent by proxies, contains the host (RFC 9112, 3.2.2).
  const [, authority, rest] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  const target = rest === undefined ? url : rest.startsWith('/') ? rest : `/${rest}`;
  const host = authority ?? hosts[0] ?? (isOpenPath(pathBelow(target, basePath)) ? 'localhost' : undefined);
  if (host === undefined) return { status: 400, sentence: 'A request must have a Host header.' };
  if (!isAllowedHost(host, allowedHosts)) {
    return { status: 421, sentence: `"${host}" is not an allowed host name of this server; --allowed-host adds one.` };
  }
  if (UNSUPPORTED_METHODS.has(method)) return { status: 405, sentence: `The method ${method} is not supported.` };
  return faultOfAddress(target) ?? { url: target, host };
}

/** The path of a URL below the prefix, whether or not a proxy has removed the prefix. @param {string} address @param {string} basePath */
export function pathBelow(address, basePath) {
  const [path] = address.split('?', 1);
  if (path === basePath) return '/';
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
}

/** @param {string} address @returns {Fault | null} */
function faultOfAddress(address) {
  if (address.length > MAX_LENGTH) {
    return { status: 414, sentence: `The URL has more than ${MAX_LENGTH} characters.` };
  }
  // Anything else would be, or be interpreted as, a URL of another server.
  if (!/^\/(?![/\\])/.test(address)) return { status: 400, sentence: 'The path must start with exactly one slash.' };
  try {
    decodeURIComponent(address.split('?', 1)[0]);
    return null;
  } catch {
    return { status: 400, sentence: 'The URL contains a % that is not an escape sequence.' };
  }
}
