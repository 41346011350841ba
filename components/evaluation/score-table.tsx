'use client';

import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { DownloadCsv } from '@/components/kit/download';
import { FadeRight } from '@/components/kit/fade-right';
import { Help } from '@/components/kit/help';
import { ariaSort, SortButton } from '@/components/kit/sort-button';
import { ColumnSteps } from '@/components/saliency/column-steps';
import { isMoreBeside, useColumnScroll } from '@/components/saliency/use-column-scroll';
import type { Sort } from '@/lib/api/table-params';
import { isWeighed } from './metric-range';
import { MetricRow } from './metric-row';
import { nextSort } from './ordering';
import { HEAD, type ScoreTableProps } from './score-table-props';
import { scoreTableCsv } from './tables';
import { Total } from './total';
import { areEqual } from './weights';

/** Widths in rem: metric and weight together, and the minimum and maximum of an explainer column. */
const FIXED = 26;
const FIXED_NARROW = 12;
const MIN_COLUMN = 6;
const MAX_COLUMN = 12;

/** The width at which the scores of this many explainers fit, as CSS. */
export const minTableWidth = (explainers: number): string => `${FIXED + MIN_COLUMN * explainers}rem`;

/** The maximum width of the table: a column wider than 12rem has no use. */
export const maxTableWidth = (explainers: number): string => `${FIXED + MAX_COLUMN * explainers}rem`;

/**
 * The scores: a row for each metric with its weight, a column for each explainer, the composites below. Rows and columns can be sorted.
 * If not all explainers fit, the table scrolls horizontally, the metrics stay visible, and a note says how many explainers are in view.
 */
export function ScoreTable(props: ScoreTableProps) {
  const { name, explainers, metrics, ranges, matrix, weights, totals, orders, pointed, onPoint, onSort } = props;
  const t = useTranslations('evaluation');
  const inColumns = useTranslations('columns');
  const scroller = useRef<HTMLElement>(null);
  const { step, ...inView } = useColumnScroll(scroller, scroller, 0, orders.columnOrder.join());
  const { rows, cols, rowOrder, columnOrder } = orders;
  const descOf = (sort: Sort | null, by: string) => (sort?.by === by ? sort.desc : null);
  const sortColumns = (by: string) => onSort({ cols: nextSort(cols, by) });
  const point = (explainer: number) => ({ onPointerEnter: () => onPoint(explainer) });
  const pointedLook = (explainer: number) => (pointed === explainer ? 'bg-accent-tint' : '');
  return (
    <div className="relative isolate">
      <section
        ref={scroller}
        aria-label={t('scores')}
        className="relative overflow-x-auto overscroll-x-contain bg-panel [scroll-padding-left:14rem] max-wide:[scroll-padding-left:8rem]"
      >
        <table
          className="w-full min-w-(--wide) table-fixed border-separate border-spacing-0 max-wide:min-w-(--narrow)"
          style={{
            '--wide': minTableWidth(explainers.length),
            '--narrow': `${FIXED_NARROW + MIN_COLUMN * explainers.length}rem`,
          }}
          onPointerLeave={() => onPoint(null)}
        >
          <caption className="sr-only">{t('help')}</caption>
          <thead>
            <tr className="h-11 text-muted text-small [&>th]:border-line [&>th]:border-b [&>th]:font-medium">
              <th scope="col" data-lead className={`${HEAD} w-56 max-wide:w-32`}>
                <span className="flex items-center gap-1">
                  {t('metric')}
                  <DownloadCsv
                    name={`${name} evaluation`}
                    rows={() => scoreTableCsv({ explainers, metrics, matrix, weights, totals, rowOrder, columnOrder })}
                  />
                </span>
                {isMoreBeside(inView) && (
                  <span data-in-view className="-mt-1 block text-ink text-tiny">
                    {inColumns('note', { shown: inView.count, count: explainers.length })}
                  </span>
                )}
              </th>
              <th scope="col" className="w-48 px-2 text-left max-wide:w-16 max-wide:px-1">
                {t('weight')}
              </th>
              {columnOrder.map((explainer) => (
                <th
                  key={explainer}
                  scope="col"
                  data-column={explainer}
                  aria-sort={ariaSort(descOf(rows, String(explainer)))}
                  className={`px-1.5 text-ink ${pointedLook(explainer)}`}
                  {...point(explainer)}
                >
                  <SortButton
                    text={explainers[explainer]}
                    desc={descOf(rows, String(explainer))}
                    title={t('sortMetrics', { explainer: explainers[explainer] })}
                    onPress={() => onSort({ rows: nextSort(rows, String(explainer)) })}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rowOrder.map((metric) => (
              <MetricRow key={metric} {...props} metric={metric} />
            ))}
          </tbody>
          <tfoot>
            <tr className="h-14 [&>*]:border-line [&>*]:border-b">
              <th scope="row" aria-sort={ariaSort(descOf(cols, 'composite'))} className={`${HEAD} font-semibold`}>
                <span className="flex items-center gap-1">
                  <SortButton
                    text={t('composite')}
                    isSideways
                    desc={descOf(cols, 'composite')}
                    title={t('sortExplainers', { metric: t('composite') })}
                    onPress={() => sortColumns('composite')}
                  />
                  <Help topic="composite" />
                </span>
              </th>
              <td className="px-2 text-muted text-small max-wide:px-1 max-wide:text-tiny">
                <span className="flex flex-wrap items-center gap-x-2">
                  {t('sum')}
                  {!areEqual(weights, ranges.map(isWeighed)) && (
                    <Button
                      look="ghost"
                      className="-ml-2.5 text-accent max-wide:ml-0 max-wide:h-auto max-wide:min-h-6 max-wide:whitespace-normal max-wide:px-0 max-wide:text-left"
                      onPress={props.onEqual}
                    >
                      {t('equalWeights')}
                    </Button>
                  )}
                </span>
              </td>
              {columnOrder.map((explainer) => (
                <td
                  key={explainer}
                  className={`px-2 py-1.5 text-center ${pointedLook(explainer)}`}
                  {...point(explainer)}
                >
                  <Total total={totals[explainer]} metrics={metrics} weights={weights} />
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </section>
      {inView.isMoreLeft && (
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 left-56 z-10 w-2 bg-linear-to-r from-ink/10 to-transparent max-wide:left-32"
        />
      )}
      {inView.isMoreRight && <FadeRight className="from-panel" />}
      <ColumnSteps inView={inView} left={{ className: 'left-56 max-wide:left-32' }} onStep={step} />
    </div>
  );
}
