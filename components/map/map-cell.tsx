'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { JobAnswer, SampleJson } from '@/lib/api/answers';
import { api } from '@/lib/api/urls';
import { MapCanvas } from './map-canvas';
import { Original } from './original';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Index of the explainer. */
  explainer: number;
  /** Id of the label; null where the sample has none yet. */
  label: number | null;
  /** What the map is, where it is taken along; explainer and label where it is left out. */
  caption?: string;
  /** Told the width over the height of the original. */
  onAspect?(aspect: number): void;
  /** Left out where there is nothing to open. */
  onOpen?(): void;
}

/** Where the heatmap of a map is; -1 stands for no label. */
export function heatmapAddress(job: JobAnswer, id: number, explainer: number, label: number | null): string {
  return api.heatmap(job.key, job.generation ?? '-', id, explainer, label ?? -1);
}

/** Why a job in this state has no map: it may still come, or be lost. */
function reasonOf(state: JobAnswer['state']) {
  if (state === 'loading') return 'unreadMap';
  if (state === 'live') return 'waitingMap';
  return state === 'damaged' ? 'lostMap' : 'noMap';
}

/** The saliency map of one explainer for one label, over its original; or why there is none. */
export function MapCell({ job, sample, explainer, label, caption, onAspect, onOpen }: Props) {
  const t = useTranslations('saliency');
  const [aspect, setAspect] = useState<number | null>(null);
  const map = sample.maps.find((each) => each.explainer === explainer && each.label === label);
  if (label === null || map === undefined) {
    return (
      // With keys neither becomes the other: a picture is in its place from its first frame on.
      <div
        key="none"
        className="grid aspect-[var(--frame-aspect,1)] w-full place-items-center overflow-hidden rounded-md border border-line border-dashed p-2 text-center text-muted text-small"
      >
        {t(reasonOf(job.state))}
      </div>
    );
  }
  const names = {
    explainer: job.explainerNames[explainer],
    label: sample.labels.find(({ id }) => id === label)?.name ?? `#${label}`,
    id: sample.id,
  };
  const address = heatmapAddress(job, sample.id, explainer, label);
  return (
    <div key="map" className="relative" data-explainer={explainer} data-map={address}>
      <Original
        src={api.original(job.key, job.generation ?? '-', sample.id)}
        alt=""
        isGround
        caption={caption ?? `${names.explainer} · ${names.label}`}
        onAspect={(known) => {
          setAspect(known);
          onAspect?.(known);
        }}
      >
        <MapCanvas
          src={address}
          alt={t('map', names)}
          explainer={explainer}
          range={map.range}
          aspect={aspect}
          revision={job.revision}
        />
        {onOpen && (
          <button
            type="button"
            aria-label={t('openMap', names)}
            onClick={onOpen}
            className="absolute inset-0 cursor-[inherit] rounded-md"
          />
        )}
      </Original>
    </div>
  );
}
