'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { BAR } from '@/components/kit/bar';
import { Button } from '@/components/kit/button';
import { Select } from '@/components/kit/select';
import { MarksMenu } from '@/components/marks/marks-menu';
import { SAMPLE_SORTS, type SampleSortBy } from '@/lib/api/choices';
import { orderedExplainers } from '@/lib/api/explainer-order';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { FacetsAnswer } from '@/lib/api/sample-answers';
import { explainerOnWall, isOfMaps, type SaliencyState } from '@/lib/api/search-params';
import { ExplainerFilter } from './explainer-filter';
import { GoToSample } from './go-to-sample';
import { LabelFilter } from './label-filter';
import { MoreFilters } from './more-filters';
import { TypeFilter } from './type-filter';

interface Props {
  job: JobAnswer;
  /** Counts of the samples that match the filter; undefined before they are known. */
  facets: FacetsAnswer | undefined;
  state: SaliencyState;
  /** Changes the filter or the order, and goes to the first page. */
  onFilter(change: Partial<{ [K in keyof SaliencyState]: SaliencyState[K] | null }>): void;
  /** Hides columns of the rows. */
  onHide(explainers: number[]): void;
  /** Selects the explainer of the wall. */
  onWall(explainer: number): void;
}

/** In the order of the menu. */
const SORTS: readonly SampleSortBy[] = [
  'confidence',
  'uncertainty',
  'margin',
  'id',
  'agreement',
  'evidence',
  'border',
  'spread',
  'contrast',
  'marked',
];

/** Whether samples of a job can be sorted by something. */
function isSortable(sort: SampleSortBy, { uncertainty, explainerNames, views }: JobAnswer): boolean {
  if (sort === 'uncertainty') return uncertainty;
  if (sort === 'agreement') return explainerNames.length > 1;
  if (sort === 'evidence') return views.counterfactual;
  return isOfMaps(sort) ? explainerNames.length > 0 : true;
}

/** At first, ids ascend, and what is least agreed on or lies outside the boxes comes first; other values descend, or keep the direction. */
function orderFor(sort: SampleSortBy, old: Pick<SaliencyState, 'sort' | 'order'>): SaliencyState['order'] {
  if (sort === 'id' || sort === 'agreement' || sort === 'evidence') return 'asc';
  return old.sort === 'id' ? 'desc' : old.order;
}

/** The controls for filter and order of the samples, in one line. */
export function FilterBar({ job, facets, state, onFilter, onHide, onWall }: Props) {
  const t = useTranslations('filter');
  const inSaliency = useTranslations('saliency');
  const sorts = SAMPLE_SORTS.filter((sort) => isSortable(sort, job)).sort(
    (a, b) => SORTS.indexOf(a) - SORTS.indexOf(b),
  );
  const isDescending = state.order === 'desc';
  const Arrow = isDescending ? ArrowDown : ArrowUp;
  const direction = t(isDescending ? 'descending' : 'ascending');
  return (
    <section
      aria-label={t('label')}
      className={`${BAR} border-line border-b slim:shrink-0 slim:overflow-visible slim:border-b-0`}
    >
      {state.layout === 'rows' ? (
        <ExplainerFilter names={job.explainerNames} hidden={state.hide} onChange={onHide} />
      ) : (
        <span className="flex min-w-36 max-w-64 items-center gap-2 max-[80rem]:min-w-20 max-[80rem]:max-w-32 max-wide:shrink-0">
          <span className="text-muted max-[80rem]:sr-only">{inSaliency('explainer')}</span>
          <Select
            label={inSaliency('explainer')}
            value={explainerOnWall(job, state)}
            options={orderedExplainers(job.explainerNames, state).map((index) => ({
              value: index,
              label: job.explainerNames[index],
            }))}
            onChange={onWall}
          />
        </span>
      )}
      <LabelFilter
        labels={job.labelCounts}
        counts={facets?.labels}
        chosen={state.labels}
        onChange={(labels) => onFilter({ labels })}
      />
      <TypeFilter
        isKnown={job.labelCounts.some(({ TP, FN, FP }) => TP + FN + FP > 0)}
        counts={facets?.types}
        trust={facets?.atThreshold}
        chosen={state.types}
        onChange={(types) => onFilter({ types })}
      />
      <MoreFilters job={job} facets={facets} state={state} onFilter={onFilter} />
      <MarksMenu facets={facets} state={state} onFilter={onFilter} />
      <div className="ml-auto flex shrink-0 items-center gap-1">
        <span className="mr-1 text-muted max-[80rem]:hidden">{t('sort')}</span>
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
