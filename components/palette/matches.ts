/** A predicate for names: whether a name contains all words of `text`, ignoring case. */
export function matcherOf(text: string): (name: string) => boolean {
  const words = text.trim().toLocaleLowerCase().split(/\s+/);
  return (name) => {
    const lower = name.toLocaleLowerCase();
    return words.every((word) => lower.includes(word));
  };
}
