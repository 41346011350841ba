'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { type Range, RangeBrush } from '@/components/kit/range-brush';
import type { MapNumber } from '@/lib/api/choices';
import type { DistributionsAnswer } from '@/lib/api/insight-answers';
import { edgesAround, valuesAt } from './brush-edges';

interface Props {
  number: MapNumber;
  /** Unit and baseline, in words. */
  unit: string;
  /** Null while it is not known. */
  distribution: DistributionsAnswer[MapNumber];
  /** Why the job has no such number; null if it has. */
  lacks: string | null;
  range: Range | null;
  onChange(range: Range | null): void;
}

/** A range of a number of the maps: its thumbs stand at the edges of the bins. */
export function NumberBrush({ number, unit, distribution, lacks, range, onChange }: Props) {
  const t = useTranslations('filter');
  const format = useFormatter();
  const decimals = (value: number) =>
    format
      .number(value, { minimumFractionDigits: 2, maximumFractionDigits: 3, signDisplay: 'negative' })
      .replace('-', '−');
  const label = t(number);
  const edges = distribution?.edges ?? [];
  const last = Math.max(1, edges.length - 1);
  return (
    <div className="flex flex-col gap-0.5">
      <RangeBrush
        label={label}
        thumbs={[t('least', { what: label }), t('greatest', { what: label })]}
        min={0}
        max={distribution === null ? 0 : last}
        steps={last}
        bins={distribution?.bins ?? []}
        range={distribution && range && edgesAround(edges, range)}
        text={range && `${decimals(range[0])}–${decimals(range[1])}`}
        track="grow"
        format={(edge) => decimals(edges[edge] ?? 0)}
        onChange={(chosen) => onChange(chosen && valuesAt(distribution, chosen))}
      />
      <span className="flex justify-between gap-3 text-muted text-small">
        <span>{lacks ?? unit}</span>
        {distribution && (
          <span className="whitespace-nowrap">
            {t('numbers.count', { matching: distribution.matching, n: distribution.n })}
          </span>
        )}
      </span>
    </div>
  );
}
