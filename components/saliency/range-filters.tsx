'use client';

import { Plus } from 'lucide-react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Popover } from '@/components/kit/popover';
import { RangeBrush } from '@/components/kit/range-brush';
import type { FacetsAnswer } from '@/lib/api/answers';
import type { SaliencyState } from '@/lib/api/search-params';
import { FilterChip } from './filter-chip';

type RangeName = 'confidence' | 'uncertainty';

/** Where confidence has room in the bar, it is not below the button too. */
const INLINE = 'hidden min-[80rem]:inline-flex';
const BELOW = 'inline-flex min-[80rem]:hidden';

interface Props {
  hasUncertainty: boolean;
  /** Undefined before they are known. */
  facets: FacetsAnswer | undefined;
  state: Pick<SaliencyState, RangeName>;
  onFilter(change: Partial<Record<RangeName, SaliencyState[RangeName]>>): void;
}

/**
 * Filters by ranges of values. Confidence stands in the bar of a wide window; what has no room there stands in a popover, with a
 * chip in the bar while it filters.
 */
export function RangeFilters({ hasUncertainty, facets, state, onFilter }: Props) {
  const t = useTranslations('filter');
  const format = useFormatter();
  const decimals = (value: number) => format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 3 });
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
      onChange={(range) => onFilter({ [name]: range })}
    />
  );
  const chip = (name: RangeName, className: string) =>
    state[name] && (
      <FilterChip
        text={`${t(name)} ${state[name].map(decimals).join('–')}`}
        className={className}
        onClear={() => onFilter({ [name]: null })}
      />
    );
  return (
    <>
      {brush('confidence', INLINE)}
      {chip('confidence', BELOW)}
      {hasUncertainty && chip('uncertainty', '')}
      <span className={`shrink-0 ${hasUncertainty ? 'inline-flex' : BELOW}`}>
        <DialogTrigger>
          <Button look="ghost" className="text-muted">
            <Plus size={13} aria-hidden />
            {t('more')}
          </Button>
          <Popover placement="bottom start">
            <Dialog aria-label={t('moreLabel')} className="flex flex-col items-end gap-3 p-3 outline-none">
              {brush('confidence', BELOW)}
              {hasUncertainty && brush('uncertainty', '')}
            </Dialog>
          </Popover>
        </DialogTrigger>
      </span>
    </>
  );
}
