import 'server-only';
import type {
  EvaluationAnswer,
  FacetsAnswer,
  JobAnswer,
  NeighboursAnswer,
  SampleAnswer,
  SamplesAnswer,
  Standing,
} from '../api/answers';
import { jobIdOf } from '../api/job-key';
import { ApiError } from '../api/problem';
import type { FacetsRequest, OrderRequest, SamplesRequest } from '../api/requests';
import { DEFAULT_THRESHOLD } from '../job/job';
import { TYPE_BIT } from '../job/prediction';
import type { SampleFilter, SampleSort } from '../job/query';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import { etagOf } from './etag';
import { type KnownJob, knowJob, nextTry, standingOf, summaryOf } from './standing';

/** An answer and the validator of it. */
export interface Tagged<T> {
  answer: T;
  etag: string;
}

/** A question that has just been asked for the first time waits this long for the job, so that small ones come whole. */
const PATIENCE_MS = 250;

/**
 * Runs `use` with the loader of the job of this key and what is known of it.
 *
 * @throws ApiError `unknown-job`
 */
export async function withJob<T>(
  manager: ExplainManager,
  key: string,
  use: (loader: ExplainLoader, known: KnownJob) => Promise<T>,
): Promise<T> {
  const id = jobIdOf(key);
  const result =
    id === null
      ? null
      : await manager.withJob(id, async (loader) => {
          if (loader.snapshot === null) await loader.settled(PATIENCE_MS);
          return { value: await use(loader, await knowJob(manager, loader.directory, loader)) };
        });
  if (result === null) throw unknownJob(manager, key);
  return result.value;
}

/** Why there is no job of this key: nothing is there, or its directory could not be looked into. */
export function unknownJob(manager: ExplainManager, key: string): ApiError {
  const unread = manager.directories.problems.find(({ relativePath }) => relativePath === jobIdOf(key));
  if (unread) return new ApiError('unreadable', `${unread.message}${nextTry(manager)}`);
  return new ApiError(
    'unknown-job',
    `There is no explain job ${jobIdOf(key)?.slice(2) || key}; it may have been moved or deleted.`,
  );
}

/** Everything about a job but its samples. */
export async function answerJob(manager: ExplainManager, key: string): Promise<Tagged<JobAnswer>> {
  return withJob(manager, key, async (loader, known) => {
    const description = await loader.describe();
    const { snapshot, directory, problems, problemCount } = known;
    const answer: JobAnswer = {
      ...summaryOf(known),
      ...standingOf(known),
      directory: loader.path,
      eventFile: directory.eventFile,
      threshold: snapshot?.threshold ?? DEFAULT_THRESHOLD,
      uncertainty: snapshot?.hasUncertainty ?? false,
      explainerNames: snapshot?.explainers ?? [],
      metrics: snapshot?.metrics ?? [],
      labelCounts: (description?.labels ?? []).map(({ label, ...counts }) => ({ id: label, ...counts })),
      withMaps: description?.withMaps ?? 0,
      withCounterfactuals: description?.withCounterfactuals ?? 0,
      problems,
      problemCount,
    };
    return { answer, etag: etagOf(answer) };
  });
}

/**
 * A page of the samples that match.
 *
 * @param isKnown told the validator before anything is looked up; where it says true, the asker has the answer already and
 *   null is given instead
 */
export async function answerSamples(
  manager: ExplainManager,
  key: string,
  request: SamplesRequest,
  isKnown: (etag: string) => boolean = () => false,
): Promise<Tagged<SamplesAnswer | null>> {
  return withJob(manager, key, async (loader, known) => {
    const before = standingOf(known);
    const tag = (standing: Standing) => etagOf('samples', standing, request);
    if (isKnown(tag(before))) return { answer: null, etag: tag(before) };

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
    const answer: SamplesAnswer = {
      ...standing,
      total,
      sampleCount: found?.sampleCount ?? 0,
      page,
      limit,
      pages: Math.max(1, Math.ceil(total / limit)),
      samples: found?.samples ?? [],
    };
    return { answer, etag: tag(standing) };
  });
}

/** The version that a page was made from, which may be newer than the one known before. */
export function versionOf(found: { generation: string | null; revision: string; bytesRead: number }, before: Standing) {
  const { generation, revision, bytesRead } = found;
  return { generation, revision, progress: { read: bytesRead, total: Math.max(before.progress.total, bytesRead) } };
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

/** Counts and histograms of what a filter finds; `isKnown` as in `answerSamples`. */
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
    const answer = { ...standingOf(known), sample };
    return { answer, etag: etagOf(answer) };
  });
}

/** The evaluation scores of a job; `isKnown` as for a page of samples. */
export async function answerEvaluation(
  manager: ExplainManager,
  key: string,
  isKnown: (etag: string) => boolean = () => false,
): Promise<Tagged<EvaluationAnswer | null>> {
  return withJob(manager, key, async (loader, known) => {
    const before = standingOf(known);
    const tag = (standing: Standing) => etagOf('evaluation', standing);
    if (isKnown(tag(before))) return { answer: null, etag: tag(before) };

    const found = await loader.evaluation();
    const standing = found ? { ...before, ...versionOf(found, before) } : before;
    const { explainers = [], metrics = [], labels = [], scores = [] } = found ?? {};
    return { answer: { ...standing, explainers, metrics, labels, scores }, etag: tag(standing) };
  });
}
