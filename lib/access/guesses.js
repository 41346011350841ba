/* Access: rate limiting of wrong tokens, if the token is short enough to be guessed. */
import { isIPv6 } from 'node:net';

const AT_ONCE = 10;
const ONE_MORE_EVERY_MS = 6_000;
const SOURCES_KEPT = 10_000;
const TOKENS_KEPT = 32;

/**
 * Counts the wrong tokens of each source: ten at once, then one every six seconds. Repeating the same wrong token is not counted, so a
 * script that keeps sending yesterday's token does not lock out others.
 */
export class Guesses {
  /** @type {Map<string, { left: number, at: number, tried: Set<string> }>} */
  #bySource = new Map();
  #now;

  /** @param {() => number} now milliseconds; only differences count */
  constructor(now) {
    this.#now = now;
  }

  /**
   * Seconds until a token from `address` may be checked; 0 for now.
   *
   * @param {string} address @param {string} token
   * @param {number} [before] guesses that come before it in the same request
   */
  secondsToWait(address, token, before = 0) {
    const known = this.#bySource.get(sourceOf(address));
    if (known?.tried.has(token)) return 0;
    const left = (known ? this.#leftOf(known) : AT_ONCE) - before;
    return left >= 1 ? 0 : Math.ceil(((1 - left) * ONE_MORE_EVERY_MS) / 1000);
  }

  /** Records a wrong token. @param {string} address @param {string} token */
  count(address, token) {
    const source = sourceOf(address);
    const known = this.#bySource.get(source);
    if (known?.tried.has(token)) return;
    const left = known ? this.#leftOf(known) : AT_ONCE;
    const tried = known?.tried ?? new Set();
    tried.add(token);
    if (tried.size > TOKENS_KEPT) deleteOldest(tried);
    this.#bySource.delete(source);
    this.#bySource.set(source, { left: left - 1, at: this.#now(), tried });
    if (this.#bySource.size > SOURCES_KEPT) deleteOldest(this.#bySource);
  }

  /** @param {{ left: number, at: number }} known */
  #leftOf({ left, at }) {
    return Math.min(AT_ONCE, left + (this.#now() - at) / ONE_MORE_EVERY_MS);
  }
}

/**
 * The source of an IP address: all of 127.0.0.0/8 and ::1 are users of this machine, and an IPv6 client controls
 * a whole /64 network.
 *
 * @param {string} address
 */
export function sourceOf(address) {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*/, '');
  if (/^127\./.test(plain) || plain === '::1') return 'loopback';
  return isIPv6(plain) ? `${firstGroups(plain).join(':')}::/64` : plain;
}

/** The first four groups of an IPv6 address. @param {string} address */
function firstGroups(address) {
  const [before, after] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = after === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array(Math.max(0, zeros)).fill('0'), ...(after ?? [])];
  return groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
}

/** @param {Set<string> | Map<string, unknown>} collection */
function deleteOldest(collection) {
  const [oldest] = collection.keys();
  collection.delete(oldest);
}
