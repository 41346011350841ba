import { Star } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Help } from '@/components/kit/help';
import { ariaSort, SortButton } from '@/components/kit/sort-button';
import { bestOf } from './composite';
import { isWeighed, oriented } from './metric-range';
import { nextSort, tintOf } from './ordering';
import { RangeNote } from './range-note';
import { Score } from './score';
import { HEAD, type ScoreTableProps } from './score-table-props';
import { topicOf } from './topics';
import { WeightField } from './weight-field';

/** A metric: its name, its weight, its scores, tinted from the minimum to the maximum; the best also has a star. */
export function MetricRow({
  metric,
  metrics,
  ranges,
  matrix,
  weights,
  orders,
  ...props
}: ScoreTableProps & { metric: number }) {
  const t = useTranslations('evaluation');
  const { cols, columnOrder } = orders;
  const name = metrics[metric];
  const topic = topicOf(name);
  const scores = matrix.map((row) => row[metric]);
  const range = ranges[metric];
  const comparable = oriented(scores, range);
  const best = bestOf(comparable);
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
        <RangeNote range={range} isWeighing />
      </th>
      <td className="px-2 max-wide:px-1">
        <WeightField
          metric={name}
          weight={weights[metric]}
          isDisabled={!isWeighed(range) || ranges.filter(isWeighed).length < 2}
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
            style={{ backgroundColor: tintOf(comparable[explainer], comparable) }}
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
