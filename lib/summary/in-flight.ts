const IN_FLIGHT = 16;

/** Calls `call` for each item, with a bounded number of calls under way; the results are in the order of the items. */
export async function eachInFlight<T, R>(items: readonly T[], call: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const run = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await call(items[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, run));
  return results;
}
