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
 * A request without a threshold that changes nothing about which labels of which samples match: maps are counted once for all
 * thresholds then. Only for answers that do not say types.
 */
export function ofMaps<T extends FacetsRequest>(request: T): T {
  const { type, interval, predicted, minConfidence, maxConfidence, minMargin, maxMargin } = request;
  const parts = [predicted, minConfidence, maxConfidence, minMargin, maxMargin];
  const depends = type.length > 0 || interval.length > 0 || parts.some((part) => part !== undefined);
  return depends ? request : { ...request, threshold: undefined };
}
