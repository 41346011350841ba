'use client';

import { useTranslations } from 'use-intl';
import type { MeasureName } from '@/lib/api/choices';
import type { PairsAnswer } from '@/lib/api/insight-answers';
import { positionOn } from '../axis';
import { useNumbers } from '../numbers';

/** The index of the bin that has a value. */
export function binOf({ min, max, bins }: PairsAnswer['histogram'], value: number): number {
  return Math.min(bins.length - 1, Math.floor(((value - min) / (max - min)) * bins.length));
}

/** How the values of all pairs are distributed: bins with a pair of the page are accented, shuffled is a dashed line. */
export function PairHistogram({ answer, measure }: { answer: PairsAnswer; measure: MeasureName }) {
  const t = useTranslations('insight.agreement');
  const { brief } = useNumbers();
  const { histogram, pairs } = answer;
  const { min, max, bins } = histogram;
  const { shuffled } = answer[measure];
  const most = Math.max(...bins);
  if (!(most > 0) || max <= min) return null;
  const shown = new Set(pairs.flatMap((pair) => (pair[measure] === null ? [] : [binOf(histogram, pair[measure])])));
  const at = shuffled === null ? null : positionOn({ min, max }, shuffled);
  const wide = 100 / bins.length;
  return (
    <figure className="w-80 max-w-full shrink" aria-label={t('histogram', { min: brief(min), max: brief(max) })}>
      <div aria-hidden className="relative pt-3.5">
        <svg aria-hidden="true" width="100%" height="36" className="block">
          {bins.map((count, index) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bin is identified by its position
              key={index}
              x={`${index * wide + 0.1 * wide}%`}
              width={`${0.8 * wide}%`}
              y={36 - (36 * count) / most}
              height={(36 * count) / most}
              className={shown.has(index) ? 'fill-accent' : 'fill-faint'}
            />
          ))}
          {at !== null && (
            <line x1={`${100 * at}%`} x2={`${100 * at}%`} y1="0" y2="36" className="stroke-ink" strokeDasharray="2 2" />
          )}
        </svg>
        {at !== null && (
          <span
            className="absolute top-0 whitespace-nowrap text-muted text-tiny leading-none"
            style={at > 0.5 ? { right: `${100 * (1 - at)}%` } : { left: `${100 * at}%` }}
          >
            {t('shuffledAt', { value: brief(shuffled) })}
          </span>
        )}
        <div className="flex justify-between border-line border-t text-muted text-tiny">
          <span>{brief(min)}</span>
          <span>{brief(max)}</span>
        </div>
      </div>
    </figure>
  );
}
