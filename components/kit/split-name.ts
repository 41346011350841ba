/** Number of characters (grapheme clusters) that stay visible at the end of a name: a quarter of it, within these limits. */
const TAIL = { min: 4, max: 8 };

/** Shorter names are not split. */
const SHORT = 8;

/** Scripts with joined letters: their words are not split. */
const JOINED = /\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Mongolian}|\p{Script=Nko}/u;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Where a word of a name like IntegratedGradients, smooth_grad or noise 0.15 begins. */
export const WORD_START = /(?<=\p{Ll})(?=\p{Lu})|(?<=[_./-])|(?<=\s)(?=\S)/u;

/** The two parts of a name that is shown with an ellipsis in the middle if it does not fit. */
export interface NameParts {
  head: string;
  tail: string;
}

/**
 * Splits a name before its last characters. It never splits a grapheme cluster, and splits scripts with
 * joined letters only between words.
 *
 * @param length of the tail, characters; by default a quarter of the name, 4 to 8
 * @returns null if the name is short or cannot be split
 */
export function splitName(name: string, length?: number): NameParts | null {
  if (name.length <= SHORT) return null;
  const all = [...characters.segment(name)];
  if (all.length <= SHORT) return null;
  const tail = length ?? Math.min(TAIL.max, Math.max(TAIL.min, Math.round(all.length / 4)));
  let at = all.length - tail;
  while (at > 0 && JOINED.test(all[at].segment) && JOINED.test(all[at - 1].segment)) at--;
  if (at === 0) return null;
  const { index } = all[at];
  return { head: name.slice(0, index), tail: name.slice(index) };
}

/** Characters of a tail that is whole words. */
const WORDS = { min: 4, max: 14 };

/** The same, but the tail begins with a word if one begins near there. */
export function splitAtWord(name: string): NameParts | null {
  const parts = splitName(name);
  if (parts === null) return null;
  const starts: number[] = [];
  let at = 0;
  for (const word of name.split(WORD_START)) {
    const length = name.length - at;
    if (length >= WORDS.min && length <= WORDS.max) starts.push(at);
    at += word.length;
  }
  const distance = (start: number) => Math.abs(start - parts.head.length);
  const [best = parts.head.length] = starts.sort((a, b) => distance(a) - distance(b));
  return { head: name.slice(0, best), tail: name.slice(best) };
}
