'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { RangeBrush } from '@/components/kit/range-brush';
import { Select } from '@/components/kit/select';
import type { FacetsAnswer, JobAnswer } from '@/lib/api/answers';
import type { SampleSortBy } from '@/lib/api/requests';
import type { SaliencyState } from '@/lib/api/search-params';
import { ExplainerFilter } from './explainer-filter';
import { GoToSample } from './go-to-sample';
import { LabelFilter } from './label-filter';
import { PairChips } from './pair-chips';
import { TypeFilter } from './type-filter';

interface Props {
  job: JobAnswer;
  /** Of what the filter finds; undefined before they are known. */
  facets: FacetsAnswer | undefined;
  state: SaliencyState;
  /** Changes what is asked for: begins at the first page. */
  onFilter(change: Partial<{ [K in keyof SaliencyState]: SaliencyState[K] | null }>): void;
  onHide(explainers: number[]): void;
}

/** Ids begin with the least, values with the greatest; between values the direction stays. */
function orderFor(sort: SampleSortBy, old: Pick<SaliencyState, 'sort' | 'order'>): SaliencyState['order'] {
  if (sort === 'id') return 'asc';
  return old.sort === 'id' ? 'desc' : old.order;
}

/** The slim row of controls that say which samples are shown, and in which order. */
export function FilterBar({ job, facets, state, onFilter, onHide }: Props) {
  const t = useTranslations('filter');
  const format = useFormatter();
  const decimals = (value: number) => format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 3 });
  const sorts: SampleSortBy[] = job.uncertainty ? ['confidence', 'uncertainty', 'id'] : ['confidence', 'id'];
  const isDescending = state.order === 'desc';
  const Arrow = isDescending ? ArrowDown : ArrowUp;
  const direction = t(isDescending ? 'descending' : 'ascending');
  const brushes = job.uncertainty ? (['confidence', 'uncertainty'] as const) : (['confidence'] as const);
  return (
    <section
      aria-label={t('label')}
      className="relative flex flex-wrap items-center gap-x-5 gap-y-2 px-5 pt-2.5 max-wide:flex-nowrap max-wide:overflow-x-auto max-wide:[scrollbar-width:none] max-wide:px-3"
    >
      {state.layout === 'rows' && <ExplainerFilter names={job.explainerNames} hidden={state.hide} onChange={onHide} />}
      <LabelFilter
        labels={job.labelCounts}
        counts={facets?.labels}
        chosen={state.labels}
        onChange={(labels) => onFilter({ labels })}
      />
      <TypeFilter
        isKnown={job.labelCounts.some(({ TP, FN, FP }) => TP + FN + FP > 0)}
        counts={facets?.types}
        chosen={state.types}
        onChange={(types) => onFilter({ types })}
      />
      <PairChips labels={job.labelCounts} state={state} onClear={(part) => onFilter({ [part]: null })} />
      {brushes.map((what) => (
        <RangeBrush
          key={what}
          label={t(what)}
          thumbs={[t('least', { what: t(what) }), t('greatest', { what: t(what) })]}
          min={facets?.[what].min ?? 0}
          max={facets?.[what].max ?? 1}
          bins={facets?.[what].bins ?? []}
          range={state[what]}
          format={decimals}
          onChange={(range) => onFilter({ [what]: range })}
        />
      ))}
      <div className="flex items-center gap-2 wide:ml-auto">
        <span className="text-muted">{t('sort')}</span>
        <Select
          label={t('sort')}
          value={state.sort}
          options={sorts.map((sort) => ({ value: sort, label: t(sort) }))}
          onChange={(sort) => onFilter({ sort, order: orderFor(sort, state) })}
        />
        <Button
          isSquare
          title={t('direction', { direction })}
          onPress={() => onFilter({ order: isDescending ? 'asc' : 'desc' })}
        >
          <Arrow size={14} aria-hidden />
        </Button>
      </div>
      <GoToSample jobKey={job.key} />
    </section>
  );
}
