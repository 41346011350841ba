'use client';

import { Star } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { DownloadCsv } from '@/components/kit/download';
import { Help } from '@/components/kit/help';
import { ariaSort, SortButton } from '@/components/kit/sort-button';
import type { Sort } from '@/lib/api/table-params';
import { isolated } from '@/lib/i18n/isolate';
import { bestOf, type Composite, type ScoreMatrix } from './composite';
import { nextSort, type Orders, tintOf } from './ordering';
import { Score } from './score';
import { scoreTableCsv } from './tables';
import { topicOf } from './topics';
import { WeightField } from './weight-field';
import { areEqual } from './weights';

interface Props {
  /** Name of the downloaded file. */
  name: string;
  explainers: readonly string[];
  metrics: readonly string[];
  matrix: ScoreMatrix;
  weights: readonly number[];
  totals: readonly Composite[];
  orders: Orders;
  /** The explainer under the pointer, here or in the radar chart. */
  pointed: number | null;
  onPoint(explainer: number | null): void;
  onSlide(metric: number, weight: number): void;
  onWeight(metric: number, weight: number): void;
  onEqual(): void;
  onSort(change: { rows: Sort | null } | { cols: Sort | null }): void;
}

const HEAD = 'sticky left-0 z-10 border-r bg-panel pr-2 pl-5 text-left max-wide:pl-3';

/** Widths in rem: metric and weight together, and the minimum and maximum of an explainer column. */
const FIXED = 26;
const FIXED_NARROW = 15;
const MIN_COLUMN = 6;
const MAX_COLUMN = 12;

/** The width at which the scores of this many explainers fit, as CSS. */
export const minTableWidth = (explainers: number): string => `${FIXED + MIN_COLUMN * explainers}rem`;

/** The maximum width of the table: a column wider than 12rem has no use. */
export const maxTableWidth = (explainers: number): string => `${FIXED + MAX_COLUMN * explainers}rem`;

/**
 * The scores: a row for each metric with its weight, a column for each explainer, the composites below. Rows and columns can be sorted.
 * If not all explainers fit, the table scrolls horizontally and the metrics stay visible.
 */
export function ScoreTable(props: Props) {
  const { name, explainers, metrics, matrix, weights, totals, orders, pointed, onPoint, onSort } = props;
  const t = useTranslations('evaluation');
  const { rows, cols, rowOrder, columnOrder } = orders;
  const descOf = (sort: Sort | null, by: string) => (sort?.by === by ? sort.desc : null);
  const sortColumns = (by: string) => onSort({ cols: nextSort(cols, by) });
  const point = (explainer: number) => ({ onPointerEnter: () => onPoint(explainer) });
  const pointedLook = (explainer: number) => (pointed === explainer ? 'bg-accent-tint' : '');
  return (
    <section
      aria-label={t('scores')}
      className="relative overflow-x-auto overscroll-x-contain bg-panel [scroll-padding-left:14rem] max-wide:[scroll-padding-left:9rem]"
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
            <th scope="col" className={`${HEAD} w-56 max-wide:w-36`}>
              <span className="flex items-center gap-1">
                {t('metric')}
                <DownloadCsv
                  name={`${name} evaluation`}
                  rows={() => scoreTableCsv({ explainers, metrics, matrix, weights, totals, rowOrder, columnOrder })}
                />
              </span>
            </th>
            <th scope="col" className="w-48 px-2 text-left max-wide:w-24">
              {t('weight')}
            </th>
            {columnOrder.map((explainer) => (
              <th
                key={explainer}
                scope="col"
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
            <td className="px-2 text-muted text-small">
              <span className="flex flex-wrap items-center gap-x-2">
                {t('sum')}
                {!areEqual(weights) && (
                  <Button look="ghost" className="-ml-2.5 text-accent" onPress={props.onEqual}>
                    {t('equalWeights')}
                  </Button>
                )}
              </span>
            </td>
            {columnOrder.map((explainer) => (
              <td key={explainer} className={`px-2 text-center ${pointedLook(explainer)}`} {...point(explainer)}>
                <Total total={totals[explainer]} metrics={metrics} weights={weights} />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

/** A metric: its name, its weight, its scores, tinted from the minimum to the maximum; the best also has a star. */
function MetricRow({ metric, metrics, matrix, weights, orders, ...props }: Props & { metric: number }) {
  const t = useTranslations('evaluation');
  const { cols, columnOrder } = orders;
  const name = metrics[metric];
  const topic = topicOf(name);
  const scores = matrix.map((row) => row[metric]);
  const best = bestOf(scores);
  const desc = cols?.by === String(metric) ? cols.desc : null;
  return (
    <tr className="h-14 [&>*]:border-line [&>*]:border-b">
      <th scope="row" aria-sort={ariaSort(desc)} className={`${HEAD} font-semibold`}>
        <span className="flex items-center gap-1">
          <SortButton
            text={name}
            isSideways
            desc={desc}
            title={t('sortExplainers', { metric: name })}
            onPress={() => props.onSort({ cols: nextSort(cols, String(metric)) })}
          />
          {topic && <Help topic={topic} />}
        </span>
        {topic && (
          <span
            className="block truncate font-normal text-muted text-small max-wide:hidden"
            title={t(`brief.${topic}`)}
          >
            {t(`brief.${topic}`)}
          </span>
        )}
      </th>
      <td className="px-2">
        <WeightField
          metric={name}
          weight={weights[metric]}
          isDisabled={metrics.length < 2}
          onSlide={(weight) => props.onSlide(metric, weight)}
          onSet={(weight) => props.onWeight(metric, weight)}
        />
      </td>
      {columnOrder.map((explainer) => (
        <td
          key={explainer}
          className={`p-[3px] text-center ${props.pointed === explainer ? 'bg-accent-tint' : ''}`}
          onPointerEnter={() => props.onPoint(explainer)}
        >
          <span
            className={`flex min-h-11 items-center justify-center gap-1 rounded-md [overflow-wrap:anywhere] ${best.has(explainer) ? 'font-semibold' : ''}`}
            style={{ backgroundColor: tintOf(scores[explainer], scores) }}
          >
            {best.has(explainer) && (
              <>
                <Star size={10} aria-hidden fill="currentColor" className="text-accent" />
                <span className="sr-only">{t('best')}</span>
              </>
            )}
            <Score value={scores[explainer]} />
          </span>
        </td>
      ))}
    </tr>
  );
}

interface TotalProps {
  total: Composite;
  metrics: readonly string[];
  weights: readonly number[];
}

function Total({ total: { score, rank, missing }, metrics, weights }: TotalProps) {
  const t = useTranslations('evaluation');
  const counting = weights.filter((weight) => weight > 0).length;
  if (score === null) return <span className="text-muted">{t('notRanked')}</span>;
  return (
    <>
      <span className="block font-semibold text-[15px]">
        <Score value={score} />
      </span>
      <span className="block text-muted text-small">{rank === null ? t('notRanked') : t('rank', { rank })}</span>
      {missing.length > 0 && (
        <span
          className="block text-fn text-small"
          title={t('without', { metrics: missing.map((metric) => isolated(metrics[metric])).join(', ') })}
        >
          {t('over', { count: counting - missing.length, total: counting })}
        </span>
      )}
    </>
  );
}
