import 'server-only';
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
import { givenMarks, type MarkedJob, marksOfPage, withProperties } from './marked-samples';
import { filterOf } from './sample-filter';

/* Filters and orders by what the survey counted from the maps. */

const COUNTED = ['agreement', 'evidence', 'border', 'spread'] as const;
type Counted = (typeof COUNTED)[number];

function isCounted(sort: string): sort is Counted {
  return COUNTED.some((name) => name === sort);
}

function rangesOf(request: FacetsRequest): { of: Counted; min: number; max: number }[] {
  const bounds = {
    agreement: [request.minAgreement, request.maxAgreement],
    evidence: [request.minEvidence, request.maxEvidence],
    border: [request.minBorder, request.maxBorder],
    spread: [request.minSpread, request.maxSpread],
  };
  return COUNTED.flatMap((of) => {
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
 * @throws ApiError `bad-parameter` for an unknown explainer
 */
export async function prepared(
  manager: ExplainManager,
  loader: ExplainLoader,
  request: OrderRequest,
  job: MarkedJob,
): Promise<{ filter: SampleFilter; sort: SampleSort }> {
  const { having, rank } = await givenMarks(manager, loader, job, request);
  const filter = having.length > 0 ? { ...filterOf(request), having } : filterOf(request);
  const descending = request.order === 'desc';
  const { sort: wanted } = request;
  const plain: SampleSort =
    rank !== null
      ? { by: 'rank', key: rank, descending }
      : { by: isCounted(wanted) || wanted === 'marked' ? 'id' : wanted, descending };
  if (!needsSurvey(request)) return { filter, sort: plain };
  const explainer = explainerOf(request.explainer, loader);
  const valueFor = (of: Counted): ValueOf =>
    of === 'agreement' ? { of, explainer, measure: request.measure ?? 'rho' } : { of, explainer };
  const keyOf = (value: ValueOf) => manager.surveys.giveValues(loader, value);
  const values = [];
  for (const { of, min, max } of rangesOf(request)) values.push({ key: await keyOf(valueFor(of)), min, max });
  if (request.region) {
    const { explainer: index, x0, y0, x1, y1 } = request.region;
    const key = await keyOf({ of: 'region', explainer: index, left: x0, top: y0, right: x1, bottom: y1 });
    values.push({ key, min: MIN_REGION_SHARE, max: 1 });
  }
  const by = request.sort;
  const sort: SampleSort = isCounted(by) ? { by: 'value', key: await keyOf(valueFor(by)), descending } : plain;
  return { filter: { ...filter, values }, sort };
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

/** The samples of a page, each with the agreement of its maps, its marks and its note. */
export async function withFindings(
  manager: ExplainManager,
  loader: ExplainLoader,
  job: MarkedJob,
  page: SamplesPage,
): Promise<Json<Sample[]>> {
  const [agreement, marks] = await Promise.all([agreementOf(manager, loader, page), marksOfPage(manager, job, page)]);
  const more = agreement.map((own, k) => ({ agreement: own, ...marks[k] }));
  return withProperties(page.samples, page.ends, more) as Json<Sample[]>;
}
