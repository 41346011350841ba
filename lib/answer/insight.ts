import 'server-only';
import type {
  AgreementAnswer,
  ClassesAnswer,
  ExplainersAnswer,
  PairingJson,
  PairsAnswer,
  ShortcutsAnswer,
  SurveyAnswer,
} from '../api/insight-answers';
import type { ClassesRequest, PairsRequest, ShortcutsRequest } from '../api/insight-requests';
import { ApiError } from '../api/problem';
import type { FacetsRequest } from '../api/requests';
import { TYPE_BIT, typeOfBit } from '../job/prediction';
import type { Sample } from '../job/sample';
import { fromJson } from '../json';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { Surveyed } from '../manager/job-surveys';
import type { Group, Query } from '../survey/survey-service';
import type { Surveyor } from '../survey/survey-thread';
import { etagOf } from './etag';
import { type Tagged, versionOf, withJob } from './job';
import { answerStatusOf } from './job-summary';
import { filterOf } from './sample-filter';

/* What the surveys of maps say, as answers. A request starts the survey of the job. */

/** What every insight answer begins with. */
type Head = Pick<
  AgreementAnswer,
  'state' | 'generation' | 'revision' | 'progress' | 'message' | 'surveyed' | 'total' | 'unreadable' | 'survey'
>;

/**
 * Answers a request about the survey of a job.
 *
 * @param ask asks the survey thread
 * @param shape makes the answer of the result; the result is null before anything of the job was read
 */
async function answerInsight<T, A extends Head>(
  manager: ExplainManager,
  key: string,
  view: string,
  request: FacetsRequest,
  ask: (call: Surveyor['call'], handle: string, query: Query, loader: ExplainLoader) => Promise<T>,
  shape: (head: Head, result: T | null, loader: ExplainLoader) => A | Promise<A>,
): Promise<Tagged<A>> {
  return withJob(
    manager,
    key,
    async (loader, jobStatus) => {
      const before = answerStatusOf(jobStatus);
      const found = await manager.surveys.ask(loader, filterOf(request), (call, handle, query) =>
        ask(call, handle, query, loader),
      );
      const status = found ? { ...before, ...versionOf(found.version, before) } : before;
      const answer = await shape({ ...status, ...headOf(found, loader.explainers) }, found?.result ?? null, loader);
      // The time left is no content: it must not make every answer of a survey that waits a new one.
      const { survey, ...content } = answer;
      return { answer, etag: etagOf('insight', view, content, { ...survey, secondsLeft: null }) };
    },
    true,
  );
}

function headOf(found: Surveyed<unknown> | null, explainers: readonly string[]) {
  const { surveyed = 0, total = 0, unreadable = 0 } = found?.progress ?? {};
  const {
    isRunning = false,
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
      secondsLeft: secondsLeft === null ? null : Math.ceil(secondsLeft),
      withoutEvidence,
      lossy,
      failures: failures.map(({ explainer, ...failure }) => ({ ...failure, explainer: explainers[explainer] ?? '' })),
      message,
    },
  };
}

/** Rounded to 9 decimals; null for what is not defined. */
function orNull(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e9) / 1e9 : null;
}

function pairingJson({ n, mean, median, shuffled, lift }: { [K in keyof PairingJson]: number }): PairingJson {
  return { n, mean: orNull(mean), median: orNull(median), shuffled: orNull(shuffled), lift: orNull(lift) };
}

type Pairings = Record<'rho' | 'iou' | 'overlap', Parameters<typeof pairingJson>[0]>;

function pairingsJson({ rho, iou, overlap }: Pairings) {
  return { rho: pairingJson(rho), iou: pairingJson(iou), overlap: pairingJson(overlap) };
}

/** How far the maps of a job have been surveyed. */
export async function answerSurvey(
  manager: ExplainManager,
  key: string,
  request: FacetsRequest,
): Promise<Tagged<SurveyAnswer>> {
  return answerInsight(
    manager,
    key,
    'survey',
    request,
    async () => null,
    (head) => head,
  );
}

/** The agreement of all explainers with each other. */
export async function answerAgreement(
  manager: ExplainManager,
  key: string,
  request: FacetsRequest,
): Promise<Tagged<AgreementAnswer>> {
  return answerInsight(
    manager,
    key,
    'agreement',
    request,
    (call, handle, query) => call('agreement', handle, query),
    (head, result, { explainers }) => ({
      ...head,
      explainers: [...explainers],
      pairs: (result?.pairs ?? []).map(({ a, b, ...pairings }) => ({
        a: explainers[a],
        b: explainers[b],
        ...pairingsJson(pairings),
      })),
    }),
  );
}

/** The index of an explainer. Throws ApiError `bad-parameter` for an unknown one. */
function explainerOf(parameter: string, name: string, { explainers }: ExplainLoader): number {
  const index = explainers.indexOf(name);
  if (index !== -1) return index;
  const known = explainers.length > 0 ? explainers.join(', ') : 'none so far';
  throw new ApiError('bad-parameter', `${parameter} is "${name}"; explainers of the job: ${known}.`, {
    parameter,
    value: name,
    allowed: known,
  });
}

const NO_PAIRING = pairingJson({ n: 0, mean: Number.NaN, median: Number.NaN, shuffled: Number.NaN, lift: Number.NaN });
const NO_PAIRINGS = { rho: NO_PAIRING, iou: NO_PAIRING, overlap: NO_PAIRING };

/** The agreement of two explainers, by type and label, and a page of the pairs of their maps. */
export async function answerPairs(
  manager: ExplainManager,
  key: string,
  request: PairsRequest,
): Promise<Tagged<PairsAnswer>> {
  const { a, b, measure, order, page, limit } = request;
  return answerInsight(
    manager,
    key,
    'pairs',
    request,
    async (call, handle, query, loader) => {
      const [first, second] = [explainerOf('a', a, loader), explainerOf('b', b, loader)];
      const from = (page - 1) * limit;
      const found = await call('pairs', handle, query, first, second, measure, order === 'desc', from, limit);
      const ids = [...new Set(found.pairs.map(({ sample }) => sample))];
      return { ...found, samples: await samplesOf(loader, ids), first, second };
    },
    async (head, result, loader) => {
      const names = await loader.labelNames();
      const nameOf = (label: number) => names[label] ?? `#${label}`;
      const pairCount = result?.count ?? 0;
      return {
        ...head,
        ...{ a, b },
        ...(result ? pairingsJson(result) : NO_PAIRINGS),
        types: [...(result?.types ?? [])].flatMap(([bit, pairings]) => {
          const type = typeOfBit(bit);
          return type ? { type, ...pairingsJson(pairings) } : [];
        }),
        labels: [...(result?.labels ?? [])].map(([id, pairings]) => ({
          id,
          name: nameOf(id),
          ...pairingsJson(pairings),
        })),
        histogram: result?.histogram ?? { min: 0, max: 1, bins: [] },
        pairCount,
        ...{ page, limit },
        pages: Math.max(1, Math.ceil(pairCount / limit)),
        pairs: (result?.pairs ?? []).map(({ sample, label, rho, iou, overlap }) => {
          const found = result?.samples.get(sample);
          const own = found?.labels.find(({ id }) => id === label);
          const runnerUp = found?.runnersUp.find(({ id }) => id === label);
          const rangeOf = (explainer: number | undefined) =>
            found?.maps.find((map) => map.label === label && map.explainer === explainer)?.range ?? null;
          return {
            ...{ sample, label, name: nameOf(label), type: own?.type ?? null },
            confidence: own?.confidence ?? runnerUp?.confidence ?? null,
            ...{ rho: orNull(rho), iou: orNull(iou), overlap: orNull(overlap) },
            rangeA: rangeOf(result?.first),
            rangeB: rangeOf(result?.second),
          };
        }),
      };
    },
  );
}

/** Samples by id. */
async function samplesOf(loader: ExplainLoader, ids: number[]): Promise<Map<number, Sample>> {
  const filter = {};
  const sort = { by: 'id', descending: false } as const;
  const page = await loader.samples({ filter, sort, page: 0, limit: ids.length, ids });
  return new Map((page ? fromJson(page.samples) : []).map((sample) => [sample.id, sample]));
}

/** What the maps of each explainer have in common, and the scores that are stored of it. */
export async function answerExplainers(
  manager: ExplainManager,
  key: string,
  request: FacetsRequest,
): Promise<Tagged<ExplainersAnswer>> {
  return answerInsight(
    manager,
    key,
    'explainers',
    request,
    (call, handle, query) => call('explainers', handle, query),
    async (head, result, loader) => {
      const evaluation = await loader.evaluation();
      const summary = ({ mean, median }: { mean: number; median: number }) => ({
        mean: orNull(mean),
        median: orNull(median),
      });
      const counted = ({ n, mean }: { n: number; mean: number }) => ({ n, mean: orNull(mean) });
      return {
        ...head,
        explainers: (result ?? []).map(
          ({ maps, border, gini, spread, contrast, evidence, agreement, ticks }, index) => ({
            name: loader.explainers[index],
            maps,
            border: summary(border),
            gini: summary(gini),
            spread: summary(spread),
            contrast: { rho: counted(contrast.rho), overlap: counted(contrast.overlap), samples: contrast.samples },
            evidence: {
              n: evidence.n,
              inside: orNull(evidence.inside),
              area: orNull(evidence.area),
              liftMean: orNull(evidence.liftMean),
              liftMedian: orNull(evidence.liftMedian),
            },
            agreement: pairingsJson(agreement),
            ticks,
            scores: (evaluation?.scores ?? [])
              .filter(({ explainer }) => explainer === index)
              .map(({ metric, total }) => ({ metric: evaluation?.metrics[metric] ?? '', score: total })),
          }),
        ),
      };
    },
  );
}

const base64 = (cells: Uint8Array | null) => cells && Buffer.from(cells).toString('base64');

/** The mean maps of a page of labels. */
export async function answerClasses(
  manager: ExplainManager,
  key: string,
  request: ClassesRequest,
): Promise<Tagged<ClassesAnswer>> {
  const { page, limit } = request;
  return answerInsight(
    manager,
    key,
    'classes',
    request,
    (call, handle, query) => call('classes', handle, query, (page - 1) * limit, limit),
    async (head, result, loader) => {
      const names = await loader.labelNames();
      const labelCount = result?.labelCount ?? 0;
      return {
        ...head,
        explainers: [...loader.explainers],
        labelCount,
        ...{ page, limit },
        pages: Math.max(1, Math.ceil(labelCount / limit)),
        labels: (result?.labels ?? []).map(({ label, maps }) => ({
          id: label,
          name: names[label] ?? `#${label}`,
          maps: maps.map(({ n, border, spread, homogeneity, cells }) => ({
            n,
            border: orNull(border),
            spread: orNull(spread),
            homogeneity: orNull(homogeneity),
            cells: base64(cells),
          })),
        })),
      };
    },
  );
}

/** The labels with maps, the most first. */
async function labelsWithMaps(loader: ExplainLoader) {
  const { labels = [] } = (await loader.describe()) ?? {};
  return labels
    .filter(({ maps }) => maps > 0)
    .map(({ label, name, maps }) => ({ id: label, name, maps }))
    .sort((a, b) => b.maps - a.maps || a.id - b.id);
}

/** The groups of maps of an explainer and a label that look at the same place. */
export async function answerShortcuts(
  manager: ExplainManager,
  key: string,
  { explainer, ...filter }: ShortcutsRequest,
): Promise<Tagged<ShortcutsAnswer>> {
  const label = filter.label[0] ?? (await withJob(manager, key, labelsWithMaps, true))[0]?.id ?? 0;
  return answerInsight(
    manager,
    key,
    'shortcuts',
    { ...filter, label: [label] },
    async (call, handle, query, loader) => {
      if (loader.explainers.length === 0) return null;
      const index = explainer === undefined ? 0 : explainerOf('explainer', explainer, loader);
      return { index, ...(await call('shortcuts', handle, query, index, label)) };
    },
    async (head, result, loader) => {
      const names = await loader.labelNames();
      const { n = 0, groups = [], points = [], index = 0 } = result ?? {};
      const { border = Number.NaN, variance = [Number.NaN, Number.NaN] } = result ?? {};
      return {
        ...head,
        explainers: [...loader.explainers],
        explainer: loader.explainers[index] ?? '',
        ...{ label, name: names[label] ?? `#${label}` },
        labels: await labelsWithMaps(loader),
        n,
        border: orNull(border),
        groups: groups.map(groupJson),
        variance: [orNull(variance[0]), orNull(variance[1])] satisfies [number | null, number | null],
        points: points.map(({ x, y, group, type, sample }) => ({
          sample,
          x: Math.round(x * 1e6) / 1e6,
          y: Math.round(y * 1e6) / 1e6,
          group: group === -1 ? null : group,
          type: typeOfBit(type),
        })),
      };
    },
  );
}

function groupJson({ samples, separation, border, rank, types, cells }: Group) {
  const countOf = (bit: number) => types.filter((type) => type === bit).length;
  return {
    size: samples.length,
    ...{ separation: orNull(separation), border: orNull(border), rank: orNull(rank) },
    samples,
    types: { TP: countOf(TYPE_BIT.TP), FN: countOf(TYPE_BIT.FN), FP: countOf(TYPE_BIT.FP) },
    cells: base64(cells),
  };
}
