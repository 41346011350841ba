'use client';

import { memo } from 'react';
import { useTranslations } from 'use-intl';
import type { ShortcutsAnswer } from '@/lib/api/insight-answers';
import { groupColour, typeColour } from './colours';
import { isInside, outlineOf, type Point, pathOf } from './lasso';
import { letterOf, type Selection } from './selection';

/** Radius of a dot, and the space around the tiles or dots of a group, pixels. */
const RADIUS = 4.5;
const AROUND = 9;

interface Props {
  answer: ShortcutsAnswer;
  /** The places of the points, pixels. */
  places: readonly Point[];
  /** Side of a tile; null for dots. */
  tile: number | null;
  tint: 'group' | 'type';
  selection: Selection | null;
  /** Whether a lasso is being drawn. */
  isDrawing: boolean;
}

/** Dots, or frames and letters of tiles, and the outline of what is selected. Thousands of them need not render again while a lasso grows. */
export const ScatterMarks = memo(function ScatterMarks({
  answer: { points, groups },
  places,
  tile,
  tint,
  selection,
  isDrawing,
}: Props) {
  const t = useTranslations('insight.shortcuts');
  const chosen = new Set(selection?.ids);
  const colourOf = ({ group, type }: (typeof points)[number]) =>
    tint === 'group' ? groupColour(group) : typeColour(type);
  const isChosen = points.map(({ sample }) => chosen.has(sample));
  const members = places.filter((_, index) => isChosen[index]);
  const others = places.filter((_, index) => !isChosen[index]);
  const outline = outlineOf(members, (tile ?? 2 * RADIUS) / 2 + AROUND);
  // An outline with other maps in it would say something wrong.
  const hasOutline = members.length > 0 && !others.some((other) => isInside(outline, other));
  const caption =
    selection && (selection.group === null ? '' : `${letterOf(selection.group)} `) + t('maps', { n: members.length });
  const top = members.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY);
  return (
    <svg aria-hidden className="absolute inset-0 size-full">
      {hasOutline && !isDrawing && (
        <path
          d={pathOf(outline)}
          data-outline
          className="fill-accent/6 stroke-accent"
          strokeWidth={1.5}
          strokeDasharray="5 3"
          strokeLinejoin="round"
        />
      )}
      {points.map((point, index) => {
        const { x, y } = places[index];
        const colour = isChosen[index] ? 'var(--accent)' : colourOf(point);
        const title = [
          `# ${point.sample}`,
          point.group === null ? t('noGroup') : t('group', { letter: letterOf(point.group) }),
          point.type ?? '',
        ];
        const words = title.filter((part) => part !== '').join(' · ');
        if (tile === null)
          return (
            <circle
              key={point.sample}
              cx={x}
              cy={y}
              r={isChosen[index] ? RADIUS + 0.5 : RADIUS}
              fill={colour}
              stroke="var(--panel)"
            >
              <title>{words}</title>
            </circle>
          );
        return (
          <g key={point.sample} transform={`translate(${x - tile / 2} ${y - tile / 2})`}>
            <rect
              width={tile}
              height={tile}
              rx={4}
              fill="transparent"
              stroke={colour}
              strokeWidth={isChosen[index] ? 2 : 1}
            >
              <title>{words}</title>
            </rect>
            {point.group !== null && (
              <Letter x={4} y={11} text={letterOf(point.group)} className="fill-white stroke-black/70" size={10} />
            )}
          </g>
        );
      })}
      {tile === null &&
        groups.map((_, group) => {
          const own = places.filter((_, index) => points[index].group === group);
          if (own.length === 0) return null;
          const { x, y } = middleOf(own);
          return (
            <Letter
              // biome-ignore lint/suspicious/noArrayIndexKey: a group is identified by its index
              key={group}
              x={x - 4}
              y={y + 5}
              text={letterOf(group)}
              className="fill-ink stroke-panel"
              size={14}
            />
          );
        })}
      {hasOutline && !isDrawing && caption && (
        <text
          x={middleOf(members).x}
          y={Math.max(14, top - (tile ?? 2 * RADIUS) / 2 - AROUND - 7)}
          textAnchor="middle"
          className="fill-accent font-semibold text-small stroke-panel"
          paintOrder="stroke"
          strokeWidth={3}
        >
          {caption}
        </text>
      )}
    </svg>
  );
});

function Letter({
  x,
  y,
  text,
  className,
  size,
}: {
  x: number;
  y: number;
  text: string;
  className: string;
  size: number;
}) {
  return (
    <text
      x={x}
      y={y}
      fontSize={size}
      paintOrder="stroke"
      strokeWidth={2.5}
      className={`pointer-events-none font-semibold ${className}`}
    >
      {text}
    </text>
  );
}

function middleOf(points: readonly Point[]): Point {
  const sum = points.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
