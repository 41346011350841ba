'use client';

import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { LabelFilter } from '@/components/saliency/label-filter';
import { MoreFilters } from '@/components/saliency/more-filters';
import { TypeFilter } from '@/components/saliency/type-filter';
import { useFacets } from '@/components/saliency/use-facets';
import { agreementParams, serializeInsightParams } from '@/lib/api/insight-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import { type FilterState, facetsRequestOf } from '@/lib/api/search-params';
import { INSIGHT_VIEWS, type InsightView, pages } from '@/lib/api/urls';
import { useInsightFilter } from './use-filter';

interface Props {
  job: JobAnswer;
  view: InsightView;
  /** Download and help, after the filter. */
  children: ReactNode;
}

/** The views of the insight tab as links that keep the filter, and the filter. */
export function InsightNav({ job, view, children }: Props) {
  const t = useTranslations('insight');
  const filter = useTranslations('filter');
  const [state, setState] = useInsightFilter();
  const [, setPage] = useQueryStates({ page: agreementParams.page }, { history: 'push' });
  const facets = useFacets(job.key, facetsRequestOf(state));
  const change = (parts: Partial<{ [Part in keyof FilterState]: FilterState[Part] | null }>) => {
    void setState(parts);
    void setPage({ page: null });
  };
  return (
    <div className="fade-edges relative flex min-h-12 items-center gap-x-4 overflow-x-auto px-5 [scrollbar-width:none] max-wide:px-3">
      <nav aria-label={t('views')} className="flex shrink-0 gap-0.5">
        {INSIGHT_VIEWS.map((each) => (
          <Link
            key={each}
            href={serializeInsightParams(pages.insight(job.key, each), state)}
            prefetch={false}
            aria-current={each === view ? 'page' : undefined}
            className={`inline-flex h-7 items-center whitespace-nowrap rounded-md px-2.5 max-[26rem]:px-1 ${each === view ? 'bg-accent-tint font-semibold' : 'text-muted hover:text-ink'}`}
          >
            {t(`${each}.title`)}
          </Link>
        ))}
      </nav>
      <section aria-label={filter('label')} className="ml-auto flex shrink-0 items-center gap-x-3">
        <LabelFilter
          labels={job.labelCounts}
          counts={facets?.labels}
          chosen={state.labels}
          onChange={(labels) => change({ labels })}
        />
        <TypeFilter
          isKnown={job.labelCounts.some(({ TP, FN, FP }) => TP + FN + FP > 0)}
          counts={facets?.types}
          trust={facets?.atThreshold}
          chosen={state.types}
          onChange={(types) => change({ types })}
        />
        <MoreFilters job={job} isCompact facets={facets} state={state} onFilter={change} />
      </section>
      <div className="flex shrink-0 items-center gap-1">{children}</div>
    </div>
  );
}
