'use client';

import { useTranslations } from 'use-intl';
import { SharedScale, SignedMark } from '@/components/map/legend';
import { MapCell } from '@/components/map/map-cell';
import type { JobAnswer, SampleJson } from '@/lib/api/answers';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** Indices of the explainers that are shown. */
  explainers: readonly number[];
  /** The label whose maps are shown; null where the sample has none yet. */
  label: number | null;
  /** Shows the map of an explainer large; left out where nothing does. */
  onOpen?(explainer: number): void;
}

/** The maps of a row: a column an explainer, or on a narrow window a strip that scrolls sideways. */
export function MapStrip({ job, sample, explainers, label, onOpen }: Props) {
  const t = useTranslations('saliency');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls
    <div
      role="group"
      aria-label={t('mapsRow', { id: sample.id })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: where it scrolls, it does so by keyboard too
      tabIndex={0}
      className="contents max-wide:col-span-2 max-wide:flex max-wide:snap-x max-wide:gap-2 max-wide:overflow-x-auto"
    >
      {explainers.map((explainer) => (
        <figure key={explainer} className="min-w-0 max-wide:w-[46%] max-wide:shrink-0 max-wide:snap-start">
          <figcaption className="mb-1 text-small leading-tight wide:sr-only">
            <span className="flex min-w-0 items-baseline">
              <span className="min-w-0 truncate">{job.explainerNames[explainer]}</span>
              <SignedMark explainer={explainer} />
            </span>
            <SharedScale explainer={explainer} />
          </figcaption>
          <MapCell
            job={job}
            sample={sample}
            explainer={explainer}
            label={label}
            onOpen={onOpen && (() => onOpen(explainer))}
          />
        </figure>
      ))}
    </div>
  );
}
