'use client';

import { Search, X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { fetchAhead } from '@/components/kit/fetch-json';
import { Footer } from '@/components/kit/footer';
import { Help } from '@/components/kit/help';
import { useKeys } from '@/components/kit/keys';
import { Notice } from '@/components/kit/notice';
import { OutageBar } from '@/components/kit/outage-bar';
import { PageSize } from '@/components/kit/page-size';
import { Pagination } from '@/components/kit/pagination';
import { useSentence } from '@/components/kit/sentence';
import { MarksFault } from '@/components/marks/marks-fault';
import type { JobsAnswer } from '@/lib/api/job-answers';
import { JOB_PAGE_SIZES, jobListParams, jobsRequestOf, serializeJobListParams } from '@/lib/api/job-list-params';
import type { JobsRequest } from '@/lib/api/requests';
import { queryOf } from '@/lib/api/search-params';
import { api, pages } from '@/lib/api/urls';
import { dimRows, JobTable, type Sort } from './job-table';
import { PickNote, usePick } from './pick-button';
import { ScanProblems } from './scan-problems';

const DEFAULT_INTERVAL_S = 3;
/** What a scan found, or that the object store is away, is shown after so many seconds, however rare scans are. */
const MAX_INTERVAL_S = 5;
/** Polling interval while the server is scanning for jobs. */
const SCANNING_INTERVAL_MS = 500;
/** Polling interval while the server indexes visible rows whose counts are not known. */
const COUNTS_INTERVAL_MS = 1_000;
/** Polling interval while the server reads event files for previews. Not shorter, so that pictures do not slow down typing. */
const PREVIEW_INTERVAL_MS = 400;
const NO_JOBS: JobsAnswer['jobs'] = [];

/** The list of explain jobs: search, sort and pages, kept up to date. */
export function JobList() {
  const t = useTranslations('list');
  const sentence = useSentence();
  const [state, setState] = useQueryStates(jobListParams, { history: 'push' });
  const request = jobsRequestOf(state);
  const { data, error, isLoading, mutate } = useSWR<JobsAnswer, Error>(api.jobs(queryOf(request)), {
    // A new function each time, because SWR keeps the first interval; no request within the deduping interval, 2 s by default.
    refreshInterval: (latest) => refreshAfter(latest),
    dedupingInterval: PREVIEW_INTERVAL_MS / 2,
  });
  const search = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => dimRows(table.current, isLoading ? state.q : ''), [isLoading, state.q]);

  const move = (step: number) => {
    const links = [...(table.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    const next = at === -1 ? (step > 0 ? 0 : links.length - 1) : at + step;
    links.at(Math.min(Math.max(next, 0), links.length - 1))?.focus();
  };
  const choose = usePick();
  const jobs = data?.jobs ?? NO_JOBS;
  useKeys({
    '/': () => search.current?.focus(),
    c: () => {
      const path = document.activeElement?.closest('[data-row-link]') && document.activeElement.getAttribute('title');
      const job = jobs.find((each) => each.path === path);
      if (job) choose(job);
    },
    j: () => move(1),
    k: () => move(-1),
    n: () => data && state.page < data.pages && goTo(state.page + 1),
    p: () => state.page > 1 && goTo(state.page - 1),
  });

  const outage = error ?? (data?.message ? { code: 'base-unreadable', message: data.message } : null);
  const hrefOf = (page: number) => serializeJobListParams(pages.jobs(), { ...state, page });
  const goTo = (page: number) => void setState({ page }, { scroll: true });
  const fetchRows = (change: Partial<JobsRequest>) =>
    void fetchAhead(api.jobs(queryOf({ ...request, ...change }))).catch(() => {});
  const setQuery = (q: string) => {
    fetchRows({ q, page: 1 }); // the server searches while the character is rendered
    // A search is one entry in the history, however many characters were typed.
    void setState({ q, page: null }, { history: state.q === '' ? 'push' : 'replace' });
  };
  const sort = useMemo(() => ({ id: state.sort, desc: state.order === 'desc' }), [state.sort, state.order]);
  const sortBy = useCallback(
    ({ id, desc }: Sort) => void setState({ sort: id, order: desc ? 'desc' : 'asc', page: null }),
    [setState],
  );
  const from = (request.page - 1) * request.limit + 1;

  return (
    <div className="flex min-h-[calc(100dvh-49px)] flex-col">
      <h1 className="sr-only">{t('title')}</h1>
      <div className="flex items-center gap-4 border-line border-b bg-panel px-5 py-3 max-wide:px-3">
        <SearchField ref={search} query={state.q} total={state.q === '' ? (data?.total ?? 0) : 0} onChange={setQuery} />
        {data?.isLooking && (
          <span role="status" className="whitespace-nowrap text-muted">
            {t('looking', { count: data.total })}
          </span>
        )}
        {data && data.reloadInterval > 0 && (
          <span className="ml-auto whitespace-nowrap text-muted text-small max-wide:hidden" title={t('keys')}>
            {t('watching', { seconds: data.reloadInterval })}
          </span>
        )}
        <span className="flex shrink-0 items-center gap-1 max-wide:ml-auto">
          <FlagToggle
            isOn={state.starred}
            label={t('starredOnly')}
            onChange={(starred) => setState({ starred, page: null })}
          />
          {(state.hidden || (data?.hiddenCount ?? 0) > 0) && (
            <FlagToggle
              isOn={state.hidden}
              label={t('showHidden', { count: data?.hiddenCount ?? 0 })}
              onChange={(hidden) => setState({ hidden, page: null })}
            />
          )}
          <Help topic="jobs" />
        </span>
      </div>
      {outage && jobs.length > 0 && <OutageBar>{sentence(outage)}</OutageBar>}
      <PickNote />
      {data?.marksWhy && <MarksFault fault={{ why: data.marksWhy, message: data.marksMessage ?? '' }} />}
      {data && <ScanProblems problems={data.problems} problemCount={data.problemCount} />}
      <div className="flex-1">
        {error && !data ? (
          <Notice isError title={t('failed')} detail={sentence(error)}>
            <Retry onPress={() => mutate()} />
          </Notice>
        ) : (
          <>
            {/* Without a match its header stays, so that typing moves nothing. */}
            {(!data || data.jobCount > 0) && (
              <JobTable
                ref={table}
                jobs={jobs}
                rowsExpected={isLoading ? request.limit : 0}
                sort={sort}
                onSort={sortBy}
              />
            )}
            {data && jobs.length === 0 && (
              <NoJobs
                data={data}
                query={state.q}
                onClear={() => setState({ q: null, page: null })}
                onListAll={() => setState({ hidden: true, starred: null, page: null })}
                onLastPage={() => goTo(data.pages)}
              />
            )}
          </>
        )}
      </div>
      <Footer
        from={from}
        to={jobs.length === 0 ? 0 : from + jobs.length - 1}
        total={data?.total ?? 0}
        all={data?.jobCount}
      >
        <Pagination
          page={request.page}
          pages={data?.pages ?? 1}
          href={hrefOf}
          onGo={goTo}
          onLinger={(page) => fetchRows({ page })}
        />
        <PageSize sizes={JOB_PAGE_SIZES} size={request.limit} onChange={(size) => setState({ size, page: null })} />
      </Footer>
    </div>
  );
}

/** The time until the next request, milliseconds. */
function refreshAfter(latest: JobsAnswer | undefined): number {
  if (latest?.jobs.some(({ preview }) => preview === null)) return PREVIEW_INTERVAL_MS;
  if (latest?.isLooking) return SCANNING_INTERVAL_MS;
  const isFillingIn = latest?.jobs.some(({ samples, state }) => samples === null && state !== 'unreadable');
  const seconds = Math.min(latest?.reloadInterval || DEFAULT_INTERVAL_S, MAX_INTERVAL_S);
  return isFillingIn ? COUNTS_INTERVAL_MS : 1000 * seconds;
}

function FlagToggle({ isOn, label, onChange }: { isOn: boolean; label: string; onChange(isOn: boolean): void }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={() => onChange(!isOn)}
      className={`h-7 whitespace-nowrap rounded-md px-2 hover:bg-well ${isOn ? 'bg-accent-tint text-accent' : 'text-muted'}`}
    >
      {label}
    </button>
  );
}

function Retry({ onPress }: { onPress(): void }) {
  const t = useTranslations('app');
  return <Button onPress={onPress}>{t('retry')}</Button>;
}

interface NoJobsProps {
  data: JobsAnswer;
  query: string;
  onClear(): void;
  /** Lists hidden jobs, and those without a star. */
  onListAll(): void;
  onLastPage(): void;
}

/** Explains why no job is shown and offers an action. */
function NoJobs({ data, query, onClear, onListAll, onLastPage }: NoJobsProps) {
  const t = useTranslations('list');
  const inPages = useTranslations('pages');
  if (data.total > 0) {
    return (
      <Notice title={inPages('pastEnd', { page: data.page })}>
        <Button onPress={onLastPage}>{inPages('toLastPage')}</Button>
      </Notice>
    );
  }
  if (data.isLooking) return <Notice title={t('looking', { count: 0 })} />;
  if (data.jobCount > 0 && query === '') {
    return (
      <Notice title={t('noneListed')}>
        <Button onPress={onListAll}>{t('listAll')}</Button>
      </Notice>
    );
  }
  if (query !== '') {
    return (
      <Notice title={t('noMatch', { query })}>
        <Button onPress={onClear}>{t('noMatchAction')}</Button>
      </Notice>
    );
  }
  return <Notice title={t('empty', { base: data.base })} detail={data.message ?? t('emptyHelp')} />;
}

interface SearchFieldProps {
  ref: React.Ref<HTMLInputElement>;
  query: string;
  total: number;
  onChange(query: string): void;
}

/** Shows the typed text at once; the URL, and with it the list, follows with a delay. */
function SearchField({ ref, query, total, onChange }: SearchFieldProps) {
  const t = useTranslations('list');
  const [typed, setTyped] = useState(query);
  const [lastQuery, setLastQuery] = useState(query);
  const isOwn = useRef(false);
  if (query !== lastQuery) {
    setLastQuery(query);
    if (!isOwn.current) setTyped(query);
  }
  useEffect(() => {
    isOwn.current = false;
  });
  const change = (text: string) => {
    isOwn.current = true;
    setTyped(text);
    onChange(text);
  };
  return (
    <div className="relative w-full max-w-105">
      <Search size={14} aria-hidden className="absolute top-2 left-2.5 text-muted" />
      <input
        ref={ref}
        type="search"
        dir="auto"
        aria-label={t('search')}
        aria-keyshortcuts="/"
        placeholder={t('searchPlaceholder', { count: total })}
        value={typed}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        className="h-8 w-full rounded-md border border-line bg-page pr-8 pl-8 placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
      />
      {typed === '' ? (
        <kbd aria-hidden className="absolute top-2 right-3 font-sans text-muted">
          /
        </kbd>
      ) : (
        <button
          type="button"
          aria-label={t('clearSearch')}
          onClick={() => change('')}
          className="absolute top-1 right-1 grid size-6 place-items-center text-muted"
        >
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
