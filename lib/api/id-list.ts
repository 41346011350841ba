/*
 * Sample ids in an address: `3,7-9` stands for 3, 7, 8 and 9. Ids may be negative: `-4--2` stands for −4, −3 and −2.
 */

/** Longer lists are refused. */
export const MAX_IDS = 2_000;

/** Characters that a list may take in an address, of the 8,000 that the server accepts; a comma takes three, because it is escaped. */
const MAX_LENGTH = 6_000;

const MAX_ID = 2 ** 31 - 1;
const MIN_ID = -(2 ** 31);
/** Two neighbours are as short with a comma. */
const MIN_RUN = 3;
const PART = /^(-?\d{1,10})(?:-(-?\d{1,10}))?$/;

/**
 * Ids as a text, ascending and without repetition.
 *
 * @throws RangeError if there are more than `MAX_IDS` different ones
 */
export function formatIds(ids: Iterable<number>): string {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  if (sorted.length > MAX_IDS) throw new RangeError(`An address holds at most ${MAX_IDS} ids, not ${sorted.length}.`);
  const parts: string[] = [];
  for (let from = 0; from < sorted.length; ) {
    let end = from + 1;
    while (end < sorted.length && sorted[end] === sorted[end - 1] + 1) end++;
    if (end - from >= MIN_RUN) parts.push(`${sorted[from]}-${sorted[end - 1]}`);
    else parts.push(...sorted.slice(from, end).map(String));
    from = end;
  }
  return parts.join(',');
}

/**
 * The ids that a text lists, ascending and without repetition. Null if it is no such list, if a range descends, if an id does not fit
 * into 32 bits, or if there are more than `MAX_IDS`.
 */
export function parseIds(text: string): number[] | null {
  const ids = new Set<number>();
  for (const part of text.split(',')) {
    const match = PART.exec(part);
    if (!match) return null;
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (first < MIN_ID || last > MAX_ID || last < first || last - first >= MAX_IDS) return null;
    for (let id = first; id <= last; id++) ids.add(id);
    if (ids.size > MAX_IDS) return null;
  }
  return [...ids].sort((a, b) => a - b);
}

/** The ids that fit into an address: all of them, or as many of the first. `ids` ascend. */
export function idsThatFit(ids: readonly number[]): readonly number[] {
  let fitting = ids.slice(0, MAX_IDS);
  while (encodeURIComponent(formatIds(fitting)).length > MAX_LENGTH)
    fitting = fitting.slice(0, Math.floor(fitting.length * 0.95));
  return fitting;
}
