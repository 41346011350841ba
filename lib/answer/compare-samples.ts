import 'server-only';
import { LRUCache } from 'lru-cache';
import type { ComparedSample, CompareSamplesAnswer } from '../api/compare-answers';
import type { Side } from '../api/compare-choices';
import type { CompareSamplesRequest } from '../api/compare-requests';
import { ApiError } from '../api/problem';
import type { ComparedPage, ComparedSamples, ComparedVersions, SamplesJson } from '../indexing/index-answers';
import type { ComparedKeys } from '../job/compared-keys';
import type { ComparedQuery } from '../job/compared-order';
import type { ComparedRow } from '../job/compared-row';
import { fromJson, type Json, toJson, withJson, withProperty } from '../json';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import { JobChanges } from '../manager/job-changes';
import { orNull } from '../survey/pairing-json';
import { commonAspect } from './aspect';
import { type ComparedJob, sideOf, withBothJobs } from './compare';
import { etagOf } from './etag';
import type { Tagged } from './job';
import { type MarkedJob, markedJob, marksOfPage, needsMarks } from './marked-samples';
import { missingJob } from './missing-job';
import { needsSurvey, prepared, withKnownValues } from './sample-values';

/** Cached pages, by validator: a page that was requested before is answered at once. */
const pages = new LRUCache<string, Json<CompareSamplesAnswer>>({
  maxSize: 16 * 2 ** 20,
  sizeCalculation: ({ length }) => 2 * length,
});

/** A page of the compared samples that match, as an object. */
export async function answerCompareSamples(
  manager: ExplainManager,
  request: CompareSamplesRequest,
): Promise<Tagged<CompareSamplesAnswer | null>> {
  const { answer, etag } = await answerCompareSamplesJson(manager, request);
  return { answer: answer && fromJson(answer), etag };
}

/** A page of the compared samples that match, ready to be sent; `isCached` as in `answerSamplesJson`. */
export async function answerCompareSamplesJson(
  manager: ExplainManager,
  request: CompareSamplesRequest,
  isCached: (etag: string) => boolean = () => false,
): Promise<Tagged<Json<CompareSamplesAnswer> | null>> {
  return withBothJobs(manager, request, async (a, b) => {
    const [picturesA, picturesB] = await Promise.all([a, b].map(({ loader }) => manager.surveys.pictures.ask(loader)));
    const isByMaps = isSortedByMaps(request);
    const survey = await surveyOf(manager, a.loader, b.loader, isByMaps || needsSurvey(request));
    const [markedA, markedB] = await Promise.all(
      [a, b].map(({ loader }) => markedJob(manager, loader, needsMarks(request))),
    );
    const marks = { a: markedA, b: markedB };
    const before = { a: sideOf(manager, a, undefined, picturesA), b: sideOf(manager, b, undefined, picturesB) };
    const tag = (sides: typeof before, { surveyed, total }: typeof survey) =>
      etagOf('compare-samples', sides, request, surveyed, total, marks.a.version, marks.b.version);
    const etag = tag(before, survey);
    if (isCached(etag)) return { answer: null, etag };
    const kept = pages.get(etag);
    if (kept !== undefined) return { answer: kept, etag };

    const found = await withKnownValues(async () => {
      const query = await queryOf(manager, a, b, request, marks[request.of]);
      const { page, limit, ids } = request;
      return query && a.loader.comparedSamples(b.loader, { ...query, page: page - 1, limit, ids });
    });
    const changes = found && (await changesOf(manager, a.loader, b.loader, found));
    const shared = JobChanges.explainersOf(a.loader, b.loader).map(({ name }) => name);
    const sides = { a: sideOf(manager, a, found?.a, picturesA), b: sideOf(manager, b, found?.b, picturesB) };
    const { page, limit } = request;
    const total = found?.total ?? 0;
    const head = {
      ...sides,
      total,
      compared: found?.compared ?? 0,
      page,
      limit,
      pages: Math.max(1, Math.ceil(total / limit)),
      ...(request.aspect ? { aspect: found ? await aspectOf(manager, request.a, found) : null } : {}),
      explainers: shared,
      survey: { surveyed: changes?.surveyed ?? survey.surveyed, total: changes?.total ?? survey.total },
    };
    const samples = found
      ? samplesJson(await withMarks(manager, found, marks), shared, changes?.values ?? null)
      : toJson<ComparedSample[]>([]);
    const answer = withProperty(head, 'samples', samples);
    const after = tag(sides, head.survey);
    pages.set(after, answer);
    return { answer, etag: after };
  });
}

/** What a table of the compared samples that match is about, and of which state of both jobs; null before anything of both was read. */
export async function comparedKeysOf(
  manager: ExplainManager,
  a: ComparedJob,
  b: ComparedJob,
  request: FilterRequest,
): Promise<(ComparedVersions & { keys: ComparedKeys }) | null> {
  await surveyOf(manager, a.loader, b.loader, isSortedByMaps(request) || needsSurvey(request));
  const marked = await markedJob(manager, sideIn(request, a, b), needsMarks(request));
  return withKnownValues(async () => {
    const query = await queryOf(manager, a, b, request, marked);
    return query && a.loader.comparedKeys(b.loader, query);
  });
}

/**
 * Compared samples by their keys, as they are now; those that are no longer there are left out.
 *
 * @param versions that the keys are of
 * @throws ApiError `unreadable` if a job was replaced since, or can no longer be read
 */
export async function comparedSamplesAt(
  manager: ExplainManager,
  a: ExplainLoader,
  b: ExplainLoader,
  versions: Pick<ComparedVersions, 'a' | 'b'>,
  keys: ComparedKeys,
): Promise<ComparedSample[]> {
  const found = await a.comparedSamplesAt(b, [versions.a.generation, versions.b.generation], keys);
  if (found === null) throw missingJob(a, b);
  const changes = await changesOf(manager, a, b, found);
  const shared = JobChanges.explainersOf(a, b).map(({ name }) => name);
  const samples = { rows: found.rows, a: each(found.samplesA), b: each(found.samplesB) };
  return fromJson(samplesJson(samples, shared, changes?.values ?? null));
}

/** How far the surveys of both jobs have got. */
async function surveyOf(manager: ExplainManager, a: ExplainLoader, b: ExplainLoader, isNeeded: boolean) {
  const first = await manager.surveys.peek(a, {}, isNeeded);
  const second = await manager.surveys.peek(b, {}, isNeeded);
  return { surveyed: first.surveyed + second.surveyed, total: first.total + second.total };
}

function isSortedByMaps({ sort }: FilterRequest): boolean {
  return sort === 'most-changed' || sort === 'least-changed';
}

/** The job that the filter of a request is about. */
function sideIn({ of }: FilterRequest, a: ComparedJob, b: ComparedJob): ExplainLoader {
  return of === 'a' ? a.loader : b.loader;
}

type FilterRequest = Omit<CompareSamplesRequest, 'page' | 'limit' | 'ids' | 'aspect'>;

/** The query of a request; null before anything of both jobs was read. Values that it needs are given to the index. */
async function queryOf(
  manager: ExplainManager,
  a: ComparedJob,
  b: ComparedJob,
  request: FilterRequest,
  marked: MarkedJob,
): Promise<ComparedQuery | null> {
  const { of, only, from, to, sort } = request;
  const { filter } = await prepared(manager, sideIn(request, a, b), { ...request, sort: 'id', order: 'asc' }, marked);
  const query = { of, filter, only, from, to, sort };
  if (!isSortedByMaps(request)) return query;
  const summary = await a.loader.compare(b.loader);
  if (summary === null) return null;
  const explainer = sharedExplainer(request.by, a.loader, b.loader);
  const wanted = { measure: request.measure ?? 'rho', explainer } as const;
  return { ...query, key: await manager.changes.giveValues(a.loader, b.loader, summary.state, wanted) };
}

/** The position of an explainer among those of both jobs; null for all. Throws ApiError `bad-parameter` for another one. */
function sharedExplainer(name: string | undefined, a: ExplainLoader, b: ExplainLoader): number | null {
  if (name === undefined) return null;
  const names = JobChanges.explainersOf(a, b).map((shared) => shared.name);
  const index = names.indexOf(name);
  if (index !== -1) return index;
  const allowed = names.join(', ') || 'none so far';
  throw new ApiError('bad-parameter', `by is "${name}"; explainers of both jobs: ${allowed}.`, {
    parameter: 'by',
    value: name,
    allowed,
  });
}

/** The change of the maps of a page, for each row and explainer; null for a row without a label in both jobs. */
async function changesOf(manager: ExplainManager, a: ExplainLoader, b: ExplainLoader, { rows }: ComparedSamples) {
  const at = rows.flatMap((row, k) => (row.a.label !== null && row.b.label !== null ? [k] : []));
  const found = await manager.changes.at(a, b, {
    idsA: Int32Array.from(at, (k) => rows[k].a.id),
    labelsA: Int32Array.from(at, (k) => rows[k].a.label ?? -1),
    idsB: Int32Array.from(at, (k) => rows[k].b.id),
    labelsB: Int32Array.from(at, (k) => rows[k].b.label ?? -1),
  });
  if (found === null) return null;
  const { progressA, progressB, result } = found;
  return {
    surveyed: progressA.surveyed + progressB.surveyed,
    total: progressA.total + progressB.total,
    values: (explainer: number, row: number) => {
      const position = at.indexOf(row);
      if (position === -1) return null;
      const { rho, iou, overlap } = result[explainer];
      return { rho: rho[position], iou: iou[position], overlap: overlap[position] };
    },
  };
}

/** A page whose samples have their marks and notes. */
async function withMarks(
  manager: ExplainManager,
  page: ComparedSamples,
  marks: Record<Side, MarkedJob>,
): Promise<Pick<ComparedSamples, 'rows'> & Record<Side, string[]>> {
  const { rows } = page;
  const samplesOf = async (side: Side, samples: SamplesJson) => {
    const keys = { ids: rows.map((row) => row[side].id), pictures: rows.map((row) => row[side].picture) };
    const own = await marksOfPage(manager, marks[side], keys);
    return each(samples).map((sample, k) => withJson(own[k], sample as Json<object>));
  };
  return { rows, a: await samplesOf('a', page.samplesA), b: await samplesOf('b', page.samplesB) };
}

type Values = (explainer: number, row: number) => { rho: number; iou: number; overlap: number } | null;

const UNKNOWN = { rho: Number.NaN, iou: Number.NaN, overlap: Number.NaN };

/** The samples of both jobs as they came, with what is said of each pair. */
function samplesJson(
  { rows, a, b }: Pick<ComparedSamples, 'rows'> & Record<Side, string[]>,
  explainers: readonly string[],
  values: Values | null,
): Json<ComparedSample[]> {
  const parts = rows.map((row, k) => {
    const maps = Object.fromEntries(
      explainers.map((name, explainer) => {
        const { rho, iou, overlap } = values?.(explainer, k) ?? UNKNOWN;
        return [name, { rho: orNull(rho), iou: orNull(iou), overlap: orNull(overlap) }];
      }),
    );
    const withA = withProperty({ name: row.name, delta: row.delta, maps }, 'a', sideJson(row.a, a[k]));
    return `${withA.slice(0, -1)},"b":${sideJson(row.b, b[k])}}`;
  });
  return `[${parts.join(',')}]` as Json<ComparedSample[]>;
}

function sideJson({ label, type, confidence, top }: ComparedRow['a'], sample: string): Json<ComparedSample['a']> {
  return withProperty({ label, type, confidence, top }, 'sample', sample as Json<ComparedSample['a']['sample']>);
}

/** The JSON of each sample. */
function each({ samples, ends }: SamplesJson): string[] {
  return ends.map((end, k) => samples.slice(k === 0 ? 1 : ends[k - 1] + 1, end));
}

async function aspectOf(manager: ExplainManager, key: string, { samplesA, a }: ComparedPage): Promise<number | null> {
  return commonAspect(manager, key, a.generation, samplesA.imagePaths);
}
