import { STEP } from '../slices';
import type { Job } from './job';

/** Samples, each with the checksum of the recorded path of its original: a sample with another picture is another sample. */
export interface SampleKeys {
  ids: Int32Array;
  pictures: Uint32Array;
}

/** The keys of the samples at some rows, in steps that may be interrupted. */
export function* sampleKeys(job: Job, rows: ArrayLike<number>): Generator<void, SampleKeys> {
  const { id, picture } = job.samples.column;
  const keys = { ids: new Int32Array(rows.length), pictures: new Uint32Array(rows.length) };
  for (let k = 0; k < rows.length; k++) {
    if (k % STEP === 0) yield;
    keys.ids[k] = id[rows[k]];
    keys.pictures[k] = picture[rows[k]];
  }
  return keys;
}

/**
 * Calls `use` for each of the samples that the job has with the same picture, with its place among the keys and its row; in steps that
 * may be interrupted.
 */
function* eachKnown(job: Job, { ids, pictures }: SampleKeys, use: (k: number, row: number) => void): Generator<void> {
  for (let k = 0; k < ids.length; k++) {
    if (k % STEP === 0) yield;
    const row = job.rowOf(ids[k]);
    if (row !== -1 && job.isShown(row) && job.samples.column.picture[row] === pictures[k]) use(k, row);
  }
}

/** Values of samples by row, the greatest one where a sample has several, NaN for the others; in steps that may be interrupted. */
export function* valuesBySample(job: Job, samples: SampleKeys, values: Float32Array): Generator<void, Float32Array> {
  const byRow = new Float32Array(job.samples.length).fill(Number.NaN);
  yield* eachKnown(job, samples, (k, row) => {
    if (!(byRow[row] >= values[k])) byRow[row] = values[k];
  });
  return byRow;
}

/**
 * How many of the samples at `rows` each group has; in steps that may be interrupted.
 *
 * @param groups the group of each of `samples`, from 0
 */
export function* countGroups(
  job: Job,
  rows: Uint32Array,
  samples: SampleKeys,
  groups: Uint16Array,
  groupCount: number,
): Generator<void, number[]> {
  const isAmong = new Uint8Array(job.samples.length);
  for (let k = 0; k < rows.length; k++) {
    if (k % STEP === 0) yield;
    isAmong[rows[k]] = 1;
  }
  const counts = new Array<number>(groupCount).fill(0);
  yield* eachKnown(job, samples, (k, row) => {
    counts[groups[k]] += isAmong[row];
  });
  return counts;
}
