/*
 * How much of a job is indexed. Far above what real runs write; anything beyond becomes a problem of that job, so that a broken or
 * hostile file cannot slow down the others. All are counts where nothing else is said.
 */

/** Bytes of a record with its frame; the metadata and scores of ImageNet-21k take ten million. Longer records are verified and skipped. */
export const MAX_RECORD_BYTES = 16 * 2 ** 20;
/** A page has a cell for each explainer under each metric. */
export const MAX_EXPLAINERS = 200;
export const MAX_METRICS = 50;
/** Samples that explainers skipped. */
export const MAX_SKIPPED = 10_000;
/** Names of labels, and label ids that occur; ImageNet-21k has 21,841. */
export const MAX_LABELS = 50_000;
/** Labels beyond those, which cannot have a name: maps find many numbers that somebody chose slowly. */
export const MAX_LABELS_BEYOND = 500;
/** Characters of the names of all labels together: they are sent with every answer about the job. */
export const MAX_LABEL_NAME_LENGTH = 4 * 2 ** 20;
export const MAX_LABELS_PER_SAMPLE = 1_000;
/** Runners-up of a sample that types under a lower threshold are counted from, the most probable; the file has all of them. */
export const MAX_INDEXED_RUNNERS_UP = 20;
export const MAX_RECORDS_PER_SAMPLE = 10_000;
/** Saliency maps of a sample, repeated ones counted; its page shows all of them. */
export const MAX_MAPS_PER_SAMPLE = 3_000;
/** Layers of a counterfactual. */
export const MAX_LAYERS = 1_000;
/** Bytes of the counterfactuals of a sample together: a hundred thousand boxes, as numbers up to 127. */
export const MAX_COUNTERFACTUAL_BYTES = 512 * 1024;
/** Bytes of the records of a sample together; all of them are read to show it. */
export const MAX_SAMPLE_BYTES = 2 * 2 ** 20;
/** Scores: of each explainer and metric, as many as the labels of the longest list of scores by label. */
export const MAX_SCORES = 500_000;

/** Pairs of ground truth and prediction that one sample may have and still be counted in the confusion. */
export const MAX_PAIRS_PER_SAMPLE = 2_500;
/** Different pairs that are counted in the confusion. */
export const MAX_COUNTED_PAIRS = 250_000;
