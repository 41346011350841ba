'use client';

import type { CSSProperties } from 'react';
import { useTranslations } from 'use-intl';
import { TwoLines } from '@/components/kit/two-lines';
import { attributionText, rangeText } from '@/components/map/attribution';
import { SharedScale, SignedMark } from '@/components/map/legend';
import { MapCell } from '@/components/map/map-cell';
import { Original } from '@/components/map/original';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Indices of the explainers, in their order. */
  explainers: readonly number[];
  /** The label whose maps are shown; null if the sample has none. */
  label: number | null;
  /** The least width of a picture, pixels; null if they may be as large as the window allows. */
  size: number | null;
  onOpen(explainer: number): void;
}

/** Pictures are never smaller than this, except in a narrower window. */
export const LEAST_SIZE = 320;

/** Pictures are no larger than this unasked: a map is not higher than the window. */
const MOST = 'min(48rem, (100dvh - 15rem) * min(1, var(--frame-aspect)))';

/** Columns of a light table of `count` pictures: all side by side where they fit, else as many as fit. */
export function tableStyle(count: number, size: number | null): CSSProperties {
  const least = `max(${LEAST_SIZE}px, ${size === null ? `min(${MOST}, (100% - ${count - 1} * .625rem) / ${count})` : `${size}px`})`;
  return { gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${least}), 1fr))` };
}

export const TABLE = 'light-table grid gap-x-2.5 gap-y-4';

/** The original and the maps of all explainers for a label, as large as the window allows: one pointer and one zoom. */
export function LightTable({ job, sample, explainers, label, size, onOpen }: Props) {
  const t = useTranslations('saliency');
  const { id } = sample;
  return (
    <ul data-row aria-label={t('mapsRow', { id })} className={TABLE} style={tableStyle(1 + explainers.length, size)}>
      <li className="flex flex-col justify-end">
        <figure className="min-w-0">
          <figcaption className="mb-1 h-5 truncate text-muted">{t('originalShort')}</figcaption>
          <Original
            src={api.original(job.key, job.generation ?? '-', id)}
            path={sample.imagePath}
            alt={t('original', { id })}
            caption={t('original', { id })}
            on={{ job, sample }}
          />
        </figure>
      </li>
      {explainers.map((explainer) => (
        // Names may take two lines: the maps of a line are level at their lower edge.
        <li key={explainer} className="flex flex-col justify-end">
          <figure className="min-w-0">
            <figcaption className="mb-1 flex min-h-5 items-end justify-between gap-x-3 leading-tight">
              <span className="flex min-w-0 items-end gap-1 font-medium">
                <TwoLines text={job.explainerNames[explainer]} />
                <SignedMark explainer={explainer} />
              </span>
              <span className="flex shrink-0 flex-col items-end">
                <SharedScale explainer={explainer} />
                <MapRange sample={sample} explainer={explainer} label={label} />
              </span>
            </figcaption>
            <MapCell job={job} sample={sample} explainer={explainer} label={label} onOpen={() => onOpen(explainer)} />
          </figure>
        </li>
      ))}
    </ul>
  );
}

/** The attributions at the ends of a map, if they were recorded. */
function MapRange({ sample, explainer, label }: Pick<Props, 'sample' | 'label'> & { explainer: number }) {
  const t = useTranslations('saliency');
  const range = sample.maps.find((map) => map.explainer === explainer && map.label === label)?.range;
  if (!range) return null;
  const { minimum, maximum, signed } = range;
  const [low, high] = rangeText([minimum, maximum], signed);
  return (
    <span
      data-range
      title={t('rangeHelp', { low: attributionText(minimum), high: attributionText(maximum) })}
      className="shrink-0 whitespace-nowrap text-muted text-tiny"
    >
      <span className="sr-only">{t('rangeLabel')}</span> {t('range', { low, high })}
    </span>
  );
}
