import 'server-only';
import type { AgreementAnswer, PairingJson } from '../api/insight-answers';
import { ApiError } from '../api/problem';
import type { FacetsRequest } from '../api/requests';
import type { SampleFilter } from '../job/query';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { Surveyed } from '../manager/job-surveys';
import type { Query } from '../survey/survey-service';
import type { Surveyor } from '../survey/survey-thread';
import { etagOf } from './etag';
import { type Tagged, versionOf, withJob } from './job';
import { answerStatusOf } from './job-summary';
import { markedJob, needsMarks } from './marked-samples';
import { ofMaps } from './sample-filter';
import { prepared, withKnownValues } from './sample-values';

/* What all insight answers have in common: they come from the survey of a job, and a request goes on with it. */

/** What every insight answer begins with. */
export type Head = Pick<
  AgreementAnswer,
  | 'state'
  | 'generation'
  | 'revision'
  | 'progress'
  | 'message'
  | 'atThreshold'
  | 'surveyed'
  | 'total'
  | 'unreadable'
  | 'survey'
>;

/** The views whose answers say types. */
const WITH_TYPES: ReadonlySet<string> = new Set(['pairs', 'shortcuts', 'triage']);

/**
 * Answers a request about the survey of a job.
 *
 * @param ask asks the survey thread
 * @param shape makes the answer of the result; the result is null before anything of the job was read
 */
export async function answerInsight<T, A extends Head>(
  manager: ExplainManager,
  key: string,
  view: string,
  request: FacetsRequest & { quick?: boolean },
  ask: (call: Surveyor['call'], handle: string, query: Query, loader: ExplainLoader) => Promise<T>,
  shape: (head: Head, result: T | null, loader: ExplainLoader, filter: SampleFilter) => A | Promise<A>,
): Promise<Tagged<A>> {
  return withJob(
    manager,
    key,
    async (loader, jobStatus) => {
      const before = answerStatusOf(jobStatus);
      const job = await markedJob(manager, loader, needsMarks(request));
      const own = WITH_TYPES.has(view) ? request : ofMaps(request);
      const { found, filter } = await withKnownValues(async () => {
        const { filter, unranged } = await prepared(manager, loader, { ...own, sort: 'id', order: 'asc' }, job);
        const asked = (call: Surveyor['call'], handle: string, query: Query) => ask(call, handle, query, loader);
        return { filter, found: await manager.surveys.ask(loader, filter, asked, true, unranged, request.quick) };
      });
      const status = found ? { ...before, ...versionOf(found.version, before) } : before;
      const trust = request.threshold === undefined ? null : await loader.trust(request.threshold);
      const atThreshold = trust?.atThreshold ?? null;
      const head = { ...status, atThreshold, ...headOf(found, loader.explainers) };
      const answer = await shape(head, found?.result ?? null, loader, filter);
      // The time left and the check are no content: they must not make every answer of a survey that waits a new one.
      const { survey, ...content } = answer;
      return { answer, etag: etagOf('insight', view, content, { ...survey, secondsLeft: null, isChecking: false }) };
    },
    true,
  );
}

function headOf(found: Surveyed<unknown> | null, explainers: readonly string[]) {
  const { surveyed = 0, total = 0, unreadable = 0 } = found?.progress ?? {};
  const {
    isRunning = false,
    isChecking = false,
    secondsLeft = null,
    withoutEvidence = 0,
    lossy = 0,
    failures = [],
    message = null,
  } = found?.progress ?? {};
  return {
    ...{ surveyed, total, unreadable },
    survey: {
      isRunning: isRunning && surveyed < total,
      isChecking,
      secondsLeft: secondsLeft === null ? null : Math.ceil(secondsLeft),
      withoutEvidence,
      lossy,
      failures: failures.map(({ explainer, ...failure }) => ({ ...failure, explainer: explainers[explainer] ?? '' })),
      message,
    },
  };
}

/** Rounded to 9 decimals; null for what is not defined. */
export function orNull(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e9) / 1e9 : null;
}

export function pairingJson({ n, mean, median, shuffled, lift }: { [K in keyof PairingJson]: number }): PairingJson {
  return { n, mean: orNull(mean), median: orNull(median), shuffled: orNull(shuffled), lift: orNull(lift) };
}

type Pairings = Record<'rho' | 'iou' | 'overlap', Parameters<typeof pairingJson>[0]>;

export function pairingsJson({ rho, iou, overlap }: Pairings) {
  return { rho: pairingJson(rho), iou: pairingJson(iou), overlap: pairingJson(overlap) };
}

/** The index of an explainer. Throws ApiError `bad-parameter` for an unknown one, and for none. */
export function explainerOf(parameter: string, name: string | undefined, { explainers }: ExplainLoader): number {
  const index = name === undefined ? -1 : explainers.indexOf(name);
  if (index !== -1) return index;
  const known = explainers.length > 0 ? explainers.join(', ') : 'none so far';
  const given = name === undefined ? `${parameter} is missing` : `${parameter} is "${name}"`;
  throw new ApiError('bad-parameter', `${given}; explainers of the job: ${known}.`, {
    parameter,
    value: name ?? '',
    allowed: known,
  });
}
