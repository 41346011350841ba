'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';
import { liesOnPhoto } from '@/lib/image/display-table';
import { AbsentCell } from './cell-state';
import { useShown } from './display';
import { MapCanvas } from './map-canvas';
import { Original } from './original';
import { axisOf } from './scale-marks';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Index of the explainer. */
  explainer: number;
  /** Id of the label; null if the sample has none yet. */
  label: number | null;
  /** What the map shares a scale with on a page of several jobs: the index of the explainer by default. */
  pool?: number;
  /** Begins the name of the map on a page of several jobs. */
  prefix?: string;
  /** Caption of the map in a saved picture; by default explainer and label. */
  caption?: string;
  /** Called with the aspect ratio (width over height) of the original. */
  onAspect?(aspect: number): void;
  /** Omitted if there is nothing to open. */
  onOpen?(): void;
}

/** The URL of a heatmap; -1 stands for no label. */
export function heatmapAddress(job: JobAnswer, id: number, explainer: number, label: number | null): string {
  return api.heatmap(job.key, job.generation ?? '-', id, explainer, label ?? -1);
}

/** The reason why a job in this state has no map: it may not have been read or written yet, or be lost. */
function reasonOf(state: JobAnswer['state']) {
  if (state === 'loading') return 'notRead';
  if (state === 'live') return 'notWritten';
  return state === 'damaged' ? 'lost' : 'absent';
}

/** The saliency map of an explainer for a label, over its original; or the reason why there is none. */
export function MapCell({
  job,
  sample,
  explainer,
  label,
  pool = explainer,
  prefix = '',
  caption,
  onAspect,
  onOpen,
}: Props) {
  const t = useTranslations('saliency');
  const [aspect, setAspect] = useState<number | null>(null);
  const map = sample.maps.find((each) => each.explainer === explainer && each.label === label);
  const address = heatmapAddress(job, sample.id, explainer, label);
  const isDiverging = useShown(
    (store) =>
      axisOf(store, { explainer: pool, address })?.isDiverging ??
      (map?.range?.signed === true && store.current.sign === 'all'),
  );
  const isOnPhoto = useShown(({ current }) => liesOnPhoto({ isDiverging }, current));
  // Keys prevent React from reusing one for the other: a picture is in its place from its first frame on.
  if (label === null || map === undefined) return <AbsentCell key="absent" reason={reasonOf(job.state)} />;
  const names = {
    explainer: job.explainerNames[explainer],
    label: sample.labels.find(({ id }) => id === label)?.name ?? `#${label}`,
    id: sample.id,
  };
  return (
    <div key="map" className="relative" data-explainer={explainer} data-map={address}>
      <Original
        src={api.original(job.key, job.generation ?? '-', sample.id)}
        alt=""
        ground={isOnPhoto ? 'grey' : 'dark'}
        caption={caption ?? `${names.explainer} · ${names.label}`}
        onAspect={(known) => {
          setAspect(known);
          onAspect?.(known);
        }}
      >
        <MapCanvas
          src={address}
          path={map.path}
          alt={prefix + t('map', names)}
          explainer={pool}
          range={map.range}
          aspect={aspect}
          revision={job.revision}
          onOpen={onOpen}
          openLabel={prefix + t('openMap', names)}
        />
      </Original>
    </div>
  );
}
