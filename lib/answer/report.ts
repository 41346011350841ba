import 'server-only';
import { basename } from 'node:path';
import type { AnswerStatus } from '../api/answer-values';
import type { CompareSamplesAnswer } from '../api/compare-answers';
import { ApiError } from '../api/problem';
import type { CompareReport, JobReport, ReportMarks } from '../api/report';
import { MAX_REPORT_MAPS } from '../api/report-choices';
import type { CompareReportRequest, ReportRequest } from '../api/report-requests';
import type { FacetsRequest } from '../api/requests';
import { milliseconds, pause, systemClock } from '../clock';
import { fromJson, type Json } from '../json';
import type { ExplainManager } from '../manager/explain-manager';
import { answerCompare, withBothJobs } from './compare';
import { answerCompareSamples } from './compare-samples';
import { answerAgreement } from './insight-agreement';
import { answerTriage } from './insight-triage';
import { answerEvaluation, answerJob, type Tagged, withJob } from './job';
import { answerJobMarks, answerNotes } from './marks';
import { answerFacets, answerSamples } from './samples';

/* What a report says, collected from the answers of the API. */

/** A report waits this long for a job to be read, and for its maps to be surveyed, milliseconds; then it says how far that has got. */
const PATIENCE_MS = 10_000;
const SURVEY_PATIENCE_MS = 5_000;
const LOOK_MS = 200;

const version = () => process.env.SALIENT_VERSION ?? '';

/**
 * Collects a report of a job.
 *
 * @throws ApiError `unknown-job`, `bad-parameter` for an explainer that the job does not have, `answer-too-long` for too many maps, LongNamesError
 *   for names of explainers that are too long, `unreadable` for a job that is replaced meanwhile, and those of the samples
 */
export async function jobReport(
  manager: ExplainManager,
  key: string,
  request: ReportRequest,
  signal: AbortSignal,
): Promise<JobReport> {
  await withJob(manager, key, (loader) => loader.settled(PATIENCE_MS));
  const { limit, explainers, sort, order } = request;
  const filter = withoutShown(request);
  const job = named(manager, known(await answerJob(manager, key, { threshold: request.threshold })));
  checkExplainers(explainers, job.explainerNames);
  const samples = known(
    await answerSamples(manager, key, { ...filter, sort, order, page: 1, limit, ids: undefined, aspect: false }),
  );
  checkMaps(samples.samples.length, explainers?.length ?? job.explainerNames.length);
  const facets = known(await answerFacets(manager, key, filter));
  const evaluation = known(await answerEvaluation(manager, key));
  const agreement = await final(() => answerAgreement(manager, key, filter), signal);
  checkSameRun([job, samples, facets, evaluation, agreement]);
  return {
    made: systemClock.now(),
    version: version(),
    ...{ job, samples, facets, evaluation, agreement },
    intervals: await intervalsOf(manager, key, filter),
    marks: await marksOf(manager, key),
  };
}

/** Collects a report of two jobs. Throws as `jobReport`. */
export async function compareReport(
  manager: ExplainManager,
  request: CompareReportRequest,
  signal: AbortSignal,
): Promise<CompareReport> {
  const { a, b, limit } = request;
  await withBothJobs(manager, { a, b }, (...jobs) =>
    Promise.all(jobs.map(({ loader }) => loader.settled(PATIENCE_MS))),
  );
  const compare = await final(() => answerCompare(manager, { a, b }), signal);
  const page = { ...request, page: 1, limit, ids: undefined, aspect: false };
  const samples = (await answerCompareSamples(manager, page)).answer as CompareSamplesAnswer;
  checkMaps(samples.samples.length, 2 * samples.explainers.length);
  const jobs = { a: known(await answerJob(manager, a)), b: known(await answerJob(manager, b)) };
  const evaluations = { a: known(await answerEvaluation(manager, a)), b: known(await answerEvaluation(manager, b)) };
  for (const side of ['a', 'b'] as const) checkSameRun([compare[side], samples[side], jobs[side], evaluations[side]]);
  return {
    made: systemClock.now(),
    version: version(),
    compare: { ...compare, a: named(manager, compare.a), b: named(manager, compare.b) },
    samples,
    jobs,
    evaluations,
    marks: { a: await marksOf(manager, a), b: await marksOf(manager, b) },
  };
}

/**
 * Checks that answers, in the order in which they were given, are about one run, which may have grown meanwhile.
 *
 * @throws ApiError `unreadable` if it was replaced, or cut off: numbers of two runs would stand beside each other
 */
export function checkSameRun(answers: readonly Pick<AnswerStatus, 'generation' | 'progress'>[]): void {
  for (const [k, { generation, progress }] of answers.slice(1).entries()) {
    const before = answers[k];
    const isOther = before.generation !== null && before.generation !== generation;
    if (isOther || progress.read < before.progress.read)
      throw new ApiError('unreadable', 'A job was replaced while the report was made; make it again.');
  }
}

/** A job as a report names it: the base directory, which is `.` beside other jobs, has a name of its own. */
export function named<J extends { path: string }>(
  { summaryBaseDir }: Pick<ExplainManager, 'summaryBaseDir'>,
  job: J,
): J {
  return job.path === '.' ? { ...job, path: basename(summaryBaseDir) || '/' } : job;
}

/** An answer about surveyed maps, when all are surveyed, or it takes too long, or nobody waits any more. */
async function final<A extends { surveyed: number; total: number; isCounting?: boolean; samePicture?: number | null }>(
  ask: () => Promise<Tagged<A>>,
  signal: AbortSignal,
): Promise<A> {
  const deadline = milliseconds() + SURVEY_PATIENCE_MS;
  for (;;) {
    const { answer } = await ask();
    const isFinal = answer.surveyed >= answer.total && answer.isCounting !== true && answer.samePicture !== null;
    if (isFinal || signal.aborted || milliseconds() > deadline) return answer;
    await pause(systemClock, LOOK_MS);
  }
}

/** The filter of a request. */
function withoutShown(request: ReportRequest) {
  const { limit, title, language, explainers, picks, sort, order, ...rest } = request;
  const { colour, diverging, sign, scale, contrast, blend, top, contours, ...filter } = rest;
  return filter;
}

async function intervalsOf(
  manager: ExplainManager,
  key: string,
  filter: FacetsRequest,
): Promise<JobReport['intervals']> {
  const { presets } = (await answerTriage(manager, key, { ...filter, limit: 1 })).answer;
  const { pairs = 0, of = 0 } = presets.find(({ preset }) => preset === 'foreign') ?? {};
  return { outside: pairs, of };
}

/** An answer that is never cached by the asker, as an object. */
function known<T>({ answer }: Tagged<Json<T> | null>): T {
  return fromJson(answer as Json<T>);
}

function checkExplainers(explainers: readonly number[] | undefined, names: readonly string[]): void {
  const unknown = explainers?.find((explainer) => !(explainer in names));
  const twice = explainers?.find((explainer, place) => explainers.indexOf(explainer) !== place);
  const wrong = unknown ?? twice;
  if (wrong === undefined) return;
  const allowed = names.length > 0 ? `each of 0 to ${names.length - 1} once` : 'none: the job has no explainer yet';
  throw new ApiError('bad-parameter', `explainers has ${wrong}; allowed: ${allowed}.`, {
    parameter: 'explainers',
    value: String(wrong),
    allowed,
  });
}

function checkMaps(samples: number, mapsOfEach: number): void {
  if (samples * mapsOfEach <= MAX_REPORT_MAPS) return;
  const most = Math.floor(MAX_REPORT_MAPS / mapsOfEach);
  throw new ApiError(
    'answer-too-long',
    `${samples} samples with ${mapsOfEach} maps each are more than the ${MAX_REPORT_MAPS} maps that a report may have. Choose at most ${most} samples, or fewer explainers.`,
  );
}

/** Marks and notes of a job. That they cannot be read keeps nobody from a report. */
async function marksOf(manager: ExplainManager, key: string): Promise<ReportMarks | null> {
  if (manager.marks === null) return null;
  try {
    const [{ answer: marked }, { answer: noted }] = [
      await answerJobMarks(manager, key),
      await answerNotes(manager, key),
    ];
    return { marks: marked.marks, notes: noted.notes };
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('Marks')) return null;
    throw error;
  }
}
