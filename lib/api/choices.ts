/* The choices that requests and the state of views have in common. Without schemas, so that the browser can import it. */

export const SAMPLE_SORTS = [
  'id',
  'confidence',
  'uncertainty',
  'margin',
  'agreement',
  'evidence',
  'border',
  'spread',
  'contrast',
  'marked',
] as const;
export type SampleSortBy = (typeof SAMPLE_SORTS)[number];

/** Numbers of the maps of a label that have a range in a filter. */
export const MAP_NUMBERS = ['agreement', 'evidence', 'border', 'spread'] as const;
export type MapNumber = (typeof MAP_NUMBERS)[number];

/** How the 95 % interval of a probability lies, see `INTERVAL_BIT` in `lib/job/triage.ts`. */
export const INTERVAL_PLACES = ['crosses', 'outside', 'wrong', 'right'] as const;
export type IntervalPlace = (typeof INTERVAL_PLACES)[number];

/** Measures of agreement: rank correlation, IoU of the top deciles, shared mass. */
export const MEASURE_NAMES = ['rho', 'iou', 'overlap'] as const;
export type MeasureName = (typeof MEASURE_NAMES)[number];

export const ORDERS = ['asc', 'desc'] as const;

/** The presets of triage, in the order in which they are shown. */
export const TRIAGE_PRESETS = ['confident', 'sure', 'crosses', 'disagree', 'beside', 'foreign'] as const;
export type TriagePreset = (typeof TRIAGE_PRESETS)[number];
