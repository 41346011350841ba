import type { FacetsRequest } from '../api/requests';
import { TYPE_BIT } from '../job/prediction';
import type { SampleFilter } from '../job/query';
import { INTERVAL_BIT } from '../job/threshold-distance';

/** The part of a request's filter that needs no survey. */
export function filterOf(request: FacetsRequest): SampleFilter {
  const { label, type, minConfidence, maxConfidence, minUncertainty, maxUncertainty } = request;
  const range = (min?: number, max?: number) =>
    min === undefined && max === undefined ? undefined : { min: min ?? -Infinity, max: max ?? Infinity };
  return {
    labels: label.length > 0 ? label : undefined,
    types: type.length > 0 ? type.reduce((bits, name) => bits | TYPE_BIT[name], 0) : undefined,
    confidence: range(minConfidence, maxConfidence),
    uncertainty: range(minUncertainty, maxUncertainty),
    margin: range(request.minMargin, request.maxMargin),
    interval:
      request.interval.length > 0 ? request.interval.reduce((bits, name) => bits | INTERVAL_BIT[name], 0) : undefined,
    threshold: request.threshold,
    hasMap: request.hasMaps,
    hasCounterfactual: request.hasCounterfactuals,
    truth: request.truth,
    ids: request.samples,
    predicted: request.predicted === 'none' ? null : request.predicted,
  };
}

/**
 * The same filter without a threshold on which it does not depend: what matches it is then counted once for all thresholds. For answers
 * that do not say types.
 */
export function withoutIdleThreshold(filter: SampleFilter): SampleFilter {
  const { types, predicted, confidence, margin, interval } = filter;
  const depends = [types, predicted, confidence, margin, interval].some((part) => part !== undefined);
  return depends ? filter : { ...filter, threshold: undefined };
}
