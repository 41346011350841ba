/** Separates two texts; words to search for contain no white space. */
const SEPARATOR = '\n';

/**
 * Texts to search for words, joined into one string: a search runs through memory once, at the speed of the engine's own search.
 * A hundred thousand paths take 1 ms this way; one by one 3 ms, and 10 ms before the loop over them is compiled.
 */
export class SearchTexts {
  readonly #all: string;
  /** The start of each text, and the end of the last one. */
  readonly #starts: Uint32Array;

  constructor(texts: readonly string[]) {
    this.#all = texts.join(SEPARATOR);
    this.#starts = new Uint32Array(texts.length + 1);
    for (let text = 0; text < texts.length; text++)
      this.#starts[text + 1] = this.#starts[text] + texts[text].length + SEPARATOR.length;
  }

  /** Which texts contain all the words (1) and which do not (0), by the text's number, and how many do. */
  holding(words: readonly string[]): { hits: Uint8Array; total: number } {
    let hits = new Uint8Array(this.#starts.length - 1).fill(1);
    let total = hits.length;
    for (const word of words) {
      const before = hits;
      hits = new Uint8Array(before.length);
      total = 0;
      for (let text = 0, at = this.#all.indexOf(word); at !== -1; at = this.#all.indexOf(word, this.#starts[text])) {
        while (this.#starts[text + 1] <= at) text++;
        hits[text] = before[text];
        total += before[text];
        text++;
      }
    }
    return { hits, total };
  }
}
