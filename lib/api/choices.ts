/* The choices that requests and the state of views have in common. Without schemas, so that the browser can import it. */

export const SAMPLE_SORTS = [
  'id',
  'confidence',
  'uncertainty',
  'agreement',
  'evidence',
  'border',
  'spread',
  'marked',
] as const;
export type SampleSortBy = (typeof SAMPLE_SORTS)[number];

/** Measures of agreement: rank correlation, IoU of the top deciles, shared mass. */
export const MEASURE_NAMES = ['rho', 'iou', 'overlap'] as const;
export type MeasureName = (typeof MEASURE_NAMES)[number];

export const ORDERS = ['asc', 'desc'] as const;
