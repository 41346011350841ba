'use client';

import { useMemo, useRef } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { DownloadCsv } from '@/components/kit/download';
import { FindField } from '@/components/kit/find-field';
import { Help } from '@/components/kit/help';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { type SortedColumn, SortedTable } from '@/components/kit/sorted-table';
import { ColumnSteps } from '@/components/saliency/column-steps';
import { isMoreBeside, useColumnScroll } from '@/components/saliency/use-column-scroll';
import type { EvaluationAnswer } from '@/lib/api/evaluation-answers';
import type { LabelCount } from '@/lib/api/job-answers';
import type { Sort } from '@/lib/api/table-params';
import { isolated } from '@/lib/i18n/isolate';
import { LabelViewChoice } from './label-view-choice';
import { ScoreBar } from './score-bar';
import { columnScales, isByLabel, type LabelRow, labelColumns, labelRows, labelViewOf } from './scores';
import { labelTableCsv } from './tables';

interface State {
  metric: number | null;
  explainer: number | null;
  sort: Sort;
  q: string;
}

interface Props {
  /** Name of the downloaded file. */
  name: string;
  answer: EvaluationAnswer;
  /** Indices of the explainers in display order. */
  order: readonly number[];
  counts: readonly LabelCount[];
  state: State;
  onChange(change: Partial<{ [K in keyof State]: State[K] | null }>): void;
}

const LABEL_PIXELS = 152;
const SAMPLES_PIXELS = 92;
const SCORE_PIXELS = 132;

/** The scores per label: every explainer under one metric, or one explainer under every metric. */
export function LabelScores({ name, answer, order, counts, state, onChange }: Props) {
  const t = useTranslations('evaluation');
  const format = useFormatter();
  const { metric, explainer, sort, q } = state;
  const view = useMemo(() => labelViewOf(answer, { metric, explainer }), [answer, metric, explainer]);
  const columns = useMemo(() => (view ? labelColumns(answer, view, order) : []), [answer, view, order]);
  const rows = useMemo(() => (view ? labelRows(answer, counts, view, columns) : []), [answer, counts, view, columns]);
  const scales = useMemo(() => (view ? columnScales(answer, view, columns, rows) : []), [answer, view, columns, rows]);
  const inColumns = useTranslations('columns');
  const scroller = useRef<HTMLElement>(null);
  const isByMetric = view?.by === 'metric';
  const shown = useMemo(() => {
    const wanted = q.trim().toLowerCase();
    return wanted === '' ? rows : rows.filter(({ name }) => name.toLowerCase().includes(wanted));
  }, [rows, q]);
  const { step, ...inView } = useColumnScroll(
    scroller,
    scroller,
    0,
    `${view?.by} ${shown.length > 0} ${columns.map(({ index }) => index)}`,
  );
  const tableColumns = useMemo(
    (): SortedColumn<LabelRow>[] => [
      {
        id: 'label',
        header: t('label'),
        width: LABEL_PIXELS,
        value: (row) => row.name,
        cell: ({ id, name }) => <MiddleEllipsis text={name} title={`${isolated(name)} (${id})`} />,
      },
      {
        id: 'samples',
        header: t('samples'),
        width: SAMPLES_PIXELS,
        isRight: true,
        value: (row) => row.samples,
        cell: ({ samples }) => <span className="text-muted">{format.number(samples)}</span>,
      },
      ...columns.map(({ index, name }, at) => ({
        id: String(index),
        header: name,
        width: SCORE_PIXELS,
        isCounted: isByMetric,
        value: (row: LabelRow) => row.scores[at],
        cell: (row: LabelRow) => <ScoreBar value={row.scores[at]} scale={scales[at]} />,
      })),
    ],
    [columns, isByMetric, scales, t, format],
  );

  const independent = answer.metrics.filter((_, index) => !isByLabel(answer, index));
  const scored = rows.filter(({ scores }) => scores.some((score) => score !== null)).length;
  // Columns of metrics with ranges of their own have no scale in common.
  const [scale] = scales.every(({ min, max }) => min === scales[0].min && max === scales[0].max) ? scales : [];
  const isUsual = scale === undefined || (scale.min === 0 && scale.max === 1);
  const lower = view?.by === 'metric' && answer.metricRanges[view.metric]?.lowerIsBetter;
  return (
    <div className="border-line border-t bg-panel">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-2.5 max-wide:px-3">
        <h2 className="font-semibold">{t('byLabel')}</h2>
        {view && (
          <>
            <LabelViewChoice answer={answer} order={order} view={view} onChange={onChange} />
            <span className="text-muted">{t('labelsScored', { scored, total: rows.length })}</span>
            {isMoreBeside(inView) && (
              <span data-in-view className="text-small">
                {inColumns('note', { shown: inView.count, count: columns.length })}
              </span>
            )}
            {lower && <span className="text-muted text-small">{t('lowerIsBetter')}</span>}
            {!isUsual && (
              <span className="text-muted text-small">
                {t('bars', { min: format.number(scale.min), max: format.number(scale.max) })}
              </span>
            )}
            <FindField label={t('findLabel')} value={q} onChange={(text) => onChange({ q: text })} />
            <DownloadCsv
              name={`${name} ${view.by === 'metric' ? answer.metrics[view.metric] : answer.explainers[view.explainer]} by label`}
              rows={() => labelTableCsv(shown, columns)}
            />
          </>
        )}
      </div>
      {independent.length > 0 && (
        <p className="flex items-center gap-1 px-5 pb-2 [overflow-wrap:anywhere] text-muted text-small max-wide:px-3">
          {t('independent', { names: independent.map(isolated).join(', '), count: independent.length })}
          <Help topic="labelIndependent" />
        </p>
      )}
      {view && shown.length > 0 && (
        <div className="relative isolate">
          <SortedTable
            ref={scroller}
            label={t('byLabel')}
            rows={shown}
            columns={tableColumns}
            rowId={(row) => String(row.id)}
            sort={sort}
            onSort={(next) => onChange({ sort: next })}
          />
          <ColumnSteps inView={inView} left={{ style: { left: LABEL_PIXELS } }} onStep={step} />
        </div>
      )}
      {view && shown.length === 0 && (
        <p className="border-line border-y px-5 py-6 text-muted max-wide:px-3">
          {q === '' ? t('noLabels') : t('noLabel', { q })}
        </p>
      )}
    </div>
  );
}
