import 'server-only';
import { MAP_NUMBERS, type MapNumber } from '../api/choices';
import { ApiError } from '../api/problem';
import { MIN_REGION_SHARE } from '../api/region';
import type { FacetsRequest, OrderRequest } from '../api/requests';
import type { SamplesPage } from '../indexing/index-answers';
import type { SampleFilter, SampleSort } from '../job/query';
import type { Sample } from '../job/sample';
import type { Json } from '../json';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { ValueOf } from '../survey/values';
import { filterOf } from './sample-filter';

/* Filters and orders by what the survey counted from the maps. */

/** What can be sorted by and is counted from maps. */
type Counted = MapNumber | 'contrast';

function isCounted(sort: string): sort is Counted {
  return sort === 'contrast' || MAP_NUMBERS.some((name) => name === sort);
}

function rangesOf(request: FacetsRequest): { of: MapNumber; min: number; max: number }[] {
  const bounds = {
    agreement: [request.minAgreement, request.maxAgreement],
    evidence: [request.minEvidence, request.maxEvidence],
    border: [request.minBorder, request.maxBorder],
    spread: [request.minSpread, request.maxSpread],
  };
  return MAP_NUMBERS.flatMap((of) => {
    const [min, max] = bounds[of];
    if (min === undefined && max === undefined) return [];
    return [{ of, min: min ?? Number.NEGATIVE_INFINITY, max: max ?? Number.POSITIVE_INFINITY }];
  });
}

/** Whether a request cannot be answered without the survey. */
export function needsSurvey(request: FacetsRequest & { sort?: string }): boolean {
  return rangesOf(request).length > 0 || request.region !== undefined || isCounted(request.sort ?? '');
}

/**
 * The filter and the order of a request. Values of maps that it needs are given to the index of the job.
 *
 * @returns `hasRanges`: whether the filter has parts that match nothing that has not been surveyed
 * @throws ApiError `bad-parameter` for an unknown explainer
 */
export async function prepared(
  manager: ExplainManager,
  loader: ExplainLoader,
  request: OrderRequest,
): Promise<{ filter: SampleFilter; sort: SampleSort; hasRanges: boolean }> {
  const filter = filterOf(request);
  const descending = request.order === 'desc';
  if (!needsSurvey(request)) {
    const { sort } = request;
    return { filter, sort: { by: isCounted(sort) ? 'id' : sort, descending }, hasRanges: false };
  }
  const keyOf = (value: ValueOf) => manager.surveys.giveValues(loader, value);
  const values = [];
  for (const { of, min, max } of rangesOf(request))
    values.push({ key: await keyOf(valueFor(of, request, loader)), min, max });
  if (request.region) {
    const { explainer: index, x0, y0, x1, y1 } = request.region;
    const key = await keyOf({ of: 'region', explainer: index, left: x0, top: y0, right: x1, bottom: y1 });
    values.push({ key, min: MIN_REGION_SHARE, max: 1 });
  }
  const by = request.sort;
  const sort: SampleSort = isCounted(by)
    ? { by: 'value', key: await keyOf(valueFor(by, request, loader)), descending }
    : { by, descending };
  return { filter: { ...filter, values }, sort, hasRanges: values.length > 0 };
}

/** The value that a request means by a number of maps. Throws ApiError `bad-parameter` for an unknown explainer. */
export function valueFor(
  of: Counted,
  request: Pick<FacetsRequest, 'explainer' | 'measure'>,
  loader: ExplainLoader,
): ValueOf {
  const explainer = explainerOf(request.explainer, loader);
  return of === 'agreement' ? { of, explainer, measure: request.measure ?? 'rho' } : { of, explainer };
}

function explainerOf(name: string | undefined, { explainers }: ExplainLoader): number | null {
  if (name === undefined) return null;
  const index = explainers.indexOf(name);
  if (index !== -1) return index;
  const allowed = explainers.join(', ') || 'none so far';
  throw new ApiError('bad-parameter', `explainer is "${name}"; explainers of the job: ${allowed}.`, {
    parameter: 'explainer',
    value: name,
    allowed,
  });
}

const NONE = { rho: null, iou: null, overlap: null };

/** The samples of a page, each with the label that it is sorted by, and the agreement of its maps as far as the survey knows it. */
export async function withAgreement(
  manager: ExplainManager,
  loader: ExplainLoader,
  { samples, ends, ids, labels }: SamplesPage,
): Promise<Json<Sample[]>> {
  const found = await manager.surveys.agreementAt(loader, ids, labels);
  const rounded = (value: number) => (Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 : null);
  const parts = ends.map((end, k) => {
    const own = found?.[k];
    const agreement = own ? { rho: rounded(own.rho), iou: rounded(own.iou), overlap: rounded(own.overlap) } : NONE;
    const sample = samples.slice(k === 0 ? 1 : ends[k - 1] + 1, end - 1);
    const matchingLabel = labels[k] === -1 ? null : labels[k];
    return `${sample},"agreement":${JSON.stringify(agreement)},"matchingLabel":${matchingLabel}}`;
  });
  return `[${parts.join(',')}]` as Json<Sample[]>;
}
