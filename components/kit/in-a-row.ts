/** Chinese punctuation, whose signs have a gap of their own. */
const HAS_GAP = /[，。：；？！]$/;

/** What separates a sentence from the next one. */
export function gapAfter(sentence: string): '' | ' ' {
  return HAS_GAP.test(sentence) ? '' : ' ';
}

/** Sentences one after the other, with a space between them where the language has one; empty ones are left out. */
export function inARow(...sentences: readonly string[]): string {
  return sentences
    .filter((sentence) => sentence !== '')
    .reduce((text, next) => (text === '' ? next : text + gapAfter(text) + next), '');
}
