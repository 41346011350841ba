/* Access, part two: how often somebody may be wrong. */

const AT_ONCE = 10;
const ONE_MORE_EVERY_MS = 6_000;
const ADDRESSES_KEPT = 10_000;

/**
 * Counts the wrong tokens of each address: ten at once, then one every six seconds. The same wrong token again is no new guess: a
 * script that goes on asking with yesterday's locks nobody out.
 */
export class Guesses {
  /** @type {Map<string, { left: number, at: number, last: string }>} */
  #byAddress = new Map();
  #now;

  /** @param {() => number} now milliseconds, of which only differences count */
  constructor(now) {
    this.#now = now;
  }

  /** Seconds until a token from `address` is looked at; 0 where it is at once. @param {string} address @param {string} token */
  secondsToWait(address, token) {
    const known = this.#byAddress.get(address);
    if (!known || known.last === token) return 0;
    const left = this.#leftOf(known);
    return left >= 1 ? 0 : Math.ceil(((1 - left) * ONE_MORE_EVERY_MS) / 1000);
  }

  /** Remembers a wrong token. @param {string} address @param {string} token */
  count(address, token) {
    const known = this.#byAddress.get(address);
    if (known?.last === token) return;
    const left = known ? this.#leftOf(known) : AT_ONCE;
    this.#byAddress.delete(address);
    this.#byAddress.set(address, { left: left - 1, at: this.#now(), last: token });
    const [oldest] = this.#byAddress.keys();
    if (this.#byAddress.size > ADDRESSES_KEPT) this.#byAddress.delete(oldest);
  }

  /** @param {{ left: number, at: number }} known */
  #leftOf({ left, at }) {
    return Math.min(AT_ONCE, left + (this.#now() - at) / ONE_MORE_EVERY_MS);
  }
}
