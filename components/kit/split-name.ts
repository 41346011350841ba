/** Characters, as a reader counts them, that stay visible at the end of a name. */
const TAIL = 8;

/** A name that is no longer than this is not split. */
const SHORT = 14;

/** Scripts whose letters join: a word of theirs is not torn apart. */
const JOINED = /\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Mongolian}|\p{Script=Nko}/u;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The two parts of a name that is shown with an ellipsis in its middle where there is no room for all of it. */
export interface NameParts {
  head: string;
  tail: string;
}

/**
 * Splits a name in front of its last `tail` characters, never inside of a character that is made of several code points, and in a
 * script whose letters join only between words.
 *
 * @returns null where the name is short or has no place to split it
 */
export function splitName(name: string, tail = TAIL): NameParts | null {
  if (name.length <= SHORT) return null;
  const all = [...characters.segment(name)];
  if (all.length <= SHORT) return null;
  let at = all.length - tail;
  while (at > 0 && JOINED.test(all[at].segment) && JOINED.test(all[at - 1].segment)) at--;
  if (at === 0) return null;
  const { index } = all[at];
  return { head: name.slice(0, index), tail: name.slice(index) };
}
