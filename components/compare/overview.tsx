'use client';

import type { CompareAnswer } from '@/lib/api/compare-answers';
import { type CompareState, serializeCompareParams } from '@/lib/api/compare-params';
import { DeltaHistogram } from './delta-histogram';
import { MapChange } from './map-change';
import { ScoreDifferences } from './score-differences';
import { type PartHref, Transitions } from './transitions';
import type { Jobs, SetCompare } from './use-compare';

interface Props {
  jobs: Jobs;
  answer: CompareAnswer;
  state: CompareState;
  setState: SetCompare;
}

/** The numbers of the comparison, side by side in a wide window. */
export function Overview({ jobs, answer, state, setState }: Props) {
  const href: PartHref = ({ only = null, from = null, to = null }) =>
    serializeCompareParams('/compare', { ...state, only, from, to, page: null, stage: null });
  return (
    <div className="grid border-line border-b bg-panel *:border-line *:px-5 *:py-4 max-wide:*:px-3 min-[48rem]:grid-cols-2 min-[48rem]:*:odd:border-r max-[90rem]:*:not-first:border-t min-[48rem]:max-[90rem]:*:nth-2:border-t-0 min-[90rem]:grid-cols-[20rem_minmax(0,1fr)_minmax(0,1.15fr)_minmax(0,1.15fr)] min-[90rem]:*:nth-2:border-r">
      <Transitions answer={answer} href={href} />
      <DeltaHistogram delta={answer.delta} fixed={answer.fixed} broken={answer.broken} />
      <MapChange
        answer={answer}
        measure={state.measure}
        onMeasure={(measure) => void setState({ measure }, { history: 'replace' })}
        onExplainer={(by) => void setState({ sort: 'most-changed', by, page: null, stage: null })}
      />
      <ScoreDifferences jobs={jobs} />
    </div>
  );
}
