/** A part of the entries of a table: from `from` on, before `to`. */
export interface Part<T> {
  read: T;
  from: number;
  to: number;
}

/**
 * Reads entries in parts: `most` at a time, fewer where that is too long for one answer.
 *
 * @throws what `read` throws for one entry, or for another reason
 */
export async function* inParts<T>(
  total: number,
  most: number,
  read: (from: number, to: number) => Promise<T>,
): AsyncGenerator<Part<T>, void, void> {
  let size = most;
  for (let from = 0; from < total; ) {
    const to = Math.min(total, from + size);
    try {
      yield { read: await read(from, to), from, to };
      from = to;
      size = Math.min(most, 2 * size);
    } catch (error) {
      if (to - from === 1 || !(error instanceof Error) || error.name !== 'AnswerTooLongError') throw error;
      size = Math.ceil((to - from) / 2);
    }
  }
}
