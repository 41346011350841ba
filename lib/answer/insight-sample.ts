import 'server-only';
import type { SampleInsightAnswer } from '../api/insight-answers';
import type { SampleInsightRequest } from '../api/insight-requests';
import { ApiError } from '../api/problem';
import { facetsRequest } from '../api/requests';
import type { Sample } from '../job/sample';
import type { ExplainManager } from '../manager/explain-manager';
import { orNull, pairingsJson } from '../survey/pairing-json';
import { MAP_STATE, type MapState } from '../survey/survey-block';
import { answerInsight } from './insight';
import { type Tagged, withJob } from './job';
import { sampleOf } from './samples';

const STATES: Record<MapState, SampleInsightAnswer['maps'][number]['state']> = {
  [MAP_STATE.counted]: 'counted',
  [MAP_STATE.withoutEvidence]: 'withoutEvidence',
  [MAP_STATE.unreadable]: 'unreadable',
};

const NOT_SURVEYED = { isLossy: false, inside: null, lift: null, border: null, gini: null, spread: null };

/**
 * What was counted from the maps of a label of a sample, and what that is compared with.
 *
 * @throws ApiError `unknown-sample`; `bad-parameter` for a label that is not one of the sample
 */
export async function answerSampleInsight(
  manager: ExplainManager,
  key: string,
  request: SampleInsightRequest,
): Promise<Tagged<SampleInsightAnswer>> {
  const { sample } = await withJob(manager, key, (loader, status) => sampleOf(loader, status, request.sample), true);
  const label = labelOf(sample, request.label);
  const filter = { ...facetsRequest.parse({}), samples: [sample.id], label: label === null ? [] : [label] };
  return answerInsight(
    manager,
    key,
    'sample',
    filter,
    async (call, handle, _query, loader) => ({
      numbers: label === null ? null : await call('labelNumbers', handle, sample.id, label),
      whole: await manager.surveys.ask(loader, {}, (...[ask, open, query]) => ask('baseline', open, query), false),
    }),
    (head, result, { explainers }) => {
      const { numbers = null, whole = null } = result ?? {};
      const { pairs = [], items = 0 } = whole?.result ?? {};
      const jobOf = (a: number, b: number) => pairs.find((pair) => pair.a === a && pair.b === b);
      const area = numbers?.area ?? Number.NaN;
      const failures = head.survey.failures.filter((one) => one.sample === sample.id && one.label === label);
      return {
        ...head,
        survey: { ...head.survey, failures },
        sample: sample.id,
        label,
        name: [...sample.labels, ...sample.runnersUp].find(({ id }) => id === label)?.name ?? '',
        boxes: sample.counterfactuals.find((one) => one.label === label)?.layers.at(-1)?.boxes.length ?? null,
        area: orNull(area),
        maps: sample.maps
          .filter((map) => map.label === label)
          .map(({ explainer }) => {
            const found = numbers?.maps.find((map) => map.explainer === explainer);
            const name = explainers[explainer] ?? '';
            if (!found) return { explainer: name, state: 'notSurveyed' as const, ...NOT_SURVEYED };
            const { state, isLossy, inside, border, gini, spread } = found;
            return {
              ...{ explainer: name, state: STATES[state], isLossy },
              ...{ inside: orNull(inside), lift: orNull(inside / area) },
              ...{ border: orNull(border), gini: orNull(gini), spread: orNull(spread) },
            };
          }),
        pairs: (numbers?.pairs ?? []).map(({ a, b, rho, iou, overlap }) => ({
          ...{ a: explainers[a] ?? '', b: explainers[b] ?? '' },
          ...{ rho: orNull(rho), iou: orNull(iou), overlap: orNull(overlap) },
          job: pairingsJson(jobOf(a, b) ?? NO_PAIRINGS),
        })),
        baseline: { surveyed: whole?.progress.surveyed ?? 0, total: whole?.progress.total ?? 0, items },
      };
    },
  );
}

const NONE = { n: 0, mean: Number.NaN, median: Number.NaN, shuffled: Number.NaN, lift: Number.NaN };
const NO_PAIRINGS = { rho: NONE, iou: NONE, overlap: NONE };

/** The label that is asked for; by default the most probable one that has maps, else the most probable one. Null without labels. */
function labelOf({ id, labels, maps, runnersUp }: Sample, wanted: number | undefined): number | null {
  if (wanted !== undefined) {
    // A runner-up is a label of the sample under a lower threshold.
    if ([...labels, ...runnersUp].some((label) => label.id === wanted)) return wanted;
    const allowed = labels.map((label) => label.id).join(', ') || 'none so far';
    throw new ApiError('bad-parameter', `label is ${wanted}; labels of sample ${id}: ${allowed}.`, {
      parameter: 'label',
      value: String(wanted),
      allowed,
    });
  }
  const mapped = new Set(maps.map(({ label }) => label));
  const confidenceOf = (label: number, own: number | null) =>
    own ?? runnersUp.find((one) => one.id === label)?.confidence ?? -1;
  const [first] = labels
    .map(({ id: label, confidence }) => ({ label, hasMap: mapped.has(label), value: confidenceOf(label, confidence) }))
    .sort((a, b) => Number(b.hasMap) - Number(a.hasMap) || b.value - a.value);
  return first?.label ?? null;
}
