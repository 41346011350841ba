/** The words of a search, in lower case. */
const wordsOf = (text: string): string[] => text.trim().toLocaleLowerCase().split(/\s+/);

/** A predicate for names: whether a name contains all words of `text`, ignoring case. */
export function matcherOf(text: string): (name: string) => boolean {
  const words = wordsOf(text);
  return (name) => {
    const lower = name.toLocaleLowerCase();
    return words.every((word) => lower.includes(word));
  };
}

/** Something that is found by its name and by keywords, which are in lower case. */
export interface Named {
  name: string;
  keywords?: readonly string[];
}

/**
 * The items that match each word of `text` by name or keyword, best matches first: a whole keyword, the start of a word of the name,
 * the start of a keyword, any other part of the name. Without words: all, in their order.
 */
export function bestMatches<T extends Named>(text: string, items: readonly T[]): T[] {
  const words = wordsOf(text);
  return items
    .map((item) => ({ item, rank: words.reduce((sum, word) => sum + rankOf(word, item), 0) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function rankOf(word: string, { name, keywords = [] }: Named): number {
  const lower = name.toLocaleLowerCase();
  if (keywords.includes(word)) return 0;
  if (lower.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word))) return 1;
  if (keywords.some((keyword) => keyword.startsWith(word))) return 2;
  return lower.includes(word) ? 3 : Number.POSITIVE_INFINITY;
}
