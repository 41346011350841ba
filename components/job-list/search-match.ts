/**
 * Whether the path of a job matches a search, by the rule of the server: all words occur in it, whatever their case.
 * Only dims rows until the answer of the server is there.
 */
export function matchesSearch(path: string, query: string): boolean {
  const lower = path.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
