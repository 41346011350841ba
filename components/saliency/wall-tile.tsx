'use client';

import { Check } from 'lucide-react';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { useProbability } from '@/components/kit/format';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { MapCell } from '@/components/map/map-cell';
import { MarksOf } from '@/components/marks/marks-of';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { shownLabel } from './labels';
import { type Sorting, useSortValue } from './sort-value';
import { TypeMark } from './type-mark';

interface Props {
  /** Position on the wall. */
  index: number;
  job: JobAnswer;
  /** Undefined while it is loading. */
  sample: SampleJson | undefined;
  explainer: number;
  /** What the samples are sorted by. */
  sorting: Sorting;
  label: number | null;
  isSelected: boolean;
  onOpen(sample: number): void;
}

/** A tile of the wall: a sample with its most probable matching label, and the number that it is sorted by. */
export const WallTile = memo(
  function WallTile({ index, job, sample, explainer, sorting, label, isSelected, onOpen }: Props) {
    const t = useTranslations('saliency');
    const probability = useProbability();
    const sortedBy = useSortValue(sorting);
    if (!sample)
      return <div data-index={index} className="aspect-[var(--frame-aspect,1)] animate-pulse rounded-md bg-well" />;
    const shown = shownLabel(sample, label);
    const sorted = sortedBy(sample);
    return (
      <div data-row data-index={index} data-sample={sample.id} className="relative min-w-0">
        <MapCell
          job={job}
          sample={sample}
          explainer={explainer}
          label={label}
          caption={
            shown &&
            [`# ${sample.id}`, `${shown.name} ${shown.type ?? ''} ${probability(shown.confidence)}`, sorted?.text]
              .filter((part) => part !== undefined)
              .join(' · ')
          }
          onOpen={() => onOpen(sample.id)}
        />
        {isSelected && (
          <span className="-inset-0.5 pointer-events-none absolute z-10 rounded-lg border-2 border-accent bg-accent/10">
            <span className="absolute top-1 right-1 grid size-4.5 place-items-center rounded-full bg-accent text-on-accent">
              <Check size={12} aria-hidden />
            </span>
            <span className="sr-only">{t('isSelected', { id: sample.id })}</span>
          </span>
        )}
        <div className="@container flex h-6 items-center gap-1.5 overflow-hidden text-small">
          {shown && (
            <>
              <TypeMark type={shown.type} />
              <span className="flex min-w-0 flex-1">
                <MiddleEllipsis text={shown.name} />
              </span>
              <MarksOf sample={sample} isSmall />
            </>
          )}
          {sorted ? (
            <span title={sorted.title} className="ml-auto shrink-0 font-medium">
              <span className="@max-[8.5rem]:hidden">{sorted.text}</span>
              <span className="@min-[8.5rem]:hidden">{sorted.number}</span>
            </span>
          ) : (
            shown && <span className="@max-[6.5rem]:hidden font-medium">{probability(shown.confidence)}</span>
          )}
        </div>
      </div>
    );
  },
  (a, b) =>
    a.index === b.index &&
    a.job === b.job &&
    a.sample === b.sample &&
    a.explainer === b.explainer &&
    a.sorting === b.sorting &&
    a.label === b.label &&
    a.isSelected === b.isSelected,
);
