import { createLoader, createSerializer, parseAsBoolean, parseAsInteger } from 'nuqs/server';
import type { SamplesRequest } from './requests';
import { jobParams } from './search-params';

/* The state of the counterfactual view in the query string of its URL. */

export const COUNTERFACTUAL_PAGE_SIZE = 24;

export const counterfactualParams = {
  ...jobParams,
  page: parseAsInteger.withDefault(1),
  /** The label to filter by. */
  label: parseAsInteger,
  /** Whether to list samples without layers too. */
  empty: parseAsBoolean.withDefault(false),
  /** The selected sample; null for the first of the page. */
  sample: parseAsInteger,
  /** The label whose counterfactual is shown; null for the one filtered by or the most probable one. */
  of: parseAsInteger,
  /** 0 is the original, 1 the coarsest layer; null for the last layer. */
  layer: parseAsInteger,
  /** Whether to draw the boxes of the layer on the original. */
  boxes: parseAsBoolean.withDefault(false),
};

export const loadCounterfactualParams = createLoader(counterfactualParams);
export const serializeCounterfactualParams = createSerializer(counterfactualParams);
export type CounterfactualState = Awaited<ReturnType<typeof loadCounterfactualParams>>;

/** The API request of the counterfactual view. */
export function counterfactualRequestOf({ page, label, empty, threshold }: CounterfactualState): SamplesRequest {
  return {
    page: Math.max(1, page),
    limit: COUNTERFACTUAL_PAGE_SIZE,
    label: label === null || label < 0 ? [] : [label],
    type: [],
    interval: [],
    hasMaps: false,
    hasCounterfactuals: !empty,
    threshold: threshold ?? undefined,
    sort: 'confidence',
    order: 'desc',
    aspect: false,
  };
}
