'use client';

import { useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { attributionText } from '@/components/map/attribution';
import { useDisplayStore } from '@/components/map/display';
import { heatmapAddress } from '@/components/map/map-cell';
import { Original } from '@/components/map/original';
import { Painter } from '@/components/map/painter';
import { gradientOf, rampOf } from '@/components/map/scale-marks';
import { useHeatmap } from '@/components/map/use-heatmap';
import type { SampleJson } from '@/lib/api/answers';
import { api } from '@/lib/api/urls';
import type { Display } from '@/lib/image/display';
import { type AttributionRange, ownScale } from '@/lib/image/scale';
import { type Difference, differenceOf } from './difference';
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
export function DifferenceCell({ jobs, a, b, explainers, labels }: Props) {
  const t = useTranslations('compare.difference');
  const store = useDisplayStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const difference = useDifference({ jobs, a, b, explainers, labels });
  const heatmap = typeof difference === 'object' ? difference.heatmap : null;
  const range = typeof difference === 'object' ? difference.range : null;
  useEffect(() => {
    const painter = heatmap && canvas.current && Painter.on(canvas.current, heatmap);
    if (!painter || !range) return;
    const scale = ownScale({ histogram: heatmap.histogram, range }, 'all');
    const paint = () => painter.paint(scale, { ...store.current, sign: 'all', top: 100 }, 1);
    paint();
    return store.subscribe(paint);
  }, [store, heatmap, range]);
  return (
    <Original src={api.original(jobs.a.key, jobs.a.generation ?? '-', a.id)} alt="" ground="grey" caption={t('title')}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('title')}
        className={`absolute inset-0 m-auto size-full object-contain ${heatmap ? '' : 'opacity-0'} ${heatmap && heatmap.width < 64 ? '[image-rendering:pixelated]' : ''}`}
      />
      {typeof difference === 'string' && (
        <span role="status" className="absolute inset-0 grid place-items-center p-4 text-center text-white">
          <span className="rounded bg-black/75 px-2 py-1">{t(difference)}</span>
        </span>
      )}
    </Original>
  );
}

type DifferenceState = Difference | 'waiting' | 'unreadable' | 'coloured' | 'noMass' | 'noMap';

/** The difference of two maps, or why there is none. */
export function useDifference({ jobs, a, b, explainers, labels }: Props): DifferenceState {
  const [rangeA, rangeB] = [rangeOf(a, explainers[0], labels[0]), rangeOf(b, explainers[1], labels[1])];
  const addressA = heatmapAddress(jobs.a, a.id, explainers[0], labels[0]);
  const addressB = heatmapAddress(jobs.b, b.id, explainers[1], labels[1]);
  const hasMaps = rangeA !== undefined && rangeB !== undefined;
  const first = useHeatmap(addressA, hasMaps, jobs.a.revision).state;
  const second = useHeatmap(addressB, hasMaps, jobs.b.revision).state;
  return useMemo((): DifferenceState => {
    if (rangeA === undefined || rangeB === undefined) return 'noMap';
    if (first.kind === 'waiting' || second.kind === 'waiting') return 'waiting';
    if (first.kind !== 'ready' || second.kind !== 'ready') return 'unreadable';
    if (first.heatmap.coloured || second.heatmap.coloured) return 'coloured';
    return (
      differenceOf({ heatmap: first.heatmap, range: rangeA }, { heatmap: second.heatmap, range: rangeB }) ?? 'noMass'
    );
  }, [first, second, rangeA, rangeB]);
}

/** The range of a map, null if it was not recorded; undefined if there is no such map. */
function rangeOf({ maps }: SampleJson, explainer: number, label: number | null): AttributionRange | null | undefined {
  return maps.find((map) => map.explainer === explainer && map.label === label)?.range;
}

/** What the colours of a difference mean, and of what it is the difference. */
export function DifferenceLegend({ display, ...props }: Props & { display: Display }) {
  const t = useTranslations('compare.difference');
  const difference = useDifference(props);
  if (typeof difference === 'string') return null;
  const end = attributionText(difference.most);
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 text-muted text-small">
      <span className="font-medium text-ink">{t('title')}</span>
      <span>
        {t('less')} −{end}
      </span>
      <span aria-hidden className="h-2 w-24 rounded-sm" style={{ background: gradientOf(rampOf(display, true)) }} />
      <span>
        {end} {t('more')}
      </span>
      <span>· {t(difference.kind)}</span>
    </span>
  );
}
