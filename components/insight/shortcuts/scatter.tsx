'use client';

import { ArrowRight } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { usePercent } from '@/components/kit/format';
import type { ShortcutsAnswer } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import { useSize } from '../use-size';
import { pathOf } from './lasso';
import { nudgedApart, placed } from './scatter-layout';
import { ScatterMarks } from './scatter-marks';
import { ScatterTiles } from './scatter-tiles';
import type { Selection } from './selection';
import { useLasso } from './use-lasso';

/** Free space around the points, and around the centres of tiles, pixels. */
const MARGIN = 48;
/** Sides of tiles, in a narrow frame and else, and the space between them, pixels. */
const TILE = { narrow: 24, wide: 32 };
const GAP = 3;
const NARROW = 480;
/** Space for the titles of the axes beside tiles, pixels. */
const BESIDE = 30;
/** A click that is not farther from a point than this belongs to it, pixels. */
const REACH = 18;

interface Props {
  job: JobAnswer;
  answer: ShortcutsAnswer;
  /** Index of the explainer. */
  explainer: number;
  show: 'dots' | 'maps';
  tint: 'group' | 'type';
  selection: Selection | null;
  /** Called with the ids of the samples in the lasso. */
  onLasso(samples: number[]): void;
  /** Called with the group of a point that is clicked. */
  onGroup(group: number): void;
}

/** The maps of a class as points: near means alike. A lasso selects samples, a click the group of a point; the cards do the same by keyboard. */
export function Scatter({ job, answer, explainer, show, tint, selection, onLasso, onGroup }: Props) {
  const t = useTranslations('insight.shortcuts');
  const frame = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(frame);
  const { points, variance } = answer;
  const side = width < NARROW ? TILE.narrow : TILE.wide;
  const places = useMemo(() => {
    if (width === 0 || height === 0) return [];
    const area = { width, height, margin: MARGIN };
    const exact = placed(points, area);
    return show === 'maps' ? nudgedApart(exact, side + GAP, { ...area, margin: side / 2 + BESIDE }) : exact;
  }, [points, width, height, show, side]);
  const { line, handlers } = useLasso({
    places,
    onSelect: (indices) => onLasso(indices.map((index) => points[index].sample).sort((a, b) => a - b)),
    onClick: ({ x, y }) => {
      const distances = places.map((place) => Math.hypot(place.x - x, place.y - y));
      const nearest = Math.min(...distances);
      const group = nearest <= REACH ? points[distances.indexOf(nearest)].group : null;
      if (group !== null) onGroup(group);
    },
  });
  return (
    <div
      ref={frame}
      role="img"
      aria-label={t('scatterOf', { count: points.length, explainer: answer.explainer, label: answer.name })}
      className="relative min-h-80 flex-1 cursor-crosshair touch-pan-y select-none overflow-hidden"
      {...handlers}
    >
      {show === 'maps' && places.length > 0 && (
        <ScatterTiles job={job} answer={answer} explainer={explainer} places={places} side={side} />
      )}
      {places.length > 0 && (
        <ScatterMarks
          answer={answer}
          places={places}
          tile={show === 'maps' ? side : null}
          tint={tint}
          selection={selection}
          isDrawing={line !== null}
        />
      )}
      {line && (
        <svg aria-hidden className="absolute inset-0 size-full">
          <path d={pathOf(line)} className="fill-accent/10 stroke-accent" strokeWidth={1.5} strokeDasharray="5 3" />
        </svg>
      )}
      <Axis className="bottom-2 left-7" number={1} share={variance[0]} />
      <Axis className="bottom-7 left-6 origin-bottom-left -rotate-90" number={2} share={variance[1]} />
    </div>
  );
}

/** The title of an axis, with its share of the variance. */
function Axis({ number, share, className }: { number: number; share: number | null; className: string }) {
  const t = useTranslations('insight.shortcuts');
  const percent = usePercent();
  return (
    <span
      className={`pointer-events-none absolute flex items-center gap-1 whitespace-nowrap rounded bg-panel/80 px-1 text-muted text-small ${className}`}
    >
      {t('axis', { number })}
      <ArrowRight size={12} aria-hidden />
      {share !== null && t('variance', { share: percent(share) })}
    </span>
  );
}
