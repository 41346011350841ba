'use client';

import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { DownloadCsv } from '@/components/kit/download';
import type { ExplainersAnswer } from '@/lib/api/insight-answers';
import { facetsRequestOf } from '@/lib/api/search-params';
import { InsightFrame } from '../insight-frame';
import { Strip, StripSign } from '../strip';
import { useInsightFilter } from '../use-filter';
import { useInsight } from '../use-insight';
import { ExplainerTable } from './explainer-table';
import { Notes } from './notes';
import { explainersCsv } from './tables';

const TOPICS = ['agreement', 'labelContrast', 'boxEvidence', 'spread', 'border', 'sketch'] as const;

/** What the maps of each explainer have in common: agreement, label contrast, evidence, spread, border, and the stored scores. */
export function ExplainersView({ jobKey }: { jobKey: string }) {
  const { data: job } = useJob(jobKey);
  const [filter] = useInsightFilter();
  const request = facetsRequestOf(filter);
  const insight = useInsight<ExplainersAnswer>(jobKey, 'explainers', request);
  return (
    <InsightFrame
      jobKey={jobKey}
      view="explainers"
      insight={insight}
      topics={TOPICS}
      actions={(answer) => <DownloadCsv name={`${job?.path} explainers`} rows={() => explainersCsv(answer)} />}
      legend={<Legend />}
      skeleton={<Skeleton rows={job?.explainerNames.length ?? 1} />}
    >
      {(answer, job) => (
        <>
          <ExplainerTable job={job} answer={answer} filter={filter} />
          <Notes answer={answer} />
        </>
      )}
    </InsightFrame>
  );
}

/** The signs of the strips. */
function Legend() {
  const t = useTranslations('insight.explainers');
  const axis = { min: 0, max: 1 };
  return (
    <span className="flex flex-wrap items-center gap-x-4">
      <span>
        <StripSign /> {t('legendMean')}
      </span>
      <span className="flex items-center gap-1.5">
        <span className="w-3">
          <Strip axis={axis} mean={null} ticks={[0, 0.5, 1]} isLow />
        </span>
        {t('legendMap')}
      </span>
      <span className="flex items-center gap-1.5">
        <span className="w-1">
          <Strip axis={axis} mean={null} baseline={0.5} isLow />
        </span>
        {t('legendBaseline')}
      </span>
    </span>
  );
}

/** As high as the table. */
function Skeleton({ rows }: { rows: number }) {
  return (
    <div aria-hidden className="bg-panel">
      <div className="h-[66px] border-line border-b max-wide-table:hidden" />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content
        <div key={row} className="flex h-[95px] items-center border-line border-b px-5 max-wide:px-3">
          <span className="h-4 w-40 rounded bg-track motion-safe:animate-pulse" />
        </div>
      ))}
    </div>
  );
}
