'use client';

import Link from 'next/link';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { RangeNote } from '@/components/evaluation/range-note';
import { useNumbers } from '@/components/insight/numbers';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { TwoLines } from '@/components/kit/two-lines';
import type { EvaluationAnswer } from '@/lib/api/evaluation-answers';
import { api, pages } from '@/lib/api/urls';
import { scoreDifferences } from './score-rows';
import type { Jobs } from './use-compare';

/** The stored scores of B, with B − A below each, by explainer and metric; what only one job has is a dash. */
export function ScoreDifferences({ jobs }: { jobs: Jobs }) {
  const t = useTranslations('compare.scores');
  const { exact, signed } = useNumbers();
  const { data: a } = useSWR<EvaluationAnswer, Error>(api.evaluation(jobs.a.key));
  const { data: b } = useSWR<EvaluationAnswer, Error>(api.evaluation(jobs.b.key));
  const { metrics, ranges, rows } = a && b ? scoreDifferences(a, b) : { metrics: [], ranges: [], rows: [] };
  return (
    <section aria-label={t('title')} className="flex min-w-0 flex-col">
      <h2 className="flex items-baseline gap-x-3 font-semibold">
        {t('title')}
        <span className="ml-auto flex gap-x-2 font-normal text-small">
          <Link href={pages.evaluation(jobs.a.key)} prefetch={false} className="text-accent hover:underline">
            {t('open', { side: 'A' })}
          </Link>
          <Link href={pages.evaluation(jobs.b.key)} prefetch={false} className="text-accent hover:underline">
            {t('open', { side: 'B' })}
          </Link>
        </span>
      </h2>
      {a && b && rows.length === 0 && <p className="mt-3 text-muted">{t('none')}</p>}
      {rows.length > 0 && (
        <>
          <section
            aria-label={t('table')}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard
            tabIndex={0}
            className="mt-1 overflow-x-auto"
          >
            <table className="w-full">
              <thead>
                <tr>
                  <td />
                  {metrics.map((metric, index) => (
                    <th
                      key={metric}
                      scope="col"
                      className="max-w-18 pb-1 pl-3 text-right align-bottom font-normal text-muted text-small"
                    >
                      <span className="flex justify-end">
                        <MiddleEllipsis text={metric} />
                      </span>
                      <RangeNote range={ranges[index]} />
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ explainer, cells }) => (
                  <tr key={explainer} className="h-9">
                    <th scope="row" title={explainer} className="max-w-24 text-left font-normal leading-tight">
                      <TwoLines text={explainer} />
                    </th>
                    {cells.map(({ metric, b: later, difference }) => (
                      <td key={metric} className="whitespace-nowrap pl-3 text-right leading-tight">
                        {exact(later)}
                        <span className="block text-muted text-small">{signed(difference)}</span>
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <p className="mt-2 text-muted text-small">{t('legend')}</p>
        </>
      )}
    </section>
  );
}
