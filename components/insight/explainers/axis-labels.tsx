'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { positionOn } from '../axis';
import { BORDER_AREA, type Column, type ColumnAxis } from './columns';

interface Props {
  column: Column;
  axis: ColumnAxis;
  className?: string;
}

/** The labels of a column's axis at their positions. */
export function AxisLabels({ column, axis, className = '' }: Props) {
  const t = useTranslations('insight.explainers');
  const format = useFormatter();
  const text = (value: number) => {
    if (value === BORDER_AREA) return t('area');
    if (column === 'evidence') return value === 0.25 ? '¼' : value === 1 ? '1 ×' : format.number(value);
    return format.number(value);
  };
  return (
    <span aria-hidden className={`relative block h-4 text-muted ${className}`}>
      {axis.marks.map((value) => {
        const at = positionOn(axis, value);
        const shift = at > 0.97 ? '-100%' : at < 0.03 ? '0' : '-50%';
        return (
          <span
            key={value}
            className="absolute whitespace-nowrap"
            style={{ left: `${100 * at}%`, transform: `translateX(${shift})` }}
          >
            {text(value)}
          </span>
        );
      })}
    </span>
  );
}
