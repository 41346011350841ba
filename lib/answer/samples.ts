import 'server-only';
import { LRUCache } from 'lru-cache';
import type { FacetsAnswer, NeighboursAnswer, SampleAnswer, SamplesAnswer, Standing } from '../api/answers';
import { ApiError } from '../api/problem';
import type { FacetsRequest, OrderRequest, SamplesRequest } from '../api/requests';
import { TYPE_BIT } from '../job/prediction';
import type { SampleFilter, SampleSort } from '../job/query';
import type { Sample } from '../job/sample';
import { fromJson, type Json, toJson, withProperty } from '../json';
import type { ExplainManager } from '../manager/explain-manager';
import { commonAspect } from './aspect';
import { etagOf } from './etag';
import { type Tagged, versionOf, withJob } from './job';
import { standingOf } from './standing';

/** Pages that were answered, by job and validator: who comes back to a page, or looks at the same as others, waits for nobody. */
const pages = new LRUCache<string, Json<SamplesAnswer>>({
  maxSize: 16 * 2 ** 20,
  sizeCalculation: ({ length }) => 2 * length,
});

/** A page of the samples that match. */
export async function answerSamples(
  manager: ExplainManager,
  key: string,
  request: SamplesRequest,
): Promise<Tagged<SamplesAnswer | null>> {
  const { answer, etag } = await answerSamplesJson(manager, key, request);
  return { answer: answer && fromJson(answer), etag };
}

/**
 * A page of the samples that match, ready to be sent.
 *
 * @param isKnown told the validator before anything is looked up; where it says true, the asker has the answer already and
 *   null is given instead
 */
export async function answerSamplesJson(
  manager: ExplainManager,
  key: string,
  request: SamplesRequest,
  isKnown: (etag: string) => boolean = () => false,
): Promise<Tagged<Json<SamplesAnswer> | null>> {
  return withJob(manager, key, async (loader, known) => {
    const before = standingOf(known);
    const tag = (standing: Standing) => etagOf('samples', standing, request);
    const etag = tag(before);
    if (isKnown(etag)) return { answer: null, etag };
    const kept = pages.get(`${key} ${etag}`);
    if (kept !== undefined) return { answer: kept, etag };

    const { page, limit, ids } = request;
    const found = await loader.samples({
      filter: filterOf(request),
      sort: sortOf(request),
      page: page - 1,
      limit,
      ids,
    });
    const standing = found ? { ...before, ...versionOf(found, before) } : before;
    const total = found?.total ?? 0;
    const paths = request.aspect && found ? fromJson(found.samples).map(({ imagePath }) => imagePath) : [];
    const head = {
      ...standing,
      total,
      sampleCount: found?.sampleCount ?? 0,
      page,
      limit,
      pages: Math.max(1, Math.ceil(total / limit)),
      ...(request.aspect ? { aspect: await commonAspect(manager, key, standing.generation, paths) } : {}),
    };
    const answer = withProperty(head, 'samples', found?.samples ?? toJson<Sample[]>([]));
    pages.set(`${key} ${tag(standing)}`, answer);
    return { answer, etag: tag(standing) };
  });
}

function filterOf(request: FacetsRequest): SampleFilter {
  const { label, type, minConfidence, maxConfidence, minUncertainty, maxUncertainty } = request;
  const range = (min?: number, max?: number) =>
    min === undefined && max === undefined ? undefined : { min: min ?? -Infinity, max: max ?? Infinity };
  return {
    labels: label.length > 0 ? label : undefined,
    types: type.length > 0 ? type.reduce((bits, name) => bits | TYPE_BIT[name], 0) : undefined,
    confidence: range(minConfidence, maxConfidence),
    uncertainty: range(minUncertainty, maxUncertainty),
    hasMap: request.hasMaps,
    hasCounterfactual: request.hasCounterfactuals,
    truth: request.truth,
    predicted: request.predicted === 'none' ? null : request.predicted,
  };
}

function sortOf({ sort, order }: OrderRequest): SampleSort {
  return { by: sort, descending: order === 'desc' };
}

const NO_FACETS = {
  labels: [],
  types: { TP: 0, FN: 0, FP: 0 },
  confidence: { min: 0, max: 1, bins: [] },
  uncertainty: { min: 0, max: 0, bins: [] },
};

/** Counts and histograms of what a filter finds; `isKnown` as in `answerSamplesJson`. */
export async function answerFacets(
  manager: ExplainManager,
  key: string,
  request: FacetsRequest,
  isKnown: (etag: string) => boolean = () => false,
): Promise<Tagged<FacetsAnswer | null>> {
  return withJob(manager, key, async (loader, known) => {
    const before = standingOf(known);
    const tag = (standing: Standing) => etagOf('facets', standing, request);
    if (isKnown(tag(before))) return { answer: null, etag: tag(before) };

    const found = await loader.facets(filterOf(request));
    if (found === null) return { answer: { ...before, total: 0, ...NO_FACETS }, etag: tag(before) };
    const { total, types, confidence, uncertainty } = found;
    const standing = { ...before, ...versionOf(found, before) };
    const labels = found.labels.map(({ label, ...rest }) => ({ id: label, ...rest }));
    return { answer: { ...standing, total, labels, types, confidence, uncertainty }, etag: tag(standing) };
  });
}

/** The samples before and behind one, among those that match. */
export async function answerNeighbours(
  manager: ExplainManager,
  key: string,
  id: number,
  request: OrderRequest,
): Promise<Tagged<NeighboursAnswer>> {
  return withJob(manager, key, async (loader, known) => {
    const before = standingOf(known);
    const found = await loader.neighbours(id, filterOf(request), sortOf(request));
    const { total = 0, rank = -1, previous = null, next = null } = found ?? {};
    const standing = found ? { ...before, ...versionOf(found, before) } : before;
    const answer = { ...standing, id, total, rank: rank === -1 ? null : rank + 1, previous, next };
    return { answer, etag: etagOf(answer) };
  });
}

/** One sample, all of it. Throws ApiError `unknown-sample` where the job shows none with this id. */
export async function answerSample(manager: ExplainManager, key: string, id: number): Promise<Tagged<SampleAnswer>> {
  return withJob(manager, key, async (loader, known) => {
    const sample = await loader.sample(id);
    if (sample === null) {
      const more = known.state === 'loading' || known.state === 'live' ? ' so far' : '';
      throw new ApiError('unknown-sample', `Job ${known.directory.relativePath.slice(2)} has no sample ${id}${more}.`);
    }
    const standing = standingOf(known);
    const aspect = await commonAspect(manager, key, standing.generation, [sample.imagePath]);
    const answer = { ...standing, sample, aspect };
    return { answer, etag: etagOf(answer) };
  });
}
