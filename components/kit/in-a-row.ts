/** Chinese punctuation, whose signs have a gap of their own. */
const HAS_GAP = /[，。：；？！]$/;

/** Sentences one after the other, with a space between them where the language has one; empty ones are left out. */
export function inARow(...sentences: readonly string[]): string {
  return sentences
    .filter((sentence) => sentence !== '')
    .reduce((text, next) => (text === '' || HAS_GAP.test(text) ? text + next : `${text} ${next}`), '');
}
