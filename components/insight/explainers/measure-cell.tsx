'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { isolated } from '@/lib/i18n/isolate';
import { Few } from '../few';
import { NOTHING, subtracted, useNumbers } from '../numbers';
import { Strip } from '../strip';
import { AxisLabels } from './axis-labels';
import { BORDER_AREA, type Column, type ColumnAxis, measured } from './columns';
import { DistributionStrip } from './distribution-strip';
import type { Explainer } from './findings';

interface Props {
  explainer: Explainer;
  column: Column;
  axis: ColumnAxis;
  /** The edges of the bins of its distribution. */
  edges: readonly number[];
  /** Whether another explainer is its clone. */
  hasClone: boolean;
  /** Where the samples of the number are. */
  href: string;
  /** Why the number is not defined, if it is not. */
  why: string;
}

/** One number of an explainer with what it is compared with, and its strip. */
export function MeasureCell({ explainer, column, axis, edges, hasClone, href, why }: Props) {
  const t = useTranslations('insight.explainers');
  const { value, mean, shuffled, ticks, n } = measured(explainer, column);
  const bins = explainer.bins[column];
  const [isOver, setOver] = useState(false);
  const { exact, signed } = useNumbers();
  const number = column === 'agreement' ? signed(value) : exact(value);
  const title = t('opens', {
    column: t(`column.${column}`),
    name: isolated(explainer.name),
    n,
    hasClone: String(column === 'agreement' && hasClone),
  });
  const quantile = (share: number) => exact(ticks[Math.round(share * (ticks.length - 1))] ?? null);
  const distribution = t('distribution', {
    n: bins.reduce((sum, count) => sum + count, 0),
    least: quantile(0),
    low: quantile(0.25),
    median: quantile(0.5),
    high: quantile(0.75),
    greatest: quantile(1),
  });
  return (
    // biome-ignore lint/a11y: a cell of a grid of divs, laid out anew in narrow windows
    <div role="cell" className="flex min-w-0 flex-col justify-center gap-1 max-wide-table:justify-start">
      <span className="text-muted text-small wide-table:hidden" aria-hidden>
        {t(`column.${column}`)}
      </span>
      <p className="flex flex-wrap items-baseline gap-x-2 text-muted text-small">
        {value === null ? (
          <>
            <span className="font-semibold text-[15px]">{NOTHING}</span> {why}
          </>
        ) : (
          <>
            <Link
              href={href}
              prefetch={false}
              title={title}
              aria-label={`${column === 'evidence' ? `${number} ×` : number}. ${title}`}
              onPointerEnter={({ pointerType }) => setOver(pointerType === 'mouse')}
              onPointerLeave={() => setOver(false)}
              className="whitespace-nowrap rounded font-semibold text-[15px] text-ink hover:text-accent hover:underline group-data-draft/insight:italic"
            >
              {column === 'evidence' ? `${exact(value)} ×` : number}
            </Link>
            <Beside explainer={explainer} column={column} />
            <Few n={n} />
          </>
        )}
      </p>
      {ticks.length > 0 ? (
        <DistributionStrip
          isOver={isOver}
          label={t('distributionOf', {
            column: t(column === 'agreement' ? 'agreementValues' : `column.${column}`),
            name: isolated(explainer.name),
          })}
          text={distribution}
          edges={edges}
          bins={bins}
          marks={{ mean, shuffled, baseline: axis.baseline ?? null }}
        >
          <Strip axis={axis} mean={mean} shuffled={shuffled} ticks={ticks} baseline={axis.baseline} />
        </DistributionStrip>
      ) : (
        <Strip axis={axis} mean={mean} shuffled={shuffled} ticks={ticks} baseline={axis.baseline} />
      )}
      <AxisLabels column={column} axis={axis} className="text-tiny wide-table:hidden" />
    </div>
  );
}

/** What a number is compared with, in words. */
function Beside({ explainer, column }: { explainer: Explainer; column: Column }) {
  const t = useTranslations('insight.explainers');
  const { exact, brief } = useNumbers();
  const { agreement, contrast, evidence, border } = explainer;
  switch (column) {
    case 'agreement':
      return (
        <span className="whitespace-nowrap">
          {brief(agreement.rho.mean)} − {subtracted(brief(agreement.rho.shuffled))}
        </span>
      );
    case 'contrast':
      return <span className="whitespace-nowrap">{t('pairs', { n: contrast.rho.n })}</span>;
    case 'evidence':
      return (
        <span className="whitespace-nowrap">
          {t('inArea', { inside: exact(evidence.inside), area: exact(evidence.area) })}
        </span>
      );
    case 'border':
      return (
        border.mean !== null && (
          <span className="whitespace-nowrap">{t('ofArea', { times: brief(border.mean / BORDER_AREA) })}</span>
        )
      );
    case 'spread':
      return null;
  }
}
