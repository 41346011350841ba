import { useTranslations } from 'use-intl';
import { NOTHING, useNumbers } from '../numbers';

export interface HistogramProps {
  /** Of the bins, ascending, and how many values lie between each two. */
  edges: readonly number[];
  bins: readonly number[];
  /** Values that are marked; null for none. */
  marks: { mean: number | null; shuffled: number | null; baseline: number | null };
}

/** The bins from the first to the last one with a value, as positions. */
function filled(bins: readonly number[]): [first: number, last: number] {
  return [bins.findIndex((count) => count > 0), bins.findLastIndex((count) => count > 0)];
}

/** Where a value lies between two edges, as a share of the width: bins are equally wide, whatever they span. */
export function placeIn(edges: readonly number[], value: number): number {
  const at = edges.findLastIndex((edge) => edge <= value);
  if (at === -1) return 0;
  if (at >= edges.length - 1) return 1;
  return (at + (value - edges[at]) / (edges[at + 1] - edges[at])) / (edges.length - 1);
}

/** How many values lie where; the mean as a line, shuffled and the baseline dashed. Only bins between the first and the last value. */
export function Histogram({ edges, bins, marks }: HistogramProps) {
  const t = useTranslations('insight.explainers');
  const { brief } = useNumbers();
  const [first, last] = filled(bins);
  if (first === -1) return <p className="text-muted">{NOTHING}</p>;
  const shown = bins.slice(first, last + 1);
  const axis = edges.slice(first, last + 2);
  const most = Math.max(...shown);
  const inside = (value: number | null) => value !== null && value >= axis[0] && value <= axis[axis.length - 1];
  const at = (value: number) => `${(100 * placeIn(axis, value)).toFixed(2)}%`;
  return (
    <>
      <svg aria-hidden="true" width="100%" height="64" className="block">
        {shown.map((count, index) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is identified by its index
            key={index}
            x={`${(100 * index) / shown.length}%`}
            width={`${92 / shown.length}%`}
            y={64 - (60 * count) / most}
            height={(60 * count) / most}
            className="fill-muted/60"
          />
        ))}
        {([marks.baseline, marks.shuffled] as const).map(
          (value, index) =>
            inside(value) && (
              <line
                key={index === 0 ? 'baseline' : 'shuffled'}
                x1={at(value ?? 0)}
                x2={at(value ?? 0)}
                y1="0"
                y2="64"
                className={index === 0 ? 'stroke-ink' : 'stroke-accent'}
                strokeDasharray="3 3"
              />
            ),
        )}
        {inside(marks.mean) && (
          <line
            x1={at(marks.mean ?? 0)}
            x2={at(marks.mean ?? 0)}
            y1="0"
            y2="64"
            className="stroke-accent"
            strokeWidth="2"
          />
        )}
      </svg>
      <p className="flex justify-between border-line border-t pt-0.5 text-muted text-tiny">
        <span>{brief(axis[0])}</span>
        <span>{t('most', { count: most })}</span>
        <span>{brief(axis[axis.length - 1])}</span>
      </p>
    </>
  );
}
