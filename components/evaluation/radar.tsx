'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { splitName } from '@/components/kit/split-name';
import type { ScoreMatrix } from './composite';
import { axisPoint, outline, scorePoints } from './radar-shape';
import { scaleOf } from './scores';

interface Props {
  explainers: readonly string[];
  metrics: readonly string[];
  /** Whether some metrics have a range of their own, of which scores are shown as shares: 0 is the worst, 1 the best. */
  areShares: boolean;
  matrix: ScoreMatrix;
  /** The explainer to emphasise: the first of the leaders. */
  leader: number | null;
  pointed: number | null;
  onPoint(explainer: number | null): void;
}

const RADIUS = 80;
const RINGS = [0.25, 0.5, 0.75, 1];

/** Maximum number of characters at the end of an axis. */
const AXIS_NAME = 15;
const AXIS_TAIL = 6;

/** The label of an axis: the name of the metric, shortened in the middle if it is too long. */
function axisName(metric: string): string {
  const parts = metric.length > AXIS_NAME ? splitName(metric, AXIS_TAIL) : null;
  return parts ? `${parts.head.slice(0, AXIS_NAME - 1 - parts.tail.length)}…${parts.tail}` : metric;
}

/** All explainers on one axis for each metric. The leader and the explainer under the pointer, here or in the table, are emphasised. */
export function Radar({ explainers, metrics, areShares, matrix, leader, pointed, onPoint }: Props) {
  const t = useTranslations('evaluation');
  const format = useFormatter();
  const scale = scaleOf(matrix.flat());
  const ring = (share: number) =>
    `M${metrics
      .map((_, index) => axisPoint(index, metrics.length, RADIUS * share))
      .map(({ x, y }) => `${x} ${y}`)
      .join('L')}Z`;
  const order = explainers.map((_, index) => index).sort((a, b) => weightOf(a) - weightOf(b));
  function weightOf(explainer: number): number {
    return Number(explainer === leader) + 2 * Number(explainer === pointed);
  }
  const isStrong = (explainer: number) => weightOf(explainer) > 0;
  return (
    <figure className="flex min-w-0 grow basis-88 flex-col items-center gap-2 -mt-px -ml-px border-line border-t border-l bg-panel px-5 py-4">
      <svg viewBox="-182 -102 364 212" role="img" aria-label={t('radar')} className="w-full max-w-sm overflow-visible">
        {RINGS.map((share) => (
          <path key={share} d={ring(share)} fill="none" stroke="var(--line)" />
        ))}
        {metrics.map((metric, index) => {
          const end = axisPoint(index, metrics.length, RADIUS);
          const label = axisPoint(index, metrics.length, RADIUS + 10);
          return (
            <g key={metric}>
              <line x2={end.x} y2={end.y} stroke="var(--line)" />
              <text
                x={label.x}
                y={label.y}
                dy={label.y < -RADIUS ? 0 : label.y > RADIUS / 2 ? 10 : 4}
                textAnchor={Math.abs(label.x) < 8 ? 'middle' : label.x > 0 ? 'start' : 'end'}
                className="fill-muted text-tiny"
              >
                <title>{metric}</title>
                {axisName(metric)}
              </text>
            </g>
          );
        })}
        {order.map((explainer) => {
          const points = scorePoints(matrix[explainer], scale, RADIUS);
          const look = explainer === pointed ? 'text-fn' : explainer === leader ? 'text-accent' : 'text-faint';
          return (
            <g
              key={explainer}
              className={look}
              onPointerEnter={() => onPoint(explainer)}
              onPointerLeave={() => onPoint(null)}
            >
              <path
                d={outline(points)}
                fill={isStrong(explainer) && points.every((point) => point !== null) ? 'currentColor' : 'none'}
                fillOpacity={0.12}
                stroke="currentColor"
                strokeWidth={isStrong(explainer) ? 2 : 1}
                strokeDasharray={explainer === pointed && explainer !== leader ? '5 3' : undefined}
                pointerEvents="visibleStroke"
              />
              {points.map(
                (point, metric) =>
                  point && (
                    <circle
                      key={metrics[metric]}
                      cx={point.x}
                      cy={point.y}
                      r={isStrong(explainer) ? 3 : 1.5}
                      fill="currentColor"
                    />
                  ),
              )}
            </g>
          );
        })}
      </svg>
      <ul className="flex flex-wrap justify-center gap-x-1 gap-y-0.5" aria-label={t('radarLegend')}>
        {explainers.map((name, explainer) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={pointed === explainer}
              onPointerEnter={() => onPoint(explainer)}
              onPointerLeave={() => onPoint(null)}
              onFocus={() => onPoint(explainer)}
              onBlur={() => onPoint(null)}
              className={`inline-flex h-6 max-w-48 items-center gap-1.5 rounded px-1.5 text-small ${pointed === explainer ? 'bg-accent-tint' : ''} ${explainer === leader ? 'font-semibold text-accent' : 'text-muted'}`}
            >
              <MiddleEllipsis text={name} />
            </button>
          </li>
        ))}
      </ul>
      <figcaption className="text-center text-muted text-small">
        {t(areShares ? 'radarShares' : 'radarAxes', { min: format.number(scale.min), max: format.number(scale.max) })}
      </figcaption>
    </figure>
  );
}
