import 'server-only';
import type { CompareAnswer, CompareSide } from '../api/compare-answers';
import type { CompareRequest } from '../api/compare-requests';
import { jobKeyOf, jobPathOf } from '../api/job-key';
import { ApiError } from '../api/problem';
import { noCounts } from '../job/comparison';
import type { ChangedTruth, ComparisonSummary, Listed } from '../job/comparison-summary';
import { DEFAULT_THRESHOLD } from '../job/job';
import { roundConfidence } from '../job/prediction';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { BothSurveyed, LatestChange } from '../manager/job-changes';
import { JobChanges } from '../manager/job-changes';
import type { PictureProgress } from '../manager/job-picture-hashes';
import type { JobStatus } from '../manager/job-status';
import type { ChangeSummary } from '../survey/compared-surveys';
import { orNull, pairingJson } from '../survey/pairing-json';
import { etagOf } from './etag';
import { type Tagged, versionOf, withJob } from './job';
import { jobNameOf } from './job-name';
import { answerStatusOf } from './job-summary';

/* Two jobs compared: what every answer about them begins with, and the overview. */

/** A compared job: its loader, and its status at the beginning of the request. */
export interface ComparedJob {
  loader: ExplainLoader;
  status: JobStatus;
}

/**
 * Runs `use` with both jobs of a request; neither is evicted meanwhile.
 *
 * @throws ApiError `unknown-job` with the parameter that names the job
 */
export async function withBothJobs<T>(
  manager: ExplainManager,
  { a, b }: CompareRequest,
  use: (a: ComparedJob, b: ComparedJob) => Promise<T>,
): Promise<T> {
  return withComparedJob(manager, 'a', a, (first) => withComparedJob(manager, 'b', b, (second) => use(first, second)));
}

/**
 * Runs `use` with the job that a parameter of a request names.
 *
 * @throws ApiError `unknown-job` with the parameter
 */
export async function withComparedJob<T>(
  manager: ExplainManager,
  parameter: 'a' | 'b' | 'comparedWith',
  key: string,
  use: (job: ComparedJob) => Promise<T>,
): Promise<T> {
  try {
    return await withJob(manager, key, (loader, status) => use({ loader, status }), true);
  } catch (error) {
    const isOwn = error instanceof ApiError && error.problem.parameter === undefined;
    if (!isOwn || error.problem.code !== 'unknown-job') throw error;
    throw new ApiError('unknown-job', error.problem.detail, { parameter, value: key });
  }
}

/** What an answer says of one of the two jobs. */
export function sideOf(
  manager: Pick<ExplainManager, 'title'>,
  { loader, status }: ComparedJob,
  version: { generation: string | null; revision: string; bytesRead: number } | undefined,
  pictures: PictureProgress,
): CompareSide {
  const before = answerStatusOf(status);
  const id = status.directory.relativePath;
  return {
    ...(version ? { ...before, ...versionOf(version, before) } : before),
    key: jobKeyOf(id),
    path: jobPathOf(id),
    name: jobNameOf(manager, id),
    samples: status.snapshot?.sampleCount ?? 0,
    threshold: status.snapshot?.threshold ?? DEFAULT_THRESHOLD,
    explainers: [...loader.explainers],
    pictures,
  };
}

/** An overview waits this long for the originals to be hashed, milliseconds. */
const PATIENCE_MS = 100;

/** The overview of two jobs. */
export async function answerCompare(manager: ExplainManager, request: CompareRequest): Promise<Tagged<CompareAnswer>> {
  return withBothJobs(manager, request, async (a, b) => {
    // First what is known, so that nothing that begins now delays it.
    let found = await a.loader.compare(b.loader);
    const { pictures } = manager.surveys;
    const changesIn = (known: typeof found) => known && manager.changes.summary(a.loader, b.loader, known.state);
    let [changes, picturesA, picturesB] = await Promise.all([
      changesIn(found),
      pictures.ask(a.loader, PATIENCE_MS),
      pictures.ask(b.loader, PATIENCE_MS),
    ]);
    if (found?.pictures === null) {
      const { state } = found;
      found = await a.loader.compare(b.loader);
      if (found?.state !== state) changes = await changesIn(found);
    }
    const summary = found ?? NOTHING;
    const answer: CompareAnswer = {
      a: sideOf(manager, a, found?.a, picturesA),
      b: sideOf(manager, b, found?.b, picturesB),
      ...numbersOf(summary),
      ...mapsOf(a.loader, b.loader, changes),
      isCounting: found !== null && isCounting(a.loader, b.loader, changes),
    };
    const { survey, ...content } = answer;
    return { answer, etag: etagOf('compare', content, { ...survey, secondsLeft: null, isChecking: false }) };
  });
}

const TRANSITIONS = ['TP->TP', 'FN->TP', 'TP->FN', 'FN->FN'] as const;

/** The transitions that occur. */
function transitionsOf(counts: readonly number[]): Record<string, number> {
  return Object.fromEntries(TRANSITIONS.flatMap((name, k) => (counts[k] > 0 ? [[name, counts[k]]] : [])));
}

function numbersOf({ counts, pictures, labels, explainers, ...summary }: ComparisonSummary) {
  const { delta, top, transitions } = counts;
  return {
    compared: summary.compared,
    both: summary.both,
    onlyA: summary.onlyA.count,
    onlyB: summary.onlyB.count,
    samePicture: pictures?.same ?? null,
    otherPicture: pictures?.other ?? null,
    otherLeft: pictures && summary.otherPicture.count,
    unknownPicture: pictures && pictures.unreadable + pictures.pending,
    pendingPicture: pictures?.pending ?? null,
    byPicture: summary.byPicture,
    left: {
      onlyA: summary.onlyA.first,
      onlyB: summary.onlyB.first,
      otherPicture: summary.otherPicture.first,
    },
    labels,
    explainers,
    transitions: transitionsOf(transitions),
    transitionSamples: transitionsOf(counts.samples),
    fixed: transitions[1],
    broken: transitions[2],
    fpAppeared: counts.fpAppeared,
    fpVanished: counts.fpVanished,
    mcnemar: counts.mcnemar,
    top1: top,
    delta: {
      n: delta.n,
      mean: rounded(delta.mean),
      median: rounded(delta.median),
      fell: delta.fell,
      rose: delta.rose,
      histogram: { min: -1, max: 1, bins: [...delta.bins], flips: [...delta.flips] },
      greatestDrop: truthJson(summary.greatestDrop),
      greatestRise: truthJson(summary.greatestRise),
    },
  };
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? roundConfidence(value) : null;
}

function truthJson(truth: ChangedTruth | null) {
  return truth && { ...truth, delta: roundConfidence(truth.delta) };
}

function mapsOf(a: ExplainLoader, b: ExplainLoader, changes: BothSurveyed<LatestChange> | null) {
  const shared = JobChanges.explainersOf(a, b);
  const sides = changes ? [changes.progressA, changes.progressB] : [];
  const sum = (of: (progress: (typeof sides)[number]) => number) => sides.reduce((total, side) => total + of(side), 0);
  const [surveyed, total] = [sum((side) => side.surveyed), sum((side) => side.total)];
  const failuresOf = (loader: ExplainLoader, progress: (typeof sides)[number] | undefined) =>
    (progress?.failures ?? []).map(({ explainer, ...failure }) => ({
      ...failure,
      explainer: loader.explainers[explainer] ?? '',
    }));
  const seconds = sides.map(({ secondsLeft }) => secondsLeft);
  return {
    maps: Object.fromEntries(
      (changes?.result.summaries ?? []).map((change, k) => [
        shared[k].name,
        {
          rho: changeJson(change.rho),
          iou: changeJson(change.iou),
          overlap: changeJson(change.overlap),
        },
      ]),
    ),
    surveyed,
    total,
    unreadable: sum((side) => side.unreadable),
    survey: {
      isRunning: sides.some(({ isRunning }) => isRunning) && surveyed < total,
      isChecking: sides.some(({ isChecking }) => isChecking),
      secondsLeft: seconds.some((left) => left === null)
        ? null
        : Math.ceil(seconds.reduce<number>((most, left) => Math.max(most, left ?? 0), 0)),
      withoutEvidence: sum((side) => side.withoutEvidence),
      lossy: sum((side) => side.lossy),
      failures: [...failuresOf(a, changes?.progressA), ...failuresOf(b, changes?.progressB)],
      message: sides.find(({ message }) => message !== null)?.message ?? null,
    },
  };
}

/** Whether the change of the maps is not known yet. */
function isCounting(a: ExplainLoader, b: ExplainLoader, changes: BothSurveyed<LatestChange> | null): boolean {
  return JobChanges.explainersOf(a, b).length > 0 && changes?.result.isCurrent !== true;
}

function changeJson({ ticks, ...pairing }: ChangeSummary['rho']) {
  return { ...pairingJson(pairing), ticks: ticks.flatMap((tick) => orNull(tick) ?? []) };
}

function noneListed<T>(): Listed<T> {
  return { count: 0, first: [] };
}

/** Before anything of both jobs was read. */
const NOTHING: ComparisonSummary = {
  compared: 0,
  both: 0,
  pictures: null,
  byPicture: 0,
  onlyA: noneListed(),
  onlyB: noneListed(),
  otherPicture: noneListed(),
  labels: { both: 0, onlyA: noneListed(), onlyB: noneListed() },
  explainers: { both: [], onlyA: [], onlyB: [] },
  counts: noCounts(),
  greatestDrop: null,
  greatestRise: null,
};
