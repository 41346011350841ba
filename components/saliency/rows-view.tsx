'use client';

import dynamic from 'next/dynamic';
import { Fragment, type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Footer } from '@/components/kit/footer';
import { useKeys } from '@/components/kit/keys';
import { Notice } from '@/components/kit/notice';
import { NumberBox } from '@/components/kit/number-box';
import { PageSize } from '@/components/kit/page-size';
import { Pagination } from '@/components/kit/pagination';
import { useSentence } from '@/components/kit/sentence';
import { useHydrated } from '@/components/kit/use-hydrated';
import { Legend } from '@/components/map/legend';
import { KEY_FACTOR, useInstrument, zoomBy, zoomOut } from '@/components/map/use-instrument';
import { orderedExplainers } from '@/lib/api/explainer-order';
import type { JobAnswer } from '@/lib/api/job-answers';
import {
  displayOf,
  SAMPLE_PAGE_SIZES,
  type SaliencyState,
  samplesRequestOf,
  serializeSaliencyParams,
} from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { News } from './news';
import { chosenLabel, isMatchedByServer, parsePicks, withPick } from './picks';
import { SampleGrid, SkeletonRows } from './sample-grid';
import { SampleRow } from './sample-row';
import { ValueDivider, withValues } from './sort-value';
import { useHeld } from './use-held';
import { fetchSamplesAhead, useLiveSamples } from './use-live-samples';
import { useMapKeys } from './use-map-keys';
import type { SetSaliency } from './use-saliency';

/** Loaded when a filter finds nothing. */
const NoSamples = dynamic(() => import('./no-samples').then(({ NoSamples }) => NoSamples));

/** Height of the sticky bars; the first visible row is searched below them, pixels. */
const HEADER_PIXELS = 92;

/** The server renders rows with so many maps, and one row in any case. That fills a window, unless there are very many explainers. */
const MAX_RENDERED_MAPS = 150;

interface Props {
  job: JobAnswer;
  state: SaliencyState;
  setState: SetSaliency;
  /** Width of a map; differs from the URL while it is being changed. */
  size: SaliencyState['px'];
}

/** The samples of a job, one per row, page by page: labels on the left, the maps of all explainers side by side. */
export function RowsView({ job, state, setState, size }: Props): ReactNode {
  const t = useTranslations('saliency');
  const sentence = useSentence();
  const app = useTranslations('app');
  const inPages = useTranslations('pages');
  const request = samplesRequestOf(state);
  const { page, isPartial, error, isPending, show, retry } = useLiveSamples(job.key, request);
  const list = useRef<HTMLDivElement>(null);
  /** The page whose first row gets the focus, or its map of an explainer. */
  const refocus = useRef<{ page: number; explainer: string | undefined } | null>(null);
  const scope = state.together ? 'page' : 'row';
  useInstrument(list, scope);
  useMapKeys(list);
  const showsOriginals = useHeld(' ', list);

  const picks = useMemo(() => parsePicks(state.pick), [state.pick]);
  const onChoose = useCallback(
    (sample: number, label: number) => {
      void setState((old) => ({ pick: withPick(old.pick, sample, label) }), { history: 'replace' });
    },
    [setState],
  );
  const onOpen = useCallback((stage: number, on: number) => void setState({ stage, on }), [setState]);
  const hrefOf = (number: number) =>
    serializeSaliencyParams(pages.saliency(job.key), { ...state, page: number, pick: null });
  const goTo = (number: number) => void setState({ page: number, pick: null }, { scroll: true });
  /** Changes the page by a key; if a row had the focus, or a map, the first row of the new page gets it, or its map in the same column. */
  const turnTo = (number: number) => {
    const { explainer } = document.activeElement?.closest<HTMLElement>('[data-explainer]')?.dataset ?? {};
    refocus.current = focused() ? { page: number, explainer } : null;
    goTo(number);
  };
  const fetchAhead = (number: number) => fetchSamplesAhead(job.key, { ...request, page: number });

  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-sample]') ?? [])];
  const focused = () => rows().find((row) => row.contains(document.activeElement)) ?? null;
  const move = (step: number) => {
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const first = all.findIndex((row) => row.getBoundingClientRect().bottom > HEADER_PIXELS);
    all.at(at === -1 ? first : Math.min(Math.max(at + step, 0), all.length - 1))?.focus();
  };
  useEffect(() => {
    if (refocus.current === null || page?.page !== refocus.current.page || isPending) return;
    const row = rows().at(0);
    const map = row?.querySelector<HTMLElement>(`[data-explainer="${refocus.current.explainer}"] button`);
    refocus.current = null;
    (map ?? row)?.focus({ preventScroll: true });
  });
  const zoom = (factor: number) => list.current && zoomBy(list.current, focused(), scope, factor);
  const { columns, pin, hide } = state;
  const shown = useMemo(
    () => orderedExplainers(job.explainerNames, { columns, pin }).filter((index) => !hide.includes(index)),
    [job.explainerNames, columns, pin, hide],
  );
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    n: () => page && request.page < page.pages && turnTo(request.page + 1),
    p: () => request.page > 1 && turnTo(request.page - 1),
    '+': () => zoom(KEY_FACTOR),
    '-': () => zoom(1 / KEY_FACTOR),
    '0': () => list.current && zoomOut(list.current),
    // biome-ignore lint/correctness/noComponentHookFactories: creates a key, not a component
    Enter: () => {
      const row = document.activeElement;
      if (!(row instanceof HTMLElement) || row.dataset.sample === undefined || shown.length === 0) return false;
      onOpen(Number(row.dataset.sample), shown[0]);
    },
  });

  const all = page?.samples ?? [];
  const first = Math.max(1, Math.floor(MAX_RENDERED_MAPS / Math.max(1, shown.length)));
  const samples = useHydrated() ? all : all.slice(0, first);
  const isMatched = isMatchedByServer(state);
  const { sort, mapsOf, measure } = state;
  const sorting = useMemo(() => ({ sort, mapsOf, measure }), [sort, mapsOf, measure]);
  const valued = withValues(samples, sort);
  const isEmpty = page !== undefined && samples.length === 0 && page.state !== 'loading';
  const from = (request.page - 1) * request.limit + 1;
  return (
    <>
      <div ref={list} data-originals={showsOriginals ? '' : undefined} className="flex-1">
        {error && !page ? (
          <Notice isError title={t('failed')} detail={sentence(error)}>
            <Button onPress={retry}>{app('retry')}</Button>
          </Notice>
        ) : shown.length === 0 && job.explainerNames.length > 0 ? (
          <Notice title={t('noExplainer')}>
            <Button onPress={() => setState({ hide: null })}>{t('showExplainers')}</Button>
          </Notice>
        ) : (
          <SampleGrid
            job={job}
            explainers={shown}
            order={state}
            onOrder={(order) => void setState(order, { history: 'replace' })}
            onHide={(explainer) => void setState({ hide: [...hide, explainer] }, { history: 'replace' })}
            size={size}
            aspect={page?.aspect}
            isPending={isPending}
          >
            {samples.map((sample, place) => (
              <Fragment key={sample.id}>
                {place === valued && <ValueDivider sorting={sorting} isPartial={isPartial} />}
                <SampleRow
                  job={job}
                  sample={sample}
                  explainers={shown}
                  sorting={sorting}
                  chosen={chosenLabel(sample, picks, state, isMatched ? sample.matchingLabel : null)}
                  href={serializeSaliencyParams(pages.sample(job.key, sample.id), state)}
                  onChoose={onChoose}
                  onOpen={onOpen}
                />
              </Fragment>
            ))}
            {isEmpty && (
              <li className="col-span-full">
                {/* As wide as the window, not as the columns. */}
                <div className="sticky left-0 w-[100cqw]">
                  <NoSamples
                    job={job}
                    state={state}
                    page={page}
                    onClear={(names) => setState(Object.fromEntries(names.map((name) => [name, null])))}
                    onLastPage={() => goTo(page.pages)}
                  />
                </div>
              </li>
            )}
            {samples.length === 0 && !isEmpty && <SkeletonRows rows={request.limit} explainers={shown.length} />}
          </SampleGrid>
        )}
      </div>
      <Footer
        from={from}
        to={all.length === 0 ? 0 : from + all.length - 1}
        total={page?.total ?? 0}
        all={page?.sampleCount}
        note={
          <>
            <Legend display={displayOf(state)} />
            {isPartial && page && <span className="text-fn">{t('notFinal', page.survey)}</span>}
            <News news={page?.news ?? 0} isReordered={page?.isReordered ?? false} onShow={show} />
          </>
        }
      >
        <Pagination page={request.page} pages={page?.pages ?? 1} href={hrefOf} onGo={goTo} onLinger={fetchAhead} />
        <PageSize
          sizes={SAMPLE_PAGE_SIZES}
          size={request.limit}
          onChange={(size) => setState({ size, page: null, pick: null })}
        />
        <NumberBox
          label={inPages('goTo')}
          placeholder={inPages('goTo')}
          isBrief
          min={1}
          max={page?.pages ?? 1}
          onEnter={goTo}
        />
      </Footer>
    </>
  );
}
