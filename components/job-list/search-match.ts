/**
 * Whether the path of a job matches a search, by the same rule as the server: it contains all words, ignoring case.
 * Only used to dim rows until the server responds.
 */
export function matchesSearch(path: string, query: string): boolean {
  const lower = path.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
