'use client';

import useSWR from 'swr';
import { useFormatter, useTranslations } from 'use-intl';
import { refreshAfter, useJob } from '@/components/frame/use-job';
import { Notice } from '@/components/kit/notice';
import type { EvaluationAnswer } from '@/lib/api/answers';
import { api } from '@/lib/api/urls';

const FOUR_DECIMALS = { minimumFractionDigits: 4, maximumFractionDigits: 4 };

/** The scores of every explainer under every metric. */
export function EvaluationView({ jobKey }: { jobKey: string }) {
  const t = useTranslations('evaluation');
  const format = useFormatter();
  const { data: job } = useJob(jobKey);
  const { data } = useSWR<EvaluationAnswer, Error>(api.evaluation(jobKey), { refreshInterval: refreshAfter });
  if (!data) return null;
  if (data.scores.length === 0) {
    return <Notice isPage title={t('empty')} detail={job?.state === 'live' ? t('emptyLive') : undefined} />;
  }
  const scoreOf = (explainer: number, metric: number) =>
    data.scores.find((score) => score.explainer === explainer && score.metric === metric)?.total ?? null;
  return (
    <div className="overflow-x-auto px-5 py-5 max-wide:px-3">
      <h1 className="mb-1 font-semibold text-[15px]">{t('title')}</h1>
      <p className="mb-4 text-muted">{t('help')}</p>
      <table className="border-collapse bg-panel">
        <thead>
          <tr className="h-9 border-line border-y text-muted text-small">
            <th scope="col" className="px-4 text-left font-medium">
              {t('explainer')}
            </th>
            {data.metrics.map((metric) => (
              <th key={metric} scope="col" className="px-4 text-right font-medium">
                {metric}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.explainers.map((explainer, row) => (
            <tr key={explainer} className="h-10 border-line border-b">
              <th scope="row" className="px-4 text-left font-semibold">
                {explainer}
              </th>
              {data.metrics.map((metric, column) => {
                const score = scoreOf(row, column);
                return (
                  <td key={metric} className="px-4 text-right" title={score === null ? t('notScored') : String(score)}>
                    {score === null ? <span className="text-muted">–</span> : format.number(score, FOUR_DECIMALS)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
