'use client';

import dynamic from 'next/dynamic';
import { type CSSProperties, useRef } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { DownloadCsv } from '@/components/kit/download';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import { useInstrument } from '@/components/map/use-instrument';
import { wellAspect } from '@/components/saliency/sizes';
import type { MeasureName } from '@/lib/api/choices';
import type { PairsAnswer } from '@/lib/api/insight-answers';
import { PAIRS_PAGE_SIZE } from '@/lib/api/insight-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SamplesAnswer } from '@/lib/api/sample-answers';
import type { FilterState, InsightQuery } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { isolated } from '@/lib/i18n/isolate';
import { subtracted, useNumbers } from '../numbers';
import { Outdated } from '../outdated';
import { type Insight, isFinal } from '../use-insight';
import { allPairs, MOST_PAIRS } from './all-pairs';
import { PairHistogram } from './pair-histogram';
import { PAIR_COLUMNS, PAIR_NUMBERS, PairRow } from './pair-row';
import type { Chosen } from './selection';
import { pairsCsv } from './tables';

/** Loaded after the numbers. */
const PairNote = dynamic(() => import('@/components/marks/pair-note').then(({ PairNote }) => PairNote), { ssr: false });

interface Props {
  job: JobAnswer;
  chosen: Chosen;
  pairs: Insight<PairsAnswer>;
  /** The request of `pairs`. */
  request: InsightQuery;
  measure: MeasureName;
  order: 'asc' | 'desc';
  filter: FilterState;
}

/** The pairs of maps of two explainers, least agreed first, each with its original and its numbers. */
export function PairPanel({ job, chosen, pairs: { data, error, retry }, request, measure, order, filter }: Props) {
  const t = useTranslations('insight.agreement');
  const app = useTranslations('app');
  const inSaliency = useTranslations('saliency');
  const inPages = useTranslations('pages');
  const sentence = useSentence();
  const { signed, exact } = useNumbers();
  const list = useRef<HTMLDivElement>(null);
  useInstrument(list, 'row');
  const ids = [...new Set(data?.pairs.map(({ sample }) => sample))];
  const query = new URLSearchParams({ ids: ids.join(), limit: String(ids.length), aspect: 'true' });
  const { data: samples } = useSWR<SamplesAnswer, Error>(ids.length > 0 ? api.samples(job.key, query) : null);
  const isOf = data !== undefined && data.a === chosen.a && data.b === chosen.b;
  const indexOf = (name: string) => job.explainerNames.indexOf(name);
  return (
    <section ref={list} aria-label={t('pairsOf', { a: isolated(chosen.a), b: isolated(chosen.b) })} className="min-w-0">
      <div className="flex min-h-23 flex-wrap items-start gap-x-6 gap-y-2 border-line border-b px-5 py-3 max-wide:px-3">
        <div className="min-w-0 grow">
          <h2 className="font-semibold text-[15px] [overflow-wrap:anywhere]">
            <bdi>{chosen.a}</bdi> × <bdi>{chosen.b}</bdi>
          </h2>
          {isOf && (
            <p className="mt-0.5 text-muted text-small">
              <span className="font-semibold text-[15px] text-ink group-data-draft/insight:italic">
                {signed(data[measure].lift)}
              </span>{' '}
              {t(data[measure].lift === null ? 'noLiftIn' : 'liftIn', {
                measure: t(`short.${measure}`),
                mean: exact(data[measure].mean),
                shuffled: subtracted(exact(data[measure].shuffled)),
                n: data[measure].n,
              })}
            </p>
          )}
          <PairNote
            key={`${chosen.a} ${chosen.b}`}
            jobKey={job.key}
            generation={job.generation}
            explainers={job.explainerNames}
            a={chosen.a}
            b={chosen.b}
          />
        </div>
        {isOf && <PairHistogram answer={data} measure={measure} />}
      </div>
      {data && error && <Outdated error={error} onRetry={retry} />}
      <div
        className="@container mx-5 my-2.5 max-wide:mx-3"
        style={{ '--frame-aspect': wellAspect(samples?.aspect ?? null) } as CSSProperties}
      >
        {error && !data ? (
          <Notice isError title={t('failed')} detail={sentence(error)}>
            <Button onPress={retry}>{app('retry')}</Button>
          </Notice>
        ) : isOf && data.pairCount === 0 ? (
          <Notice
            title={t(isFinal(data) ? 'noPairs' : 'noPairsYet')}
            detail={isFinal(data) ? t('noPairsHelp') : undefined}
          />
        ) : isOf && data.pairs.length === 0 ? (
          <Notice title={inPages('pastEnd', { page: data.page })} />
        ) : (
          <>
            <div className={`${PAIR_COLUMNS} mb-1 min-h-7 items-center text-muted text-small`}>
              <span>{inSaliency('sample')}</span>
              <bdi className="truncate">{chosen.a}</bdi>
              <bdi className="truncate">{chosen.b}</bdi>
              <span className={`flex items-center justify-between gap-x-2 ${PAIR_NUMBERS}`}>
                {t(order === 'asc' ? 'leastFirst' : 'mostFirst', { measure: t(`short.${measure}`) })}
                {isOf && (
                  <DownloadCsv
                    name={`${job.name} ${chosen.a} ${chosen.b} pairs`}
                    title={t(data.pairCount > MOST_PAIRS ? 'csvFirst' : 'csvAll', {
                      count: data.pairCount,
                      most: MOST_PAIRS,
                    })}
                    rows={async () => {
                      const all = await allPairs(job.key, request);
                      if (all === null) throw new Error(t('csvChanged'));
                      return pairsCsv(all);
                    }}
                  />
                )}
              </span>
            </div>
            <ul className="flex flex-col gap-2.5">
              {isOf
                ? data.pairs.map((pair) => (
                    <PairRow
                      key={`${pair.sample} ${pair.label}`}
                      job={job}
                      pair={pair}
                      sample={samples?.samples.find(({ id }) => id === pair.sample)}
                      explainers={[indexOf(data.a), indexOf(data.b)]}
                      measure={measure}
                      filter={filter}
                    />
                  ))
                : Array.from({ length: PAIRS_PAGE_SIZE }, (_, row) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: rows without content
                    <li key={row} aria-hidden className={PAIR_COLUMNS}>
                      {[1, 2, 3].map((picture) => (
                        <span key={picture} className="aspect-[var(--frame-aspect,1)] rounded-md bg-well" />
                      ))}
                    </li>
                  ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
