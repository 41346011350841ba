import { failed } from './error';

/** Longest lists of an answer together, characters: five hundred thousand scores under names of usual length are shorter. */
const MAX_LENGTH = 32 * 2 ** 20;

/** The room for the lists of an answer, which repeat names: those of metrics for each label, those of explainers for each map. */
export class Room {
  #left = MAX_LENGTH;

  /** Throws CompatError if there is no room for so many characters. */
  check(length: number): void {
    if (length > this.#left) throw failed(`The answer would have more than ${MAX_LENGTH / 2 ** 20} MB.`, 422);
  }

  /** Takes room for so many characters. Throws CompatError if there is not as much left. */
  take(length: number): void {
    this.check(length);
    this.#left -= length;
  }
}
