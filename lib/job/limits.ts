/*
 * How much of a job is indexed. Far above what real runs write; anything beyond becomes a problem of that job, so that a broken or
 * hostile file cannot slow down the others. All are counts.
 */

/** Explainers, and metrics. */
export const MAX_NAMES = 1_000;
/** Samples that explainers skipped. */
export const MAX_SKIPPED = 10_000;
/** Names of labels, and label ids that occur; ImageNet-21k has 21,841. */
export const MAX_LABELS = 50_000;
export const MAX_LABELS_PER_SAMPLE = 1_000;
export const MAX_RECORDS_PER_SAMPLE = 10_000;

/** Pairs of ground truth and prediction that one sample may have and still be counted in the confusion. */
export const MAX_PAIRS_PER_SAMPLE = 2_500;
/** Different pairs that are counted in the confusion. */
export const MAX_COUNTED_PAIRS = 500_000;
