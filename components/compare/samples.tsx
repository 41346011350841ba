'use client';

import { type CSSProperties, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Outdated } from '@/components/insight/outdated';
import { SurveyNote } from '@/components/insight/survey-note';
import { Button } from '@/components/kit/button';
import { Footer } from '@/components/kit/footer';
import { useKeys } from '@/components/kit/keys';
import { Notice } from '@/components/kit/notice';
import { PageSize } from '@/components/kit/page-size';
import { Pagination } from '@/components/kit/pagination';
import { useSentence } from '@/components/kit/sentence';
import { Legend } from '@/components/map/legend';
import { KEY_FACTOR, useInstrument, zoomBy, zoomOut } from '@/components/map/use-instrument';
import { NO_FILTER } from '@/components/saliency/filter-parts';
import { wellAspect } from '@/components/saliency/sizes';
import { ExportCompared } from '@/components/tables/export-compared';
import type { CompareAnswer, CompareSamplesAnswer } from '@/lib/api/compare-answers';
import {
  COMPARE_PAGE_SIZE,
  COMPARE_PAGE_SIZES,
  type CompareState,
  serializeCompareParams,
} from '@/lib/api/compare-params';
import { displayOf } from '@/lib/api/search-params';
import { COMPARED_COLUMNS, ComparedRow } from './compared-row';
import type { Jobs, SetCompare } from './use-compare';

interface Props {
  jobs: Jobs;
  answer: CompareAnswer | undefined;
  page: { data: CompareSamplesAnswer | undefined; error: Error | undefined; isStale: boolean; retry(): void };
  state: CompareState;
  setState: SetCompare;
}

/** What clears every part of the filter. */
const NO_PART = { ...NO_FILTER, mapsOf: null, only: null, from: null, to: null, page: null };

/** A page of compared samples, two across in a wide window, and the footer. */
export function Samples({ jobs, answer, page, state, setState }: Props) {
  const t = useTranslations('compare');
  const list = useRef<HTMLDivElement>(null);
  useInstrument(list, 'row');
  const { data } = page;
  const goTo = (next: number) => void setState({ page: next, stage: null });
  const hrefOf = (next: number) => serializeCompareParams('/compare', { ...state, page: next, stage: null });
  const pageCount = data?.pages ?? 1;
  const move = (step: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-compared]') ?? [])];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    rows.at(Math.min(Math.max(at + step, 0), rows.length - 1))?.focus();
  };
  const zoom = (factor: number) => {
    const row = document.activeElement?.closest<HTMLElement>('[data-compared]') ?? null;
    if (list.current) zoomBy(list.current, row, 'row', factor);
  };
  useKeys({
    '+': () => zoom(KEY_FACTOR),
    '-': () => zoom(1 / KEY_FACTOR),
    '0': () => list.current && zoomOut(list.current),
    j: () => move(1),
    k: () => move(-1),
    n: () => state.page < pageCount && goTo(state.page + 1),
    p: () => state.page > 1 && goTo(state.page - 1),
    // biome-ignore lint/correctness/noComponentHookFactories: creates a key, not a component
    Enter: () => {
      const id = document.activeElement?.getAttribute('data-compared');
      if (id === null || id === undefined) return false;
      void setState({ stage: Number(id) });
    },
  });
  const from = ((data?.page ?? 1) - 1) * (data?.limit ?? 1) + 1;
  return (
    <>
      {data && page.error && <Outdated error={page.error} onRetry={page.retry} />}
      <div
        ref={list}
        data-stale={page.isStale ? '' : undefined}
        aria-busy={data === undefined || page.isStale}
        className="flex-1 px-5 py-4 data-stale:opacity-60 data-stale:transition-opacity data-stale:delay-200 max-wide:px-3"
        style={{ '--frame-aspect': wellAspect(data?.aspect) } as CSSProperties}
      >
        <Rows jobs={jobs} answer={answer} page={page} state={state} setState={setState} />
      </div>
      <Footer
        from={from}
        to={!data || data.samples.length === 0 ? 0 : from + data.samples.length - 1}
        total={data?.total ?? 0}
        all={data?.compared}
        note={
          <>
            <Legend display={displayOf(state)} />
            {answer && answer.total > 0 && (
              <span className="text-muted text-small max-[75rem]:hidden">
                <SurveyNote answer={{ ...answer, state: answer.b.state }} />
              </span>
            )}
          </>
        }
      >
        {data && data.samples.length > 0 && (
          <ExportCompared
            state={state}
            name={t('csvSamples', { a: data.a.name, b: data.b.name })}
            total={data.total}
            survey={data.survey}
          />
        )}
        <Pagination page={Math.max(1, state.page)} pages={pageCount} href={hrefOf} onGo={goTo} />
        <PageSize
          sizes={COMPARE_PAGE_SIZES}
          size={data?.limit ?? COMPARE_PAGE_SIZE}
          onChange={(size) => void setState({ size, page: null })}
        />
      </Footer>
    </>
  );
}

/** The list, or why there is none. */
function Rows({ jobs, answer, page: { data, error, retry }, state, setState }: Props) {
  const t = useTranslations('compare');
  const app = useTranslations('app');
  const inPages = useTranslations('pages');
  const sentence = useSentence();
  if (error && !data)
    return (
      <Notice isError title={t('samplesFailed')} detail={sentence(error)}>
        <Button onPress={retry}>{app('retry')}</Button>
      </Notice>
    );
  if (!data)
    return (
      <ul aria-hidden className="grid gap-x-10 gap-y-5 min-[75rem]:grid-cols-2">
        {[1, 2, 3, 4].map((row) => (
          <li key={row} className={COMPARED_COLUMNS}>
            <span className="aspect-square rounded-md bg-well" />
            <span className="h-54 rounded-md bg-well" />
          </li>
        ))}
      </ul>
    );
  if (data.total > 0 && data.samples.length === 0)
    return (
      <Notice title={inPages('pastEnd', { page: data.page })}>
        <Button onPress={() => void setState({ page: data.pages })}>{inPages('toLastPage')}</Button>
      </Notice>
    );
  if (data.total === 0)
    return (
      <Notice
        title={t(data.compared === 0 ? 'noCommon' : 'noMatch')}
        detail={data.compared === 0 ? t('noCommonHelp') : undefined}
      >
        {data.compared > 0 && <Button onPress={() => void setState(NO_PART)}>{t('clear')}</Button>}
      </Notice>
    );
  return (
    <ul className="grid gap-x-10 gap-y-6 min-[75rem]:grid-cols-2">
      {data.samples.map((item) => (
        <ComparedRow
          key={item.a.sample.id}
          jobs={jobs}
          item={item}
          explainers={data.explainers}
          maps={answer?.maps}
          measure={state.measure}
          onOpen={(stage, on) => void setState({ stage, on })}
        />
      ))}
    </ul>
  );
}
