/* Access, part three: under which names the server is asked. */
import { isIP } from 'node:net';

/**
 * Whether a Host header is one of ours. A page of a stranger can make its own name stand for 127.0.0.1 and then read what we answer
 * ("DNS rebinding"); it cannot do so with `localhost` or with an address in numbers, so these are always fine.
 *
 * @param {string | undefined} header
 * @param {readonly string[]} allowed names; one that begins with a dot stands for all names below it, `*` for any
 */
export function isAllowedHost(header, allowed) {
  const name = hostName(header ?? '');
  if (name === null) return false;
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return true;
  return allowed.some((one) => one === '*' || one === name || (one.startsWith('.') && name.endsWith(one)));
}

/** The name in a Host header, in small letters and without its port; null where there is none. @param {string} header */
function hostName(header) {
  const [, inBrackets, plain] = /^(?:\[([0-9a-f:.]+)\]|([^\s:/\\?#@[\]]+))(?::\d{1,5})?$/i.exec(header) ?? [];
  const name = (inBrackets ?? plain)?.toLowerCase();
  if (name === undefined || (inBrackets !== undefined && isIP(name) !== 6)) return null;
  return name.replace(/\.$/, '') || null;
}
