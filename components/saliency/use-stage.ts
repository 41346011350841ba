'use client';

import { orderedExplainers } from '@/lib/api/explainer-order';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { type SaliencyState, samplesRequestOf } from '@/lib/api/search-params';
import { shownLabels } from './labels';
import { chosenLabel, isMatchedByServer, parsePicks, withPick } from './picks';
import type { SetSaliency } from './use-saliency';
import { useStageSample } from './use-stage-sample';

/** The item `step` positions after `current`, cyclically. */
export function around<T>(items: readonly T[], current: T, step: number): T {
  const at = items.indexOf(current);
  return items.at((at + step) % items.length) ?? current;
}

/** The state of the stage, and what it can switch to. All of it is in the URL. */
export interface StageState {
  /** Undefined while it is loading. */
  sample: SampleJson | undefined;
  /** Aspect ratio (width over height) of its original; null if unknown. */
  aspect: number | null;
  error: Error | undefined;
  /** Position among the matching samples, starting at 1; null if it does not match. */
  rank: number | null;
  total: number;
  hasPrevious: boolean;
  hasNext: boolean;
  /** Indices of all explainers, in their order. */
  explainers: readonly number[];
  explainer: number;
  /** The explainer to compare with; null for none. */
  against: number | null;
  label: number | null;
  showPrevious(): void;
  showNext(): void;
  showExplainer(explainer: number): void;
  stepExplainer(step: number): void;
  showAgainst(explainer: number | null): void;
  toggleAgainst(): void;
  showLabel(label: number): void;
  stepLabel(step: number): void;
  close(): void;
}

export function useStage(job: JobAnswer, id: number, state: SaliencyState, setState: SetSaliency): StageState {
  const { sample, aspect, neighbours, error } = useStageSample(job, id, state);
  const explainers = orderedExplainers(job.explainerNames, state);
  const explainer = explainers.find((index) => index === state.on) ?? explainers[0] ?? 0;
  const against = explainers.find((index) => index === state.against) ?? null;
  const matched = isMatchedByServer(state) ? neighbours?.label : null;
  const label = sample ? chosenLabel(sample, parsePicks(state.pick), state, matched) : null;
  const rank = neighbours?.rank ?? null;

  const go = (change: Partial<SaliencyState>) => void setState(change, { history: 'replace' });
  const walkTo = (sampleId: number | null | undefined) => sampleId != null && go({ stage: sampleId });
  const showExplainer = (on: number) => go({ on });
  const showAgainst = (beside: number | null) => go({ against: beside });
  const showLabel = (chosen: number) => go({ pick: withPick(state.pick, id, chosen) });
  return {
    sample,
    aspect,
    error,
    rank,
    total: neighbours?.total ?? 0,
    hasPrevious: neighbours?.previous != null,
    hasNext: neighbours?.next != null,
    explainers,
    explainer,
    against,
    label,
    showPrevious: () => walkTo(neighbours?.previous),
    showNext: () => walkTo(neighbours?.next),
    showExplainer,
    stepExplainer: (step) => showExplainer(around(explainers, explainer, step)),
    showAgainst,
    toggleAgainst: () => showAgainst(against === null ? around(explainers, explainer, 1) : null),
    showLabel,
    stepLabel: (step) => {
      const labels = sample ? shownLabels(sample).map((each) => each.id) : [];
      if (label !== null) showLabel(around(labels, label, step));
    },
    close: () => {
      const page = rank === null ? state.page : Math.ceil(rank / samplesRequestOf(state).limit);
      void setState({ stage: null, on: null, against: null, page });
    },
  };
}
