'use client';

import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import useSWR from 'swr';
import { useFormatter, useTranslations } from 'use-intl';
import { useLowerBound } from '@/components/frame/bound';
import { refreshAfter, useJob } from '@/components/frame/use-job';
import { useLiveThreshold } from '@/components/frame/use-threshold';
import { Button } from '@/components/kit/button';
import { DownloadCsv } from '@/components/kit/download';
import { FindField } from '@/components/kit/find-field';
import { Help } from '@/components/kit/help';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import type { ConfusionAnswer } from '@/lib/api/evaluation-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import { confusionAddress } from '@/lib/api/search-params';
import { confusionParams } from '@/lib/api/table-params';
import { LabelTable } from './label-table';
import { PairList } from './pair-list';
import { matrixWidth, PairMatrix } from './pair-matrix';
import { labelRates, labelsOfPairs, MAX_MATRIX_LABELS } from './rates';
import { labelRatesCsv, pairsCsv } from './tables';

/** Height of the table of labels above the pairs, and beside the list of pairs. */
const STACKED = 'max-h-[30rem]';
const BESIDE_LIST = 'min-[86rem]:max-h-[max(20rem,calc(100dvh-11rem))]';

/** The width from which the list of pairs is beside the labels, CSS. */
const LIST_WIDTH = '25rem';

/** The errors of a job's model: the prediction types of each label, and pairs of ground truth and prediction. */
export function ConfusionView({ jobKey }: { jobKey: string }) {
  const t = useTranslations('confusion');
  const sentence = useSentence();
  const app = useTranslations('app');
  const threshold = useLiveThreshold();
  const { data: job } = useJob(jobKey, threshold);
  const { data, error, mutate } = useSWR<ConfusionAnswer, Error>(confusionAddress(jobKey, { threshold }), {
    refreshInterval: refreshAfter,
  });
  if (error && !data)
    return (
      <Notice isPage isError title={t('failed')} detail={sentence(error)}>
        <Button onPress={() => mutate()}>{app('retry')}</Button>
      </Notice>
    );
  if (!data || !job) return null;
  if (data.samples === 0) {
    const isComing = data.state === 'loading' || data.state === 'live';
    return <Notice isPage title={t('empty')} detail={data.message ?? t(isComing ? 'emptyLive' : 'emptyComplete')} />;
  }
  return <Pairs job={job} answer={data} />;
}

function Pairs({ job, answer }: { job: JobAnswer; answer: ConfusionAnswer }) {
  const t = useTranslations('confusion');
  const format = useFormatter();
  const [{ sort, pairs: pairSort, q }, setState] = useQueryStates(confusionParams, { history: 'replace' });
  const { labelCounts } = job;
  const why = useLowerBound(answer.atThreshold);
  const at = answer.atThreshold ? ` ${answer.atThreshold.value}` : '';
  const { pairs, pairCount } = answer;
  const rows = useMemo(() => labelRates(labelCounts), [labelCounts]);
  const shown = useMemo(() => {
    const wanted = q.trim().toLowerCase();
    return wanted === '' ? rows : rows.filter(({ name }) => name.toLowerCase().includes(wanted));
  }, [rows, q]);
  const nameOf = useMemo(() => {
    const names = new Map(labelCounts.map(({ id, name }) => [id, name]));
    return (label: number) => names.get(label) ?? `#${label}`;
  }, [labelCounts]);
  const labels = useMemo(() => labelsOfPairs(pairs), [pairs]);
  const isMatrix = labels.length <= MAX_MATRIX_LABELS && pairs.length === pairCount;
  const wrong = useMemo(() => pairs.filter(({ truth, predicted }) => truth !== predicted), [pairs]);
  return (
    // The labels and the pairs are side by side if they fit.
    <div className="flex flex-wrap items-stretch overflow-clip pb-5">
      <h1 className="sr-only">{t('title')}</h1>
      <section aria-labelledby="labels" className="min-w-0 grow basis-[60rem] bg-panel">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-2.5 max-wide:px-3">
          <h2 id="labels" className="flex items-center gap-1 font-semibold">
            {t('labels')}
            <Help topic="types" />
          </h2>
          <span className="text-muted">
            {t('counted', { samples: answer.samples, threshold: format.number(answer.threshold) })}
          </span>
          {why !== undefined && (
            <span className="text-muted text-small" title={why}>
              {t('bounds')}
            </span>
          )}
          <FindField label={t('findLabel')} value={q} onChange={(text) => setState({ q: text })} />
          <DownloadCsv name={`${job.name} labels${at}`} rows={() => labelRatesCsv(shown, why !== undefined)} />
        </div>
        {shown.length > 0 ? (
          <LabelTable
            jobKey={job.key}
            rows={shown}
            sort={sort}
            onSort={(next) => setState({ sort: next })}
            why={why}
            height={isMatrix ? STACKED : `${STACKED} ${BESIDE_LIST}`}
          />
        ) : (
          <p className="border-line border-y px-5 py-6 text-muted max-wide:px-3">{t('noLabel', { q })}</p>
        )}
      </section>
      <section
        aria-labelledby="pairs"
        className="relative -ml-px min-w-0 max-w-full grow border-line border-l bg-panel"
        style={{ flexBasis: isMatrix ? matrixWidth(labels.length) : LIST_WIDTH }}
      >
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-2.5 max-wide:px-3">
          <h2 id="pairs" className="flex items-center gap-1 font-semibold">
            {t('pairs')}
            <Help topic="confusion" />
          </h2>
          <span className={`text-muted ${isMatrix ? 'min-w-48 flex-1' : 'order-last basis-full'}`}>
            {isMatrix
              ? t('matrixHelp')
              : t('listHelp', { shown: wrong.length, total: pairCount, most: MAX_MATRIX_LABELS })}
          </span>
          <span className="ml-auto">
            <DownloadCsv name={`${job.name} confusion${at}`} rows={() => pairsCsv(pairs, nameOf, why !== undefined)} />
          </span>
        </div>
        {isMatrix ? (
          <PairMatrix jobKey={job.key} labels={labels} pairs={pairs} nameOf={nameOf} why={why} />
        ) : (
          <PairList
            jobKey={job.key}
            pairs={wrong}
            nameOf={nameOf}
            sort={pairSort}
            onSort={(next) => setState({ pairs: next })}
            why={why}
          />
        )}
      </section>
    </div>
  );
}
