/*
 * How much is counted for an answer: far above what runs write. A job with more is refused, with the number, because counting would
 * keep the survey thread from the others for minutes, and take hundreds of megabytes.
 */

/** Explainers × pairs of sample and label. */
const MAX_MAPS = 20_000_000;
/** Comparisons of two explainers' maps of a pair of sample and label. */
const MAX_COMPARED = 20_000_000;
/** Comparisons of an explainer's maps of two labels of a sample, of all explainers: their values are in memory together. */
const MAX_CONTRASTS = 5_000_000;
/** Bytes of JSON that names take where an answer repeats them, megabytes. */
const MAX_NAMES_MB = 8;

/** A question about more maps than are counted for an answer. */
export class TooManyMapsError extends Error {
  override readonly name = 'TooManyMapsError';

  /** @param takes what the answer takes, in words, beginning with its number */
  constructor(count: number, most: number, takes: string) {
    const text = (number: number) => number.toLocaleString('en-US');
    super(
      `The answer takes ${text(count)} ${takes}; up to ${text(most)} are counted. Ask for fewer samples or labels.`,
    );
  }
}

/** A question whose answer would repeat names that are too long for it. */
export class LongNamesError extends Error {
  override readonly name = 'LongNamesError';

  /** @param names the names, in words */
  constructor(names: string, bytes: number) {
    const megabytes = Math.ceil(bytes / 2 ** 20).toLocaleString('en-US');
    super(`In the answer, ${names} would take ${megabytes} MB; up to ${MAX_NAMES_MB} MB are sent. Shorter names do.`);
  }
}

/** The bytes of a name in JSON: a control character takes six. */
const bytesOf = (name: string) => Buffer.byteLength(JSON.stringify(name));

/**
 * Throws LongNamesError if the names are too long to be repeated.
 *
 * @param times how often the answer has each of them
 * @param words what they are, for the message
 */
export function checkNames(names: readonly string[], times: number, words: string): void {
  const bytes = names.reduce((sum, name) => sum + bytesOf(name), 0) * times;
  if (bytes > MAX_NAMES_MB * 2 ** 20) throw new LongNamesError(words, bytes);
}

/** Throws LongNamesError if the names of explainers are too long for an answer about each two of them. */
export function checkNamesOfPairs(names: readonly string[]): void {
  checkNames(names, names.length - 1, `the names of ${names.length} explainers in pairs`);
}

function check(count: number, most: number, takes: string): void {
  if (count > most) throw new TooManyMapsError(count, most, takes);
}

/** Throws TooManyMapsError if so many explainers cannot be asked about so many pairs of sample and label. */
export function checkMaps(explainers: number, pairs: number): void {
  check(explainers * pairs, MAX_MAPS, `maps, those of ${explainers} explainers`);
}

/** Throws TooManyMapsError if the maps of so many explainers cannot be compared with each other. */
export function checkCompared(explainers: number, pairs: number): void {
  const compared = ((explainers * (explainers - 1)) / 2) * pairs;
  check(compared, MAX_COMPARED, `comparisons of the maps of ${explainers} explainers`);
}

/**
 * How many comparisons it takes to compare the maps of the labels of samples with each other, for each of so many explainers. Throws
 * TooManyMapsError if these are too many.
 *
 * @param ids of a sample for each label of it, in order
 */
export function countContrasts(explainers: number, ids: Int32Array): number {
  let contrasts = 0;
  for (let k = 1, before = 0; k < ids.length; k++) {
    before = ids[k] === ids[k - 1] ? before + 1 : 0;
    contrasts += before;
  }
  const count = explainers * contrasts;
  check(count, MAX_CONTRASTS, `comparisons of the maps of two labels of a sample, those of ${explainers} explainers`);
  return count;
}
