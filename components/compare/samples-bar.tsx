'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { BAR } from '@/components/kit/bar';
import { Choice } from '@/components/kit/choice';
import { DownloadCsv } from '@/components/kit/download';
import { Help } from '@/components/kit/help';
import { Select } from '@/components/kit/select';
import { MapControls } from '@/components/map/map-controls';
import { MarksMenu } from '@/components/marks/marks-menu';
import { FilterChip } from '@/components/saliency/filter-chip';
import { LabelFilter } from '@/components/saliency/label-filter';
import { MoreFilters } from '@/components/saliency/more-filters';
import { TypeFilter } from '@/components/saliency/type-filter';
import type { CompareAnswer } from '@/lib/api/compare-answers';
import { COMPARED_SORTS, SIDES } from '@/lib/api/compare-choices';
import { type CompareState, filterStateOf } from '@/lib/api/compare-params';
import { displayOf } from '@/lib/api/search-params';
import { overviewCsv } from './tables';
import { type Jobs, type SetCompare, useComparedFacets } from './use-compare';

interface Props {
  jobs: Jobs;
  answer: CompareAnswer | undefined;
  state: CompareState;
  setState: SetCompare;
}

const TOPICS = ['compare', 'transitions', 'mcnemar', 'mapChange', 'sketch'] as const;

const PARTS = ['all', 'flips', 'fixed', 'broken'] as const;

/** Which of the compared samples are shown, in which order, and how their maps are displayed. */
export function SamplesBar({ jobs, answer, state, setState }: Props) {
  const t = useTranslations('compare');
  const inFilter = useTranslations('filter');
  const format = useFormatter();
  const job = jobs[state.of];
  const filterState = filterStateOf(state);
  const facets = useComparedFacets(state, answer);
  const { only, from, to, sort } = state;
  const filter = (change: Parameters<SetCompare>[0] & object) => void setState({ page: null, stage: null, ...change });
  const counts = answer && {
    all: answer.compared,
    flips: answer.fixed + answer.broken,
    fixed: answer.fixed,
    broken: answer.broken,
  };
  const isPart = from === null && to === null && (only === null || PARTS.some((part) => part === only));
  const other = only !== null && !PARTS.some((part) => part === only) ? only : null;
  const isByMaps = sort === 'most-changed' || sort === 'least-changed';
  const names = answer?.explainers.both ?? [];
  return (
    <section aria-label={t('filters')} className="sticky top-12 z-20 border-line border-b bg-panel max-wide:static">
      <div className={`${BAR} border-line border-b`}>
        <Choice
          label={t('show')}
          value={isPart ? (PARTS.find((part) => part === only) ?? 'all') : ''}
          options={PARTS.map((part) => ({
            value: part,
            label: counts ? `${t(`part.${part}`)} ${format.number(counts[part])}` : t(`part.${part}`),
          }))}
          onChange={(part) => filter({ only: part === 'all' || part === '' ? null : part, from: null, to: null })}
        />
        {(from !== null || to !== null) && (
          <FilterChip
            text={t('transition', { from: from ?? '*', to: to ?? '*' })}
            onClear={() => filter({ from: null, to: null })}
          />
        )}
        {other !== null && <FilterChip text={t(`part.${other}`)} onClear={() => filter({ only: null })} />}
        <Select
          label={t('of')}
          value={state.of}
          options={SIDES.map((side) => ({ value: side, label: t('ofJob', { side: side.toUpperCase() }) }))}
          onChange={(of) => filter({ of, labels: null, truth: null, predicted: null, region: null, mapsOf: null })}
        />
        <LabelFilter
          labels={job.labelCounts}
          counts={facets?.labels}
          chosen={state.labels}
          onChange={(labels) => filter({ labels })}
        />
        <TypeFilter
          isKnown={job.labelCounts.some(({ TP, FN, FP }) => TP + FN + FP > 0)}
          counts={facets?.types}
          trust={undefined}
          chosen={state.types}
          onChange={(types) => filter({ types })}
        />
        <MoreFilters job={job} isCompact facets={facets} state={filterState} onFilter={filter} />
        <MarksMenu facets={facets} state={filterState} canMarkAll={false} onFilter={filter} />
        <span className="ml-auto flex shrink-0 items-center gap-2">
          <span className="text-muted max-[80rem]:sr-only">{inFilter('sort')}</span>
          <Select
            label={inFilter('sort')}
            value={sort}
            options={COMPARED_SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
            onChange={(value) => filter({ sort: value })}
          />
          {isByMaps && names.length > 1 && (
            <Select
              label={t('by')}
              value={state.by ?? ''}
              options={[{ value: '', label: t('allExplainers') }, ...names.map((value) => ({ value, label: value }))]}
              onChange={(by) => filter({ by: by === '' ? null : by })}
            />
          )}
        </span>
      </div>
      <div className={BAR}>
        <MapControls display={displayOf(state)} onChange={(change) => void setState(change, { history: 'replace' })} />
        <span className="ml-auto line-clamp-2 min-w-0 text-muted text-small leading-4 max-wide:hidden">
          {t('reading')}
        </span>
        <span className="flex shrink-0 items-center max-wide:ml-auto">
          {answer && (
            <DownloadCsv name={t('csv', { a: answer.a.name, b: answer.b.name })} rows={() => overviewCsv(answer)} />
          )}
          <Help topic={TOPICS} />
        </span>
      </div>
    </section>
  );
}
