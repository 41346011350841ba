import { STEP } from '../slices';
import { binOf } from './bins';
import type { JobView } from './job-view';
import { failingParts, type LabelValues, PART, pairTest, type SampleFilter, valuesOf } from './query';

/** A number of pairs of sample and label whose distribution is wanted: its key, and the edges of the bins, ascending. */
export interface WantedValues {
  key: string;
  edges: readonly number[];
}

/** How the values of the matching pairs are distributed. */
export interface Distribution {
  /** Pairs with a value. */
  n: number;
  /** Those of them that match their own range as well. */
  matching: number;
  /** The least and the greatest value; null without values. */
  least: number | null;
  greatest: number | null;
  /**
   * Number of values between each two edges: from the lower one, to before the upper one. The last bin includes its upper edge; the
   * first and the last one also hold what lies beyond.
   */
  bins: number[];
}

/**
 * The distributions of values over the pairs that match a filter, in steps that may be interrupted. Each ignores its own range of the
 * filter, as the counts of facets do.
 */
export function* distributionsOf(
  job: JobView,
  filter: SampleFilter,
  wanted: readonly WantedValues[],
  values?: LabelValues,
): Generator<void, Distribution[]> {
  const failing = failingParts(job, filter, values);
  const isWanted = pairTest(job, filter, values);
  const columns = wanted.map(({ key }) => valuesOf(values ?? new Map(), key));
  const own = wanted.map(({ key }) => {
    const index = (filter.values ?? []).findIndex((part) => part.key === key);
    return index === -1 ? 0 : PART.value << index;
  });
  const result = wanted.map(({ edges }) => ({
    n: 0,
    matching: 0,
    least: Number.POSITIVE_INFINITY,
    greatest: Number.NEGATIVE_INFINITY,
    bins: new Array<number>(edges.length - 1).fill(0),
  }));
  const { labelStart, labelCount } = job.samples.column;
  let step = STEP;
  for (let row = 0; row < job.samples.length; row++) {
    step -= 1 + labelCount[row];
    if (step < 0) {
      step = STEP;
      yield;
    }
    if (!job.isShown(row) || (isWanted !== null && !isWanted(row))) continue;
    for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
      const fails = failing === null ? 0 : failing(row, entry);
      for (let k = 0; k < wanted.length; k++) {
        const value = columns[k][entry];
        if (Number.isNaN(value) || (fails & ~own[k]) !== 0) continue;
        const one = result[k];
        one.n++;
        if (fails === 0) one.matching++;
        one.least = Math.min(one.least, value);
        one.greatest = Math.max(one.greatest, value);
        one.bins[binOf(wanted[k].edges, value)]++;
      }
    }
  }
  return result.map(({ n, matching, least, greatest, bins }) => ({
    n,
    matching,
    least: n === 0 ? null : least,
    greatest: n === 0 ? null : greatest,
    bins,
  }));
}
