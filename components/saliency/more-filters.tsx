'use client';

import { Plus } from 'lucide-react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Popover } from '@/components/kit/popover';
import { RangeBrush } from '@/components/kit/range-brush';
import type { FacetsAnswer, LabelCount } from '@/lib/api/answers';
import type { SaliencyState } from '@/lib/api/search-params';
import { FilterChip } from './filter-chip';

type RangeName = 'confidence' | 'uncertainty';
type Part = RangeName | 'truth' | 'predicted' | 'samples' | 'region';

/** Classes by window width: whether the chips and the histogram of confidences are in the bar (`inline`) or in the popover (`below`). */
const CHIPS = { inline: 'max-[80rem]:hidden', below: 'min-[80rem]:hidden' };
const HISTOGRAM = {
  withChips: { inline: 'hidden min-[112rem]:inline-flex', below: 'inline-flex min-[112rem]:hidden' },
  alone: { inline: 'hidden min-[80rem]:inline-flex', below: 'inline-flex min-[80rem]:hidden' },
};
/** Everything in the popover. */
const COMPACT = { inline: 'hidden', below: 'inline-flex' };

interface Props {
  /** Names of the explainers. */
  explainers?: readonly string[];
  /** Whether all of them are in the popover, in every window. */
  isCompact?: boolean;
  labels: readonly LabelCount[];
  hasUncertainty: boolean;
  /** Undefined before they are known. */
  facets: FacetsAnswer | undefined;
  state: Pick<SaliencyState, RangeName | 'truth' | 'predicted'> & Partial<Pick<SaliencyState, 'samples' | 'region'>>;
  onFilter(change: Partial<{ [P in Part]: SaliencyState[P] | null }>): void;
}

/**
 * The filters that are not always in the bar: ranges of values, and the ground truth and the prediction set by the confusion view.
 * Those that do not fit into the bar are in a popover; its button shows how many of them are set.
 */
export function MoreFilters({
  explainers = [],
  isCompact = false,
  labels,
  hasUncertainty,
  facets,
  state,
  onFilter,
}: Props) {
  const t = useTranslations('filter');
  const format = useFormatter();
  const decimals = (value: number) => format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 3 });
  const nameOf = (label: number) => labels.find(({ id }) => id === label)?.name ?? `#${label}`;
  const { truth, predicted, confidence, uncertainty } = state;
  const range = (name: RangeName) => `${t(name)} ${(state[name] ?? []).map(decimals).join('–')}`;

  const pair: { part: Part; text: string }[] = [];
  if (truth !== null) pair.push({ part: 'truth', text: t('truthIs', { label: nameOf(truth) }) });
  if (predicted !== null)
    pair.push({
      part: 'predicted',
      text: predicted === 'none' ? t('predictedNothing') : t('predictedIs', { label: nameOf(predicted) }),
    });
  if (state.samples) pair.push({ part: 'samples', text: t('samplesAre', { count: state.samples.length }) });
  if (state.region)
    pair.push({ part: 'region', text: t('regionOf', { explainer: explainers[state.region.explainer] ?? '?' }) });
  const set: typeof pair = uncertainty ? [...pair, { part: 'uncertainty', text: range('uncertainty') }] : pair;
  const wide = set.length > 0 ? HISTOGRAM.withChips : HISTOGRAM.alone;
  const histogram = isCompact ? COMPACT : wide;
  const place = isCompact ? COMPACT : CHIPS;
  const count = set.length + (confidence ? 1 : 0);

  const chips = (parts: typeof pair, className: string) =>
    parts.map(({ part, text }) => (
      <FilterChip key={part} text={text} className={className} onClear={() => onFilter({ [part]: null })} />
    ));
  const brush = (name: RangeName, className: string) => (
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
  return (
    <>
      {chips(set, place.inline)}
      {brush('confidence', histogram.inline)}
      <span className={`shrink-0 ${hasUncertainty ? 'inline-flex' : histogram.below}`}>
        <DialogTrigger>
          <Button look="ghost" className={count > 0 ? 'text-accent' : 'text-muted'}>
            <Plus size={13} aria-hidden />
            {t('more')}
            {count > 0 && <span className={place.below}>{format.number(count)}</span>}
          </Button>
          <Popover placement="bottom start">
            <Dialog aria-label={t('moreLabel')} className="flex flex-col items-end gap-3 p-3 outline-none">
              {chips(pair, `${place.below} self-stretch justify-between`)}
              {brush('confidence', histogram.below)}
              {hasUncertainty && brush('uncertainty', '')}
            </Dialog>
          </Popover>
        </DialogTrigger>
      </span>
    </>
  );
}
