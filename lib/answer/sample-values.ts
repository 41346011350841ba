import 'server-only';
import { MAP_NUMBERS, type MapNumber } from '../api/choices';
import { ApiError } from '../api/problem';
import { MIN_REGION_SHARE } from '../api/region';
import type { FacetsRequest, OrderRequest } from '../api/requests';
import type { SamplesPage } from '../indexing/index-answers';
import { orNull } from '../job/prediction';
import type { SampleFilter, SampleSort } from '../job/query';
import type { Sample } from '../job/sample';
import type { Json } from '../json';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { ValueOf } from '../survey/values';
import { givenMarks, type MarkedJob, marksOfPage, withProperties } from './marked-samples';
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
 * The filter and the order of a request. Marks, and values of maps, that it needs are given to the index of the job.
 *
 * @returns `unranged`: the filter without what matches nothing that has not been surveyed; the same object where there is nothing such
 * @throws ApiError `bad-parameter` for an unknown explainer
 */
export async function prepared(
  manager: ExplainManager,
  loader: ExplainLoader,
  request: OrderRequest,
  job: MarkedJob,
): Promise<{ filter: SampleFilter; unranged: SampleFilter; sort: SampleSort }> {
  const { having, rank } = await givenMarks(manager, loader, job, request);
  const unranged = having.length > 0 ? { ...filterOf(request), having } : filterOf(request);
  const descending = request.order === 'desc';
  const { sort: wanted } = request;
  const plain: SampleSort =
    rank !== null
      ? { by: 'rank', key: rank, descending }
      : { by: isCounted(wanted) || wanted === 'marked' ? 'id' : wanted, descending };
  if (!needsSurvey(request)) return { filter: unranged, unranged, sort: plain };
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
    : plain;
  return { filter: values.length > 0 ? { ...unranged, values } : unranged, unranged, sort };
}

/** Times that something is asked while a job grows. */
const MAX_TIMES = 4;

/** Answers `ask`, again if more of the job has been read since values were given to its index. */
export async function withKnownValues<T>(ask: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await ask();
    } catch (error) {
      if (time === MAX_TIMES || !(error instanceof Error) || error.name !== 'UnknownValuesError') throw error;
    }
  }
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

/** The agreement of the maps of the label of each sample of a page, as far as the survey knows it. */
async function agreementOf(manager: ExplainManager, loader: ExplainLoader, { ids, labels }: SamplesPage) {
  const found = await manager.surveys.agreementAt(loader, ids, labels);
  const rounded = (value: number) => (Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 : null);
  return ids.map((_, k) => {
    const own = found?.[k];
    return own ? { rho: rounded(own.rho), iou: rounded(own.iou), overlap: rounded(own.overlap) } : NONE;
  });
}

/** The samples of a page, each with the label and the number that it is sorted by, the agreement of its maps, its marks and its note. */
export async function withFindings(
  manager: ExplainManager,
  loader: ExplainLoader,
  job: MarkedJob,
  page: SamplesPage,
): Promise<Json<Sample[]>> {
  const [agreement, marks] = await Promise.all([agreementOf(manager, loader, page), marksOfPage(manager, job, page)]);
  const labelOf = (k: number) => (page.labels[k] === -1 ? null : page.labels[k]);
  const sorted = (k: number) => page.sortValues && { sortValue: orNull(page.sortValues[k]) };
  const more = agreement.map((own, k) => ({
    agreement: own,
    matchingLabel: labelOf(k),
    ...sorted(k),
    ...marks[k],
  }));
  return withProperties(page.samples, page.ends, more) as Json<Sample[]>;
}
