'use client';

import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { inARow } from '@/components/kit/in-a-row';
import { attributionText } from '@/components/map/attribution';
import { useShown } from '@/components/map/display';
import type { Heatmap } from '@/components/map/levels';
import { MapCanvas } from '@/components/map/map-canvas';
import { heatmapAddress } from '@/components/map/map-cell';
import { Original } from '@/components/map/original';
import { useHeatmap } from '@/components/map/use-heatmap';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';
import { isolated } from '@/lib/i18n/isolate';
import { histogramOf } from '@/lib/image/contrast';
import { liesOnPhoto } from '@/lib/image/display-table';
import { isSpeckled } from '@/lib/image/speckle';
import { type Difference, differenceOf } from '@/lib/sketch/difference';

/** A label and its name. */
export interface NamedLabel {
  id: number;
  name: string;
}

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  explainer: number;
  /** The maps of both labels must be recorded. */
  labels: readonly [NamedLabel, NamedLabel];
}

type State = { kind: 'waiting' | 'unreadable' | 'coloured' | 'undefined' } | { kind: 'ready'; difference: Difference };

/** The map of the first label minus that of the second, over the original, and what it is a difference of. */
export function DifferenceMap({ job, sample, explainer, labels: [first, second] }: Props) {
  const t = useTranslations('sample');
  const state = useDifference(job, sample, explainer, first.id, second.id);
  const isOnPhoto = useShown(({ current }) => liesOnPhoto({ isDiverging: current.sign === 'all' }, current));
  const [aspect, setAspect] = useState<number | null>(null);
  const difference = state.kind === 'ready' ? state.difference : null;
  const heatmap = useMemo(() => difference && heatmapOf(difference), [difference]);
  const names = { truth: isolated(first.name), other: isolated(second.name) };
  return (
    <>
      {difference && heatmap ? (
        <Original
          src={api.original(job.key, job.generation ?? '-', sample.id)}
          alt=""
          ground={isOnPhoto ? 'grey' : 'dark'}
          caption={t('differenceOf', names)}
          onAspect={setAspect}
        >
          <MapCanvas
            src={`difference ${sample.id} ${explainer} ${first.id} ${second.id} ${job.generation}`}
            path=""
            alt={t('differenceMap', { ...names, explainer: isolated(job.explainerNames[explainer]) })}
            // Its scale is that of no explainer.
            explainer={-1 - explainer}
            range={{ ...difference.range, signed: true }}
            aspect={aspect}
            revision={job.revision}
            load={async () => heatmap}
          />
        </Original>
      ) : (
        <div className="grid aspect-[var(--frame-aspect,1)] w-full place-items-center rounded-md bg-well p-4 text-center text-muted">
          {state.kind !== 'ready' && t(`differenceIs.${state.kind}`)}
        </div>
      )}
      {difference && (
        <p className="mt-1 text-muted text-small [overflow-wrap:anywhere]" data-difference={difference.of}>
          {inARow(
            t(difference.of === 'values' ? 'ofValues' : 'ofShares', {
              least: attributionText(difference.least),
              greatest: attributionText(difference.greatest),
            }),
            t('differenceColours', names),
          )}
        </p>
      )}
    </>
  );
}

function useDifference(job: JobAnswer, sample: SampleJson, explainer: number, first: number, second: number): State {
  const stateOf = (label: number) => heatmapAddress(job, sample.id, explainer, label);
  const rangeOf = (label: number) =>
    sample.maps.find((map) => map.explainer === explainer && map.label === label)?.range ?? { signed: false };
  const a = useHeatmap(stateOf(first), true, job.revision).state;
  const b = useHeatmap(stateOf(second), true, job.revision).state;
  const ranges = JSON.stringify([rangeOf(first), rangeOf(second)]);
  return useMemo((): State => {
    if (a.kind === 'waiting' || b.kind === 'waiting') return { kind: 'waiting' };
    if (a.kind !== 'ready' || b.kind !== 'ready') return { kind: 'unreadable' };
    if (a.heatmap.coloured || b.heatmap.coloured) return { kind: 'coloured' };
    const [rangeA, rangeB] = JSON.parse(ranges);
    const difference = differenceOf({ ...a.heatmap, range: rangeA }, { ...b.heatmap, range: rangeB });
    return difference ? { kind: 'ready', difference } : { kind: 'undefined' };
  }, [a, b, ranges]);
}

/** A difference as a map that can be drawn. */
function heatmapOf({ width, height, levels }: Difference): Heatmap {
  return {
    ...{ width, height, levels },
    histogram: histogramOf(levels),
    isSpeckled: isSpeckled({ width, height, levels }),
    coloured: null,
  };
}
