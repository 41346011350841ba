import 'server-only';
import { TRIAGE_PRESETS, type TriagePreset } from '../api/choices';
import type { TriageAnswer } from '../api/insight-answers';
import type { TriageRequest } from '../api/insight-requests';
import { CONFIDENT_FROM, type TriageCount, type TriagePair, type TriageValues } from '../job/triage';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import { orNull } from '../survey/pairing-json';
import { answerInsight, explainerOf } from './insight';
import { samplesOf } from './insight-agreement';
import type { Tagged } from './job';
import { valueFor } from './sample-values';

type Preset = TriageAnswer['presets'][number];

/** Below 1 in 32-bit floats: a map whose mass lies as its area does is not beside the boxes. */
const BELOW_ONE = 0.999999;

/** Which samples deserve a look first. */
export async function answerTriage(
  manager: ExplainManager,
  key: string,
  request: TriageRequest,
): Promise<Tagged<TriageAnswer>> {
  return answerInsight(
    manager,
    key,
    'triage',
    request,
    (call, handle, query, loader) => {
      const explainer = request.explainer === undefined ? null : explainerOf('explainer', request.explainer, loader);
      return call('shuffled', handle, query, request.measure ?? 'rho', explainer);
    },
    async (head, shuffled, loader, filter) => {
      const give = (of: 'agreement' | 'evidence') => manager.surveys.giveValues(loader, valueFor(of, request, loader));
      const baseline = shuffled && Number.isFinite(shuffled.mean) ? Math.round(shuffled.mean * 1e3) / 1e3 : null;
      const isUnshuffled = baseline === null && shuffled?.isPaired === true;
      const hasBoxes = loader.snapshot?.hasCounterfactuals === true && loader.explainers.length > 0;
      const counted: TriageValues = {
        agreement: baseline === null ? null : { key: await give('agreement'), most: baseline },
        evidence: hasBoxes ? { key: await give('evidence'), most: BELOW_ONE } : null,
      };
      const counts = await loader.triage(filter, counted, request.limit);
      const presets: Preset[] = [];
      for (const preset of counts ? TRIAGE_PRESETS : []) {
        const found = counts?.[preset];
        if (!found) continue;
        const { first, ...numbers } = found;
        presets.push({
          preset,
          lacks: lackOf(preset, found, counts.foreign.of, loader, { ...head, isUnshuffled }),
          ...numbers,
          most: preset === 'disagree' ? baseline : preset === 'beside' ? 1 : null,
          adds: addedBy(preset, counted),
          first: await firstOf(manager, loader, request, preset, first),
        });
      }
      return { ...head, threshold: request.threshold ?? loader.snapshot?.threshold ?? 0.5, presets };
    },
  );
}

/** What a preset lacks, if it can tell about no pair. */
function lackOf(
  preset: TriagePreset,
  { of, right }: TriageCount,
  intervals: number,
  { explainers, snapshot }: ExplainLoader,
  { surveyed, total, isUnshuffled }: Pick<TriageAnswer, 'surveyed' | 'total'> & { isUnshuffled: boolean },
): Preset['lacks'] {
  const isMissing = of === 0 && surveyed >= total;
  switch (preset) {
    case 'foreign':
    case 'crosses':
      return intervals === 0 ? 'intervals' : null;
    case 'sure':
      if (intervals === 0) return 'intervals';
      return of === 0 && right.of === 0 ? 'types' : null;
    case 'confident':
      return of === 0 && right.of === 0 ? 'types' : null;
    case 'disagree':
      if (total === 0) return 'maps';
      if (explainers.length < 2) return 'explainers';
      if (isUnshuffled) return 'samples';
      return isMissing ? 'maps' : null;
    case 'beside':
      if (total === 0) return 'maps';
      return !snapshot?.hasCounterfactuals || isMissing ? 'counterfactuals' : null;
  }
}

/** The parameters of `/samples` of a preset. */
function addedBy(preset: TriagePreset, { agreement, evidence }: TriageValues): Preset['adds'] {
  switch (preset) {
    case 'foreign':
      return { interval: ['outside'], sort: 'confidence', order: 'desc' };
    case 'confident':
      return { type: ['FN', 'FP'], minMargin: CONFIDENT_FROM, sort: 'margin', order: 'desc' };
    case 'sure':
      return { interval: ['wrong'], sort: 'margin', order: 'desc' };
    case 'crosses':
      return { interval: ['crosses'], sort: 'margin', order: 'asc' };
    case 'disagree':
      return { maxAgreement: agreement?.most, sort: 'agreement', order: 'asc' };
    case 'beside':
      return { maxEvidence: evidence?.most, sort: 'evidence', order: 'asc' };
  }
}

/** The first pairs of a preset with what is recorded about them. */
async function firstOf(
  manager: ExplainManager,
  loader: ExplainLoader,
  { explainer, threshold }: TriageRequest,
  preset: TriagePreset,
  pairs: readonly TriagePair[],
): Promise<Preset['first']> {
  if (pairs.length === 0) return [];
  const samples = await samplesOf(
    loader,
    pairs.map(({ sample }) => sample),
    threshold,
  );
  const worst = await manager.surveys.worstMaps(loader, pairs, preset === 'beside' ? 'evidence' : 'agreement');
  const names = await loader.namesOf([...new Set(pairs.map(({ label }) => label))]);
  return pairs.map(({ sample, label, value }, k) => {
    const found = samples.get(sample);
    const own = found?.labels.find(({ id }) => id === label);
    const { confidence, uncertainty } = own ?? found?.runnersUp.find(({ id }) => id === label) ?? {};
    return {
      ...{ sample, label, name: names.get(label) ?? `#${label}`, type: own?.type ?? null },
      confidence: confidence ?? null,
      low: uncertainty?.low ?? null,
      high: uncertainty?.high ?? null,
      value: orNull(value),
      explainer: explainer ?? loader.explainers[worst[k]] ?? null,
    };
  });
}
