'use client';

import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { Button } from '@/components/kit/button';
import { Help } from '@/components/kit/help';
import type { HelpTopic } from '@/components/kit/help-topic';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import { filterParts, NO_FILTER } from '@/components/saliency/filter-parts';
import { useFacets } from '@/components/saliency/use-facets';
import type { JobAnswer } from '@/lib/api/job-answers';
import { facetsRequestOf } from '@/lib/api/search-params';
import type { InsightView } from '@/lib/api/urls';
import { InsightNav } from './insight-nav';
import { Outdated } from './outdated';
import { SurveyLine, SurveyNote } from './survey-note';
import { useInsightFilter } from './use-filter';
import { type Insight, type InsightAnswer, isFinal } from './use-insight';

interface Props<A extends InsightAnswer> {
  jobKey: string;
  view: InsightView;
  /** The main answer of the view. */
  insight: Insight<A>;
  topics: readonly HelpTopic[];
  /** Buttons before the help, such as a `DownloadCsv`. */
  actions?(answer: A): ReactNode;
  /** A bar of controls below the sub-navigation, 44 px high. */
  controls?: ReactNode;
  /** The left part of the footer, such as the legend. */
  legend?: ReactNode;
  /** The right end of the footer, such as the pagination. */
  pagination?: ReactNode;
  /** What is shown before the first answer: as large as the view. */
  skeleton: ReactNode;
  /** Whether it says nothing without saliency maps; by default. */
  needsMaps?: boolean;
  /** Why the view is empty although there are maps, such as a job with one explainer; null if it is not. */
  emptyBecause?(answer: A, job: JobAnswer): string | null;
  children(answer: A, job: JobAnswer): ReactNode;
}

/**
 * The frame of an insight view: sub-navigation with the filter, the states before and without an answer, and a footer that says how much
 * has been surveyed. While numbers are not final, the content has `data-draft`; those of an earlier filter have `data-stale`.
 */
export function InsightFrame<A extends InsightAnswer>(props: Props<A>) {
  const { jobKey, view, insight, topics, actions, controls, legend, pagination } = props;
  const t = useTranslations('insight');
  const { data: job, mutate: askForJob } = useJob(jobKey);
  const [filter] = useInsightFilter();
  const facets = useFacets(jobKey, facetsRequestOf(filter));
  const { data } = insight;
  const isBehind = data !== undefined && job !== undefined && data.revision !== job.revision;
  const catchUp = useEffectEvent(() => {
    insight.retry();
    void askForJob();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each revision, not for each answer
  useEffect(() => {
    if (isBehind) catchUp();
  }, [isBehind, data?.revision, job?.revision]);
  if (!job) return null;
  // The counts of samples and maps in the footer are of one state of the job.
  const counted = !isBehind && facets?.revision === data?.revision ? facets : undefined;
  const hasNumbers = data !== undefined && data.total > 0 && !insight.error;
  return (
    <div className="flex min-h-[calc(100dvh-49px)] flex-col">
      <h1 className="sr-only">{t('heading', { view: t(`${view}.title`) })}</h1>
      <div className="relative shrink-0 border-line border-b bg-panel">
        <InsightNav job={job} view={view}>
          {data && actions?.(data)}
          <Help topic={topics} />
        </InsightNav>
        <SurveyLine answer={data} />
      </div>
      {controls && job.withMaps > 0 && (
        <div className="fade-edges relative flex min-h-11 shrink-0 items-center gap-x-4 overflow-x-auto border-line border-b bg-panel px-5 [scrollbar-width:none] max-wide:px-3">
          {controls}
        </div>
      )}
      <div
        data-draft={data && !isFinal(data) ? '' : undefined}
        data-stale={insight.isStale ? '' : undefined}
        aria-busy={data === undefined || insight.isStale}
        className="group/insight flex min-w-0 flex-1 flex-col data-stale:opacity-60 data-stale:transition-opacity data-stale:delay-200"
      >
        {data && insight.error && <Outdated error={insight.error} onRetry={insight.retry} />}
        <Content {...props} job={job} matching={facets?.total} />
      </div>
      <footer className="sticky bottom-0 z-20 flex min-h-11 shrink-0 flex-wrap items-center gap-x-5 gap-y-1 border-line border-t bg-panel px-5 py-1.5 text-muted text-small max-wide:static max-wide:px-3">
        {legend}
        <span className="ml-auto flex flex-wrap items-center gap-x-1.5">
          {hasNumbers && counted && job.samples !== null && (
            <span>{t('samples', { count: counted.total, total: job.samples })} ·</span>
          )}
          {hasNumbers && <SurveyNote answer={data} isBehind={isBehind} />}
        </span>
        {pagination}
      </footer>
    </div>
  );
}

function Content<A extends InsightAnswer>({
  insight: { data, error, retry },
  job,
  matching,
  skeleton,
  needsMaps = true,
  emptyBecause,
  children,
}: Props<A> & { job: JobAnswer; matching: number | undefined }) {
  const t = useTranslations('insight');
  const app = useTranslations('app');
  const sentence = useSentence();
  const [filter, setFilter] = useInsightFilter();
  if (needsMaps && job.withMaps === 0) {
    // What has not been read yet may have maps.
    if (job.state === 'loading') return skeleton;
    return <Notice title={t('noMaps')} detail={t(job.state === 'live' ? 'noMapsYet' : 'noMapsHelp')} />;
  }
  if (error && !data)
    return (
      <Notice isError title={t('failed')} detail={sentence(error)}>
        <Button onPress={retry}>{app('retry')}</Button>
      </Notice>
    );
  if (!data) return skeleton;
  const isFiltered = filterParts(filter).length > 0;
  if (data.total === 0 && (needsMaps || (isFiltered && matching === 0)))
    return (
      <Notice title={t(needsMaps ? 'noMatch' : 'noSample')}>
        {isFiltered && <Button onPress={() => void setFilter(NO_FILTER)}>{t('clearFilter')}</Button>}
      </Notice>
    );
  const why = emptyBecause?.(data, job) ?? null;
  if (why !== null) return <Notice title={why} />;
  return children(data, job);
}
