'use client';

import { useQueryStates } from 'nuqs';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { Button } from '@/components/kit/button';
import { Footer } from '@/components/kit/footer';
import { useKeys } from '@/components/kit/keys';
import { Notice } from '@/components/kit/notice';
import { NumberBox } from '@/components/kit/number-box';
import { PageSize } from '@/components/kit/page-size';
import { Pagination } from '@/components/kit/pagination';
import { SAMPLE_PAGE_SIZES, saliencyParams, samplesRequestOf, serializeSaliencyParams } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { FilterBar } from './filter-bar';
import { Legend } from './legend';
import { NoSamples } from './no-samples';
import { chosenLabel, parsePicks, withPick } from './picks';
import { SampleGrid, SkeletonRows } from './sample-grid';
import { SampleRow } from './sample-row';
import { useLiveSamples } from './use-live-samples';

/** The samples of a job, a row each: labels on the left, the saliency map of every explainer side by side. */
export function SaliencyView({ jobKey }: { jobKey: string }) {
  const t = useTranslations('saliency');
  const app = useTranslations('app');
  const { data: job } = useJob(jobKey);
  const [state, setState] = useQueryStates(saliencyParams, { history: 'push' });
  const request = samplesRequestOf(state);
  const { page, error, isPending, show, retry } = useLiveSamples(jobKey, request);
  const [sliding, setSliding] = useState<number | null>(null);
  const blend = Math.min(100, Math.max(0, sliding ?? state.blend));
  const list = useRef<HTMLDivElement>(null);

  const picks = useMemo(() => parsePicks(state.pick), [state.pick]);
  const onChoose = useCallback(
    (sample: number, label: number) => {
      void setState((old) => ({ pick: withPick(old.pick, sample, label) }), { history: 'replace' });
    },
    [setState],
  );
  const hrefOf = (number: number) =>
    serializeSaliencyParams(pages.saliency(jobKey), { ...state, page: number, pick: null });
  const goTo = (number: number) => void setState({ page: number, pick: null });

  const move = (step: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-sample]') ?? [])];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    rows.at(at === -1 ? (step > 0 ? 0 : -1) : Math.min(Math.max(at + step, 0), rows.length - 1))?.focus();
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    n: () => page && request.page < page.pages && goTo(request.page + 1),
    p: () => request.page > 1 && goTo(request.page - 1),
  });

  if (!job) return null;
  const shown = job.explainerNames.map((_, index) => index).filter((index) => !state.hide.includes(index));
  const samples = page?.samples ?? [];
  const from = (request.page - 1) * request.limit + 1;

  return (
    <div className="flex min-h-[calc(100dvh-49px)] flex-col">
      <h1 className="sr-only">{t('title')}</h1>
      <FilterBar
        job={job}
        state={state}
        blend={blend}
        onBlend={setSliding}
        onFilter={(change) => setState({ ...change, page: null, pick: null })}
        onDisplay={(change) => {
          setSliding(null);
          void setState(change, { history: 'replace' });
        }}
      />
      <div ref={list} className="flex-1 overflow-x-clip">
        {error && !page ? (
          <Notice isError title={t('failed')} detail={error.message}>
            <Button onPress={retry}>{app('retry')}</Button>
          </Notice>
        ) : page && samples.length === 0 && page.state !== 'loading' ? (
          <NoSamples
            job={job}
            state={state}
            page={page}
            onClear={(names) => setState(Object.fromEntries(names.map((name) => [name, null])))}
            onLastPage={() => goTo(page.pages)}
          />
        ) : shown.length === 0 && job.explainerNames.length > 0 ? (
          <Notice title={t('noExplainer')}>
            <Button onPress={() => setState({ hide: null })}>{t('showExplainers')}</Button>
          </Notice>
        ) : (
          <SampleGrid job={job} explainers={shown} isPending={isPending}>
            {samples.map((sample) => (
              <SampleRow
                key={sample.id}
                job={job}
                sample={sample}
                explainers={shown}
                chosen={chosenLabel(sample, picks, state)}
                blend={blend / 100}
                onChoose={onChoose}
              />
            ))}
            {samples.length === 0 && <SkeletonRows rows={request.limit} explainers={Math.max(3, shown.length)} />}
          </SampleGrid>
        )}
      </div>
      <Footer
        from={from}
        to={samples.length === 0 ? 0 : from + samples.length - 1}
        total={page?.total ?? 0}
        note={
          <>
            <Legend />
            <News news={page?.news ?? 0} isReordered={page?.isReordered ?? false} onShow={show} />
          </>
        }
      >
        <Pagination page={request.page} pages={page?.pages ?? 1} href={hrefOf} onGo={goTo} />
        <PageSize
          sizes={SAMPLE_PAGE_SIZES}
          size={request.limit}
          onChange={(size) => setState({ size, page: null, pick: null })}
        />
        <GoToPage pages={page?.pages ?? 1} onGo={goTo} />
      </Footer>
    </div>
  );
}

function GoToPage({ pages: last, onGo }: { pages: number; onGo(page: number): void }) {
  const t = useTranslations('pages');
  return <NumberBox label={t('goTo')} min={1} max={last} onEnter={onGo} />;
}

/** Says, over the foot of the page, that the job has grown beyond the rows that are shown, and shows it when asked. */
function News({ news, isReordered, onShow }: { news: number; isReordered: boolean; onShow(): void }) {
  const t = useTranslations('saliency');
  if (news === 0 && !isReordered) return null;
  return (
    <span className="-translate-x-1/2 absolute bottom-full left-1/2 mb-3">
      <Button look="accent" className="rounded-full shadow-[0_4px_16px_rgb(0_0_0/.2)]" onPress={onShow}>
        {news > 0 ? t('new', { count: news }) : t('changed')}
      </Button>
    </span>
  );
}
