'use client';

import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { attributionText } from '@/components/map/attribution';
import { useShown } from '@/components/map/display';
import type { Heatmap } from '@/components/map/levels';
import { MapCanvas } from '@/components/map/map-canvas';
import { heatmapAddress } from '@/components/map/map-cell';
import { Original } from '@/components/map/original';
import { gradientOf, rampOf } from '@/components/map/scale-marks';
import { useHeatmap } from '@/components/map/use-heatmap';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';
import { histogramOf } from '@/lib/image/contrast';
import type { Display } from '@/lib/image/display';
import { liesOnPhoto } from '@/lib/image/display-table';
import type { AttributionRange } from '@/lib/image/scale';
import { isSpeckled } from '@/lib/image/speckle';
import { type Difference, differenceOf } from '@/lib/sketch/difference';
import type { Jobs } from './use-compare';

interface Props {
  jobs: Jobs;
  a: SampleJson;
  b: SampleJson;
  /** Indices of the explainer, and ids of the label, in A and in B. */
  explainers: readonly [number, number];
  labels: readonly [number | null, number | null];
}

/** The difference of two maps, B − A, over the original of A; what is subtracted is said by `DifferenceLegend`. */
export function DifferenceCell(props: Props) {
  const t = useTranslations('compare.difference');
  const { jobs, a, b, explainers } = props;
  const [aspect, setAspect] = useState<number | null>(null);
  const state = useDifference(props);
  const isOnPhoto = useShown(({ current }) => liesOnPhoto({ isDiverging: current.sign === 'all' }, current));
  const difference = typeof state === 'object' ? state : null;
  const heatmap = useMemo(() => difference && heatmapOf(difference), [difference]);
  if (typeof state === 'string' || heatmap === null)
    return (
      <div className="grid aspect-[var(--frame-aspect,1)] w-full place-items-center rounded-md bg-well p-4 text-center text-muted">
        <span role="status">{typeof state === 'string' && t(state)}</span>
      </div>
    );
  return (
    <Original
      src={api.original(jobs.a.key, jobs.a.generation ?? '-', a.id)}
      alt=""
      ground={isOnPhoto ? 'grey' : 'dark'}
      caption={t('title')}
      onAspect={setAspect}
    >
      <MapCanvas
        src={`difference ${jobs.a.key} ${a.id} ${jobs.b.key} ${b.id} ${explainers.join()} ${jobs.a.generation} ${jobs.b.generation}`}
        path=""
        alt={t('title')}
        // Its scale is that of no explainer.
        explainer={-1 - explainers[0]}
        range={{ ...state.range, signed: true }}
        aspect={aspect}
        revision={jobs.b.revision}
        load={async () => heatmap}
      />
    </Original>
  );
}

function heatmapOf({ width, height, levels }: Difference): Heatmap {
  const map = { width, height, levels };
  return { ...map, histogram: histogramOf(levels), isSpeckled: isSpeckled(map), coloured: null };
}

type DifferenceState = Difference | 'waiting' | 'unreadable' | 'coloured' | 'noMass' | 'noMap';

/** The difference of two maps, or why there is none. */
function useDifference({ jobs, a, b, explainers, labels }: Props): DifferenceState {
  const [rangeA, rangeB] = [rangeOf(a, explainers[0], labels[0]), rangeOf(b, explainers[1], labels[1])];
  const hasMaps = rangeA !== undefined && rangeB !== undefined;
  const first = useHeatmap(heatmapAddress(jobs.a, a.id, explainers[0], labels[0]), hasMaps, jobs.a.revision).state;
  const second = useHeatmap(heatmapAddress(jobs.b, b.id, explainers[1], labels[1]), hasMaps, jobs.b.revision).state;
  return useMemo((): DifferenceState => {
    if (rangeA === undefined || rangeB === undefined) return 'noMap';
    if (first.kind === 'waiting' || second.kind === 'waiting') return 'waiting';
    if (first.kind !== 'ready' || second.kind !== 'ready') return 'unreadable';
    if (first.heatmap.coloured || second.heatmap.coloured) return 'coloured';
    const before = { ...first.heatmap, range: rangeA ?? NO_RANGE };
    return differenceOf({ ...second.heatmap, range: rangeB ?? NO_RANGE }, before) ?? 'noMass';
  }, [first, second, rangeA, rangeB]);
}

const NO_RANGE = { signed: false };

/** The range of a map, null if it was not recorded; undefined if there is no such map. */
function rangeOf({ maps }: SampleJson, explainer: number, label: number | null): AttributionRange | null | undefined {
  return maps.find((map) => map.explainer === explainer && map.label === label)?.range;
}

/** What the colours of a difference mean, and of what it is the difference. */
export function DifferenceLegend({ display, ...props }: Props & { display: Display }) {
  const t = useTranslations('compare.difference');
  const state = useDifference(props);
  if (typeof state === 'string') return null;
  return (
    <span data-difference={state.of} className="flex min-w-0 flex-wrap items-center gap-x-2 text-muted text-small">
      <span className="font-medium text-ink">{t('title')}</span>
      <span>{t('less', { least: attributionText(state.range.minimum) })}</span>
      <span aria-hidden className="h-2 w-24 rounded-sm" style={{ background: gradientOf(rampOf(display, true)) }} />
      <span>{t('more', { greatest: attributionText(state.range.maximum) })}</span>
      <span>· {t(state.of)}</span>
    </span>
  );
}
