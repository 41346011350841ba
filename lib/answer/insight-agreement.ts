import 'server-only';
import type { AgreementAnswer, PairsAnswer, SurveyAnswer } from '../api/insight-answers';
import type { ExplainersRequest, PairsRequest } from '../api/insight-requests';
import type { FacetsRequest } from '../api/requests';
import { typeOfBit } from '../job/prediction';
import type { Sample } from '../job/sample';
import { fromJson } from '../json';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { ExplainerPair } from '../survey/agreement';
import { answerInsight, explainerOf, orNull, pairingJson, pairingsJson } from './insight';
import type { Tagged } from './job';

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
  request: FacetsRequest & Partial<ExplainersRequest>,
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
      isDraft: result?.isDraft ?? false,
      pairs: pairsJson(result?.pairs ?? [], explainers),
    }),
  );
}

/** The agreement of each two explainers, by their names. */
export function pairsJson(pairs: readonly ExplainerPair[], explainers: readonly string[]): AgreementAnswer['pairs'] {
  return pairs.map(({ a, b, ...pairings }) => ({ a: explainers[a], b: explainers[b], ...pairingsJson(pairings) }));
}

const NO_PAIRING = pairingJson({ n: 0, mean: Number.NaN, median: Number.NaN, shuffled: Number.NaN, lift: Number.NaN });
const NO_PAIRINGS = { rho: NO_PAIRING, iou: NO_PAIRING, overlap: NO_PAIRING };

/**
 * The agreement of two explainers, by type and label, and a page of the pairs of their maps.
 *
 * @throws ApiError `bad-parameter` without one of them, or for an unknown one: it names those of the job
 */
export async function answerPairs(
  manager: ExplainManager,
  key: string,
  request: Omit<PairsRequest, 'a' | 'b'> & Partial<Pick<PairsRequest, 'a' | 'b'>>,
): Promise<Tagged<PairsAnswer>> {
  const { a = '', b = '', measure, order, page, limit } = request;
  return answerInsight(
    manager,
    key,
    'pairs',
    request,
    async (call, handle, query, loader) => {
      const [first, second] = [explainerOf('a', request.a, loader), explainerOf('b', request.b, loader)];
      const from = (page - 1) * limit;
      const found = await call('pairs', handle, query, first, second, measure, order === 'desc', from, limit);
      const ids = [...new Set(found.pairs.map(({ sample }) => sample))];
      return { ...found, samples: await samplesOf(loader, ids, request.threshold), first, second };
    },
    async (head, result, loader) => {
      const shown = [...(result?.labels.keys() ?? []), ...(result?.pairs.map(({ label }) => label) ?? [])];
      const names = await loader.namesOf(shown);
      const nameOf = (label: number) => names.get(label) ?? `#${label}`;
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

/** Samples by id, with types under a threshold; undefined for the recorded one. */
export async function samplesOf(
  loader: ExplainLoader,
  ids: number[],
  threshold?: number,
): Promise<Map<number, Sample>> {
  const filter = { threshold };
  const sort = { by: 'id', descending: false } as const;
  const page = await loader.samples({ filter, sort, page: 0, limit: ids.length, ids });
  return new Map((page ? fromJson(page.samples) : []).map((sample) => [sample.id, sample]));
}
