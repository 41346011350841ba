import { createSerializer, parseAsArrayOf, parseAsInteger, parseAsStringLiteral } from 'nuqs/server';
import { MEASURE_NAMES } from './choices';

/* What the page of a sample adds to the state of the saliency view, which it keeps in the query string of its URL. */

export const sampleParams = {
  /** The measure of agreement in the matrix. */
  matrix: parseAsStringLiteral(MEASURE_NAMES).withDefault('rho'),
  /** Index of the explainer whose maps of two labels are compared; null for the first that has both. */
  by: parseAsInteger,
  /** Ids of these two labels: the ground truth and the other one; without them those that make the prediction wrong. */
  pair: parseAsArrayOf(parseAsInteger),
};

/** Leaves everything of the saliency view in an address. */
export const withoutSampleParams = createSerializer(sampleParams);
