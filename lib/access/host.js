/* Access: the allowed host names of the server. */
import { isIP } from 'node:net';

/**
 * Whether a Host header names this server. Any web page can make its own name resolve to 127.0.0.1 and then read our responses
 * ("DNS rebinding"). It cannot do so with `localhost` or a numeric address, so these are always allowed.
 *
 * @param {string | undefined} header
 * @param {readonly string[]} allowed names; one that starts with a dot allows all its subdomains, `*` any name
 */
export function isAllowedHost(header, allowed) {
  const name = hostName(header ?? '');
  if (name === null) return false;
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return true;
  return allowed.some((one) => one === '*' || one === name || (one.startsWith('.') && name.endsWith(one)));
}

/** The name in a Host header, in lower case and without the port; null if there is none. @param {string} header */
function hostName(header) {
  const [, inBrackets, plain] = /^(?:\[([0-9a-f:.]+)\]|([^\s:/\\?#@[\]]+))(?::\d{1,5})?$/i.exec(header) ?? [];
  const name = (inBrackets ?? plain)?.toLowerCase();
  if (name === undefined || (inBrackets !== undefined && isIP(name) !== 6)) return null;
  return name.replace(/\.$/, '') || null;
}
