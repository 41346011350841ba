import 'server-only';
import { LRUCache } from 'lru-cache';
import type { AnswerStatus } from '../api/answer-values';
import { ApiError } from '../api/problem';
import type { FacetsRequest, JobFacetsRequest, OrderRequest, SamplesRequest, ThresholdRequest } from '../api/requests';
import type { FacetsAnswer, NeighboursAnswer, SampleAnswer, SamplesAnswer } from '../api/sample-answers';
import type { Sample } from '../job/sample';
import { type Json, toJson, withProperty } from '../json';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { JobStatus } from '../manager/job-status';
import { commonAspect } from './aspect';
import { withComparedJob } from './compare';
import { givenCompared } from './compared-filter';
import { etagOf } from './etag';
import { type Tagged, versionOf, withJob } from './job';
import { answerStatusOf } from './job-summary';
import { countMarks, markedJob, marksOfPage, needsMarks } from './marked-samples';
import { filterOf, ofMaps } from './sample-filter';
import { needsSurvey, prepared, withFindings, withKnownValues } from './sample-values';

/** Cached pages, by job and validator: a page that was requested before is answered at once. */
const pages = new LRUCache<string, Json<SamplesAnswer>>({
  maxSize: 16 * 2 ** 20,
  sizeCalculation: ({ length }) => 2 * length,
});

/**
 * A page of the samples that match, ready to be sent.
 *
 * @param isCached called with the validator before any work is done; where it returns true, the client has the answer already, and
 *   null is returned instead
 */
export async function answerSamples(
  manager: ExplainManager,
  key: string,
  request: SamplesRequest,
  isCached: (etag: string) => boolean = () => false,
): Promise<Tagged<Json<SamplesAnswer> | null>> {
  return withJob(
    manager,
    key,
    async (loader, jobStatus) => {
      const before = answerStatusOf(jobStatus);
      const isNeeded = needsSurvey(request);
      const survey = await manager.surveys.peek(loader, isNeeded ? {} : filterOf(ofMaps(request)), isNeeded);
      const job = await markedJob(manager, loader, needsMarks(request));
      const tag = (status: AnswerStatus) => etagOf('samples', status, request, survey, job.version);
      const etag = tag(before);
      if (isCached(etag)) return { answer: null, etag };
      const kept = pages.get(`${key} ${etag}`);
      if (kept !== undefined) return { answer: kept, etag };

      const { page, limit, ids } = request;
      const found = await withKnownValues(async () => {
        const { filter, sort } = await prepared(manager, loader, request, job);
        return loader.samples({ filter, sort, page: page - 1, limit, ids });
      });
      const status = found ? { ...before, ...versionOf(found, before) } : before;
      const total = found?.total ?? 0;
      const paths = request.aspect ? (found?.imagePaths ?? []) : [];
      const head = {
        ...status,
        atThreshold: found?.atThreshold ?? null,
        total,
        valued: found?.valued ?? 0,
        sampleCount: found?.sampleCount ?? 0,
        page,
        limit,
        pages: Math.max(1, Math.ceil(total / limit)),
        survey: { surveyed: survey.surveyed, total: survey.total },
        ...(request.aspect ? { aspect: await commonAspect(manager, key, status.generation, paths) } : {}),
      };
      const answer = withProperty(
        head,
        'samples',
        found ? await withFindings(manager, loader, job, found) : toJson<Sample[]>([]),
      );
      pages.set(`${key} ${tag(status)}`, answer);
      return { answer, etag: tag(status) };
    },
    needsSurvey(request),
  );
}

const NO_FACETS = {
  total: 0,
  labels: toJson<FacetsAnswer['labels']>([]),
  atThreshold: null,
  types: { TP: 0, FN: 0, FP: 0 },
  confidence: { min: 0, max: 1, bins: [] },
  uncertainty: { min: 0, max: 0, bins: [] },
};

/** Counts and histograms of the samples that match a filter; `isCached` as in `answerSamples`. */
export async function answerFacets(
  manager: ExplainManager,
  key: string,
  { comparedWith, ...request }: JobFacetsRequest,
  isCached: (etag: string) => boolean = () => false,
): Promise<Tagged<Json<FacetsAnswer> | null>> {
  if (comparedWith === undefined) return facetsOf(manager, key, request, null, isCached);
  return withComparedJob(manager, 'comparedWith', comparedWith, ({ loader }) =>
    facetsOf(manager, key, request, loader, isCached),
  );
}

/** @param other the job whose samples those that are counted are compared with; null for all samples */
async function facetsOf(
  manager: ExplainManager,
  key: string,
  request: FacetsRequest,
  other: ExplainLoader | null,
  isCached: (etag: string) => boolean,
): Promise<Tagged<Json<FacetsAnswer> | null>> {
  return withJob(
    manager,
    key,
    async (loader, jobStatus) => {
      const before = answerStatusOf(jobStatus);
      const survey = needsSurvey(request) ? await manager.surveys.peek(loader, {}, true) : null;
      const job = await markedJob(manager, loader, needsMarks(request));
      const all = (await manager.marks?.call('marks').catch(() => [])) ?? [];
      const compared = other && (await givenCompared(loader, other));
      const tag = (status: AnswerStatus) => etagOf('facets', status, request, survey, job.version, all, compared);
      if (isCached(tag(before))) return { answer: null, etag: tag(before) };

      const { found, marks, notes } = await withKnownValues(async () => {
        const given = other && (await givenCompared(loader, other));
        const filterFor = async (wanted: FacetsRequest) => {
          const { filter } = await prepared(manager, loader, { ...wanted, sort: 'id', order: 'asc' }, job);
          return given === null ? filter : { ...filter, having: [...(filter.having ?? []), given] };
        };
        const found = await loader.facets(await filterFor(request));
        return { found, ...(await countMarks(manager, loader, job, all, request, filterFor)) };
      });
      const { total, atThreshold, types, confidence, uncertainty, labels } = found ?? NO_FACETS;
      const status = found ? { ...before, ...versionOf(found, before) } : before;
      const head = { ...status, atThreshold, total, types, confidence, uncertainty, marks, notes };
      return { answer: withProperty(head, 'labels', labels), etag: tag(status) };
    },
    needsSurvey(request),
  );
}

/** The samples before and after one, among those that match. */
export async function answerNeighbours(
  manager: ExplainManager,
  key: string,
  id: number,
  request: OrderRequest,
): Promise<Tagged<NeighboursAnswer>> {
  return withJob(
    manager,
    key,
    async (loader, jobStatus) => {
      const before = answerStatusOf(jobStatus);
      const job = await markedJob(manager, loader, needsMarks(request));
      const found = await withKnownValues(async () => {
        const { filter, sort } = await prepared(manager, loader, request, job);
        return loader.neighbours(id, filter, sort);
      });
      const { atThreshold = null, total = 0, rank = -1, previous = null, next = null, label = -1 } = found ?? {};
      const status = found ? { ...before, ...versionOf(found, before) } : before;
      const place = { rank: rank === -1 ? null : rank + 1, previous, next, label: label === -1 ? null : label };
      const answer = { ...status, id, atThreshold, total, ...place };
      return { answer, etag: etagOf(answer) };
    },
    needsSurvey(request),
  );
}

/** A sample of a job. Throws ApiError `unknown-sample` where the job has none with this id. */
export async function sampleOf(
  loader: ExplainLoader,
  { state, directory }: JobStatus,
  id: number,
  threshold?: number,
): Promise<NonNullable<Awaited<ReturnType<ExplainLoader['sample']>>>> {
  const found = await loader.sample(id, threshold);
  if (found !== null) return found;
  const more = state === 'loading' || state === 'live' ? ' so far' : '';
  throw new ApiError('unknown-sample', `Job ${directory.relativePath.slice(2)} has no sample ${id}${more}.`);
}

/** One sample with all its details. Throws ApiError `unknown-sample` where the job has none with this id. */
export async function answerSample(
  manager: ExplainManager,
  key: string,
  id: number,
  { threshold }: ThresholdRequest = {},
): Promise<Tagged<SampleAnswer>> {
  return withJob(manager, key, async (loader, jobStatus) => {
    const { atThreshold, sample } = await sampleOf(loader, jobStatus, id, threshold);
    const status = answerStatusOf(jobStatus);
    const aspect = await commonAspect(manager, key, status.generation, [sample.imagePath]);
    const job = await markedJob(manager, loader, false);
    const { ids = [], pictures = [] } = (await loader.sampleKeys([id])) ?? {};
    const [marks] = await marksOfPage(manager, job, { ids: [...ids], pictures: [...pictures] });
    const answer = { ...status, atThreshold, sample: { ...sample, ...marks }, aspect };
    return { answer, etag: etagOf(answer) };
  });
}
