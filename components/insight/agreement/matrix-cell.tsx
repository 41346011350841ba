'use client';

import type { CSSProperties } from 'react';
import { useTranslations } from 'use-intl';
import type { MeasureName } from '@/lib/api/choices';
import { isolated } from '@/lib/i18n/isolate';
import type { Axis } from '../axis';
import { cloneMeasure, type Pair } from '../clones';
import { Few } from '../few';
import { NOTHING, subtracted, useNumbers } from '../numbers';
import { Strip } from '../strip';
import { type Place, tintOf } from './selection';

/** What is said about a cell of the matrix. */
export interface CellWords {
  /** A sentence with all numbers. */
  text: string;
  /** Whether the two explainers are clones. */
  isClone: boolean;
}

interface Props {
  pair: Pair;
  measure: MeasureName;
  axis: Axis;
  /** By default that of the agreement over many maps. */
  words?: CellWords;
  /** Above the diagonal is the lift, below it what it is made of. */
  isAbove: boolean;
  isChosen: boolean;
  /** Whether it has little room: small numbers, close to its edges. */
  isDense: boolean;
  /** Whether the Tab key leads here, from where the arrow keys lead to the others. */
  isEntry: boolean;
  place: Place;
  className: string;
  onChoose(): void;
}

/** From this tint on, dark letters are more legible in the dark theme. */
const DARK_LETTERS_FROM = 65;

/** A pair of explainers in the matrix; a press shows its maps. */
export function MatrixCell({
  pair,
  measure,
  axis,
  words: given,
  isAbove,
  isChosen,
  isDense,
  isEntry,
  place,
  className,
  onChoose,
}: Props) {
  const t = useTranslations('insight.agreement');
  const { signed, brief } = useNumbers();
  const { n, mean, shuffled, lift } = pair[measure];
  const isClone = given ? given.isClone : cloneMeasure(pair) !== null;
  const words =
    given?.text ??
    t(lift === null ? 'cellRaw' : 'cell', {
      a: isolated(pair.a),
      b: isolated(pair.b),
      lift: signed(lift),
      mean: brief(mean),
      shuffled: subtracted(brief(shuffled)),
      n,
    });
  const frame = isChosen ? `outline-accent ${isAbove ? 'outline-2' : 'outline-1'} outline-solid -outline-offset-1` : '';
  return (
    <button
      type="button"
      data-row={place.row}
      data-column={place.column}
      tabIndex={isEntry ? 0 : -1}
      aria-pressed={isChosen}
      title={words}
      onClick={onChoose}
      className={`relative flex flex-col items-center justify-center rounded-md ${className} ${isAbove ? '' : `items-stretch gap-0.5 bg-well ${isDense ? 'px-px text-tiny' : 'px-2 text-small'}`} ${frame}`}
      style={isAbove ? tinted(tintOf(lift)) : undefined}
    >
      {isAbove ? (
        <>
          <span
            className={`flex items-center gap-1 font-semibold group-data-draft/insight:italic ${isDense ? 'flex-col-reverse text-small leading-none' : 'text-[15px]'}`}
          >
            {signed(lift)}
            {lift !== null && <Few n={n} />}
          </span>
          {isClone && <span className="text-tiny">{t('clones')}</span>}
        </>
      ) : mean === null ? (
        <span className="text-muted">{NOTHING}</span>
      ) : (
        <>
          <Strip axis={axis} mean={mean} shuffled={shuffled} isLow />
          <span className="flex flex-wrap justify-between gap-x-1">
            <span className="text-muted">{brief(shuffled)}</span>
            <span className="ml-auto">{brief(mean)}</span>
          </span>
        </>
      )}
      <span className="sr-only">. {words}</span>
    </button>
  );
}

function tinted(percent: number): CSSProperties {
  if (percent === 0) return { background: 'var(--well)' };
  return {
    background: `color-mix(in srgb, var(--accent) ${percent.toFixed(1)}%, var(--panel))`,
    color: `light-dark(var(--ink), ${percent < DARK_LETTERS_FROM ? '#fff' : 'var(--on-accent)'})`,
  };
}
