'use client';

import { useQueryStates } from 'nuqs';
import { useMemo, useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { refreshAfter, useJob } from '@/components/frame/use-job';
import { Button } from '@/components/kit/button';
import { Help } from '@/components/kit/help';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import { useHydrated } from '@/components/kit/use-hydrated';
import type { EvaluationAnswer } from '@/lib/api/evaluation-answers';
import { orderedExplainers } from '@/lib/api/explainer-order';
import type { JobAnswer } from '@/lib/api/job-answers';
import { explainerParams } from '@/lib/api/search-params';
import { evaluationParams } from '@/lib/api/table-params';
import { api } from '@/lib/api/urls';
import { composites } from './composite';
import { leadOf } from './flip';
import { LabelScores } from './label-scores';
import { LeadLine } from './lead';
import { isWeighed, sharesOf } from './metric-range';
import { ordersOf } from './ordering';
import { Radar } from './radar';
import { maxTableWidth, minTableWidth, ScoreTable } from './score-table';
import { matrixOf } from './scores';
import { areEqual, equalWeights, roundedWeights, weightsOf, withWeight } from './weights';

const METRICS_FOR_A_RADAR = 3;

/** Tables with more scores than these are not rendered by the server; the table by label shows so many rows at first. */
const MAX_RENDERED_SCORES = 600;
const LABEL_ROWS = 24;

/** The evaluation scores of a job's explainers: a weighted composite, a comparison, and scores per label. */
export function EvaluationView({ jobKey }: { jobKey: string }) {
  const t = useTranslations('evaluation');
  const sentence = useSentence();
  const app = useTranslations('app');
  const { data: job } = useJob(jobKey);
  const { data, error, mutate } = useSWR<EvaluationAnswer, Error>(api.evaluation(jobKey), {
    refreshInterval: refreshAfter,
  });
  const isHydrated = useHydrated();
  if (error && !data)
    return (
      <Notice isPage isError title={t('failed')} detail={sentence(error)}>
        <Button onPress={() => mutate()}>{app('retry')}</Button>
      </Notice>
    );
  if (!data || !job) return null;
  if (data.scores.length === 0) {
    const why = data.state === 'loading' ? t('emptyLoading') : data.state === 'live' ? t('emptyLive') : undefined;
    return <Notice isPage title={t(why ? 'emptyYet' : 'empty')} detail={data.message ?? why} />;
  }
  if (!isHydrated && data.explainers.length * (data.metrics.length + LABEL_ROWS) > MAX_RENDERED_SCORES) return null;
  return <Scores job={job} answer={data} />;
}

function Scores({ job, answer }: { job: JobAnswer; answer: EvaluationAnswer }) {
  const t = useTranslations('evaluation');
  const [state, setState] = useQueryStates(evaluationParams, { history: 'replace' });
  const [{ columns, pin }] = useQueryStates(explainerParams);
  const [sliding, setSliding] = useState<{ metric: number; weight: number } | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const { explainers, metrics, metricRanges } = answer;
  const { w, rows, cols } = state;

  const matrix = useMemo(() => matrixOf(answer), [answer]);
  const order = useMemo(() => orderedExplainers(explainers, { columns, pin }), [explainers, columns, pin]);
  const shares = useMemo(() => sharesOf(matrix, metricRanges), [matrix, metricRanges]);
  const weighed = useMemo(() => metricRanges.map(isWeighed), [metricRanges]);
  const onAxes = metrics.flatMap((_, metric) => (weighed[metric] ? [metric] : []));
  const chosen = weightsOf(w, weighed);
  const weights = sliding ? withWeight(chosen, sliding.metric, sliding.weight, weighed) : chosen;
  const totals = composites(shares, weights);
  const lead = leadOf(shares, weights);
  const leader = lead.kind === 'single' ? lead.leader : lead.kind === 'shared' ? lead.leaders[0] : null;
  const setWeights = (next: readonly number[]) => {
    setSliding(null);
    void setState({ w: areEqual(next, weighed) ? null : roundedWeights(next) });
  };

  return (
    <div className="flex flex-col pb-5">
      <h1 className="sr-only">{t('title')}</h1>
      {/* If the table and the radar chart do not fit side by side, the chart is below the table. */}
      <div className="flex flex-wrap items-stretch overflow-clip border-line border-b bg-panel">
        <div
          className="flex min-w-0 grow-[999] flex-col"
          style={{ flexBasis: minTableWidth(explainers.length), maxWidth: maxTableWidth(explainers.length) }}
        >
          <ScoreTable
            name={job.name}
            explainers={explainers}
            metrics={metrics}
            ranges={metricRanges}
            matrix={matrix}
            weights={weights}
            totals={totals}
            orders={ordersOf(matrix, metrics.length, totals, { rows, cols }, order)}
            pointed={pointed}
            onPoint={setPointed}
            onSlide={(metric, weight) => setSliding({ metric, weight })}
            onWeight={(metric, weight) => setWeights(withWeight(chosen, metric, weight, weighed))}
            onEqual={() => setWeights(equalWeights(weighed))}
            onSort={(change) => setState(change)}
          />
          <LeadLine lead={lead} explainers={explainers} metrics={metrics} matrix={shares} onWeights={setWeights} />
        </div>
        {onAxes.length >= METRICS_FOR_A_RADAR && (
          <Radar
            explainers={explainers}
            metrics={onAxes.map((metric) => metrics[metric])}
            areShares={onAxes.some((metric) => metricRanges[metric] !== null)}
            matrix={shares.map((row) => onAxes.map((metric) => row[metric]))}
            leader={leader}
            pointed={pointed}
            onPoint={setPointed}
          />
        )}
      </div>
      <p className="flex flex-wrap items-center gap-x-1 px-5 py-2 text-muted text-small max-wide:px-3">
        {t(metricRanges.some((range) => range?.lowerIsBetter) ? 'legendMixed' : 'legend')}
        <Help topic="notScored" />
      </p>
      <LabelScores
        name={job.name}
        answer={answer}
        order={order}
        counts={job.labelCounts}
        state={state}
        onChange={(change) => setState(change)}
      />
    </div>
  );
}
