'use client';

import type { MouseEvent } from 'react';
import { useTranslations } from 'use-intl';
import { usePercent, useProbability } from '@/components/kit/format';
import { curvePoints, heightOf, nearestPoint } from './curve';
import type { Step } from './steps';

/** Size of the plot without and with margins, CSS pixels at the minimum width. */
const PLOT = { left: 26, top: 8, width: 278, height: 150 };
const WIDTH = 320;
const HEIGHT = 200;

const SHARES = [1, 0.75, 0.5, 0.25, 0];

interface Props {
  steps: readonly Step[];
  current: Step;
  threshold: number;
  onStep(step: number): void;
}

/** The probability of the label by the share of the picture that is shown. A click selects the nearest step. */
export function EvidenceCurve({ steps, current, threshold, onStep }: Props) {
  const t = useTranslations('counterfactual');
  const percent = usePercent();
  const probability = useProbability();
  const points = curvePoints(steps);
  // The current point is last, so that it is drawn on top.
  const drawn = [...points].sort((a, b) => Number(a.step === current.number) - Number(b.step === current.number));
  const x = (place: number) => PLOT.left + place * PLOT.width;
  const y = (place: number) => PLOT.top + place * PLOT.height;
  const line = points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ');
  const words = points.map(({ step }) => {
    const { share, confidence } = steps[step];
    return t('curvePoint', { share: percent(share ?? 0), probability: probability(confidence) });
  });

  const goTo = ({ currentTarget, clientX, clientY }: MouseEvent<SVGSVGElement>) => {
    const box = currentTarget.getBoundingClientRect();
    const place = {
      x: (((clientX - box.left) / box.width) * WIDTH - PLOT.left) / PLOT.width,
      y: (((clientY - box.top) / box.height) * HEIGHT - PLOT.top) / PLOT.height,
    };
    const nearest = nearestPoint(points, place, PLOT.width / PLOT.height);
    if (nearest) onStep(nearest.step);
  };

  return (
    <section
      aria-label={t('curve')}
      className="w-full max-w-[22rem] min-[100rem]:max-w-[26rem] min-[120rem]:max-w-[44rem]"
    >
      <h3 className="mb-2 text-muted text-small">{t('curve')}</h3>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the scrubber offers the same by keyboard */}
      <svg
        role="img"
        aria-label={words.join('; ')}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        onClick={goTo}
        className="w-full cursor-pointer select-none text-tiny min-[120rem]:text-[6px]"
      >
        {[1, 0].map((value) => (
          <g key={value}>
            <line x1={x(0)} x2={x(1)} y1={y(heightOf(value))} y2={y(heightOf(value))} className="stroke-line" />
            <text x={x(0) - 8} y={y(heightOf(value)) + 4} textAnchor="end" className="fill-muted">
              {value}
            </text>
          </g>
        ))}
        {SHARES.map((share) => (
          <text key={share} x={x(1 - share)} y={y(1) + 16} textAnchor="middle" className="fill-muted">
            {percent(share)}
          </text>
        ))}
        <text x={x(0.5)} y={HEIGHT - 6} textAnchor="middle" className="fill-muted">
          {t('curveAxis')}
        </text>
        <line
          x1={x(0)}
          x2={x(1)}
          y1={y(heightOf(threshold))}
          y2={y(heightOf(threshold))}
          strokeDasharray="3 3"
          className="stroke-fn"
        />
        <text x={x(0) + 4} y={y(heightOf(threshold)) + 14} className="fill-fn">
          {t('threshold', { threshold })}
        </text>
        <polyline points={line} className="fill-none stroke-accent [stroke-width:1.5]" />
        {drawn.map((point) => (
          <circle
            key={point.step}
            cx={x(point.x)}
            cy={y(point.y)}
            r={point.step === current.number ? 5.5 : 3.5}
            data-current={point.step === current.number || undefined}
            className={`stroke-accent [stroke-width:1.5] ${point.step === current.number ? 'fill-accent' : 'fill-page'}`}
          >
            <title>{words[points.indexOf(point)]}</title>
          </circle>
        ))}
      </svg>
    </section>
  );
}
