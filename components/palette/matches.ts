/** A test of names: whether all words of `text` occur in a name, whatever their case. */
export function matcherOf(text: string): (name: string) => boolean {
  const words = text.trim().toLocaleLowerCase().split(/\s+/);
  return (name) => {
    const lower = name.toLocaleLowerCase();
    return words.every((word) => lower.includes(word));
  };
}
