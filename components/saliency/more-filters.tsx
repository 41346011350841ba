'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Popup } from '@/components/kit/popup';
import { RangeBrush } from '@/components/kit/range-brush';
import { MAP_NUMBERS } from '@/lib/api/choices';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { FacetsAnswer } from '@/lib/api/sample-answers';
import type { FilterState } from '@/lib/api/search-params';
import { otherParts } from './filter-parts';

/** Loaded when there is a chip. */
const FilterChips = dynamic(() => import('./filter-chips').then(({ FilterChips }) => FilterChips));

/** Loaded when the popover is opened. */
const MapNumbers = dynamic(() => import('./map-numbers').then(({ MapNumbers }) => MapNumbers));

/** Classes by window width: whether the chips and the histogram of confidences are in the bar (`inline`) or in the popover (`below`). */
const CHIPS = { inline: 'max-[80rem]:hidden', below: 'min-[80rem]:hidden' };
const HISTOGRAM = {
  withChips: { inline: 'hidden min-[112rem]:inline-flex', below: 'inline-flex min-[112rem]:hidden' },
  alone: { inline: 'hidden min-[80rem]:inline-flex', below: 'inline-flex min-[80rem]:hidden' },
};
/** Everything in the popover. */
const COMPACT = { inline: 'hidden', below: 'inline-flex' };

/** Chips that fit into the bar; with more, all are in the popover. */
const MOST_CHIPS = 2;

/** Parts that have a control in the popover, which clears them too. */
const BRUSHED: ReadonlySet<string> = new Set(['uncertainty', 'mapsOf', ...MAP_NUMBERS]);

interface Props {
  job: JobAnswer;
  /** Whether all of them are in the popover, in every window. */
  isCompact?: boolean;
  /** Undefined before they are known. */
  facets: FacetsAnswer | undefined;
  state: FilterState;
  onFilter(change: Partial<{ [P in keyof FilterState]: FilterState[P] | null }>): void;
}

/**
 * The filters that are not always in the bar: ranges of values, and what other views set, such as a ground truth or a region.
 * Those that do not fit into the bar are in a popover; its button shows how many of them are set.
 */
export function MoreFilters({ job, isCompact = false, facets, state, onFilter }: Props) {
  const t = useTranslations('filter');
  const format = useFormatter();
  const decimals = (value: number) =>
    format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 3, signDisplay: 'negative' });
  const set = otherParts(state);
  const wide = set.length > 0 ? HISTOGRAM.withChips : HISTOGRAM.alone;
  const histogram = isCompact ? COMPACT : wide;
  const hasChips = !isCompact && set.length <= MOST_CHIPS;
  const place = hasChips ? CHIPS : COMPACT;
  const count = set.length + (state.confidence ? 1 : 0);

  const chips = (parts: readonly (keyof FilterState)[], className: string) =>
    parts.length > 0 && (
      <FilterChips
        job={job}
        state={state}
        parts={parts}
        className={className}
        onClear={(part) => onFilter({ [part]: null })}
      />
    );
  const brush = (name: 'confidence' | 'uncertainty', className: string) => (
    <RangeBrush
      key={name}
      label={t(name)}
      thumbs={[t('least', { what: t(name) }), t('greatest', { what: t(name) })]}
      min={facets?.[name].min ?? 0}
      max={facets?.[name].max ?? 1}
      bins={facets?.[name].bins ?? []}
      range={state[name]}
      className={className}
      format={decimals}
      onChange={(chosen) => onFilter({ [name]: chosen })}
    />
  );
  const showsNumbers = job.explainerNames.length > 0;
  return (
    <>
      {hasChips && chips(set, place.inline)}
      {brush('confidence', histogram.inline)}
      <span className={`shrink-0 ${job.uncertainty || showsNumbers ? 'inline-flex' : histogram.below}`}>
        <Popup
          label={t('moreLabel')}
          placement="bottom start"
          dialogClassName="flex max-h-[min(80vh,40rem)] max-w-[calc(100vw-1.5rem)] flex-col items-end gap-3 overflow-y-auto p-3"
          button={(props) => (
            <Button {...props} look="ghost" className={count > 0 ? 'text-accent' : 'text-muted'}>
              <Plus size={13} aria-hidden />
              {t('more')}
              {count > 0 && <span className={place.below}>{format.number(count)}</span>}
            </Button>
          )}
        >
          {chips(
            set.filter((part) => !BRUSHED.has(part)),
            `${place.below} shrink-0 self-stretch justify-between`,
          )}
          {brush('confidence', histogram.below)}
          {job.uncertainty && brush('uncertainty', '')}
          {showsNumbers && <MapNumbers job={job} state={state} onFilter={onFilter} />}
        </Popup>
      </span>
    </>
  );
}
