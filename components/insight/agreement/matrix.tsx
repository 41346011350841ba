'use client';

import { type KeyboardEvent, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { TwoLines, Words } from '@/components/kit/two-lines';
import type { MeasureName } from '@/lib/api/choices';
import type { AgreementAnswer } from '@/lib/api/insight-answers';
import { isolated } from '@/lib/i18n/isolate';
import { axisAround } from '../axis';
import { type Pair, pairFinder } from '../clones';
import { type CellWords, MatrixCell } from './matrix-cell';
import { type Chosen, placeAfter } from './selection';

interface Props {
  answer: Pick<AgreementAnswer, 'pairs'>;
  measure: MeasureName;
  /** The explainers that are shown, in groups of clones, in the order of rows and columns. */
  groups: readonly (readonly string[])[];
  chosen: Chosen | null;
  /** What is said about a cell, if its pair is not the agreement over many maps. */
  wordsOf?(pair: Pair): CellWords;
  /** Whether cells are as small as their numbers allow. */
  isCompact?: boolean;
  /** `isPressed`: not only reached by an arrow key. */
  onChoose(pair: Pair, isPressed: boolean): void;
}

/** Up to this many explainers cells are as large as drawn. */
const LARGE_UNTIL = 4;
const LARGE = { width: 'w-28', height: 'h-21' };
const USUAL = { width: 'w-19 min-[112rem]:w-28', height: 'h-16 min-[112rem]:h-21' };
const COMPACT = { width: 'w-19', height: 'h-13' };
/** From this many explainers on cells are as small as their numbers allow, and names stand upright above them. */
const DENSE_FROM = 9;
const DENSE = { width: 'w-12.5', height: 'h-13' };

/** Whether so many explainers take a dense matrix. */
export const isDenseFor = (explainers: number): boolean => explainers >= DENSE_FROM;

function sizeFor(explainers: number, isCompact: boolean): { width: string; height: string } {
  if (isDenseFor(explainers)) return DENSE;
  if (isCompact) return COMPACT;
  return explainers <= LARGE_UNTIL ? LARGE : USUAL;
}

/** Explainer × explainer: lift above the diagonal, shuffled and raw below it. Arrow keys walk through its cells. */
export function Matrix({ answer, measure, groups, chosen, wordsOf, isCompact = false, onChoose }: Props) {
  const t = useTranslations('insight.agreement');
  const table = useRef<HTMLTableElement>(null);
  const names = groups.flat();
  const pairOf = useMemo(() => pairFinder(answer.pairs), [answer.pairs]);
  const axis = axisAround([0, 1, ...answer.pairs.flatMap((pair) => [pair[measure].mean, pair[measure].shuffled])]);
  const isDense = isDenseFor(names.length);
  const { width, height } = sizeFor(names.length, isCompact);
  const size = `${width} ${height}`;
  const onKeyDown = (event: KeyboardEvent) => {
    const { row, column } = (event.target as HTMLElement).dataset;
    if (row === undefined || column === undefined) return;
    const next = placeAfter(event.key, { row: Number(row), column: Number(column) }, names.length);
    const pair = next && pairOf(names[next.row], names[next.column]);
    if (!next || !pair) return;
    event.preventDefault();
    table.current
      ?.querySelector<HTMLButtonElement>(`button[data-row="${next.row}"][data-column="${next.column}"]`)
      ?.focus();
    onChoose(pair, false);
  };
  const isShown = chosen !== null && names.includes(chosen.a) && names.includes(chosen.b);
  return (
    <table ref={table} onKeyDown={onKeyDown} aria-label={t('matrix')} className="border-separate border-spacing-0.5">
      <thead>
        {/* Has its height without clones too: they may appear while maps are surveyed. */}
        <tr className="h-5">
          <td />
          {groups.map((group) =>
            group.length > 1 ? (
              <th key={group[0]} scope="colgroup" colSpan={group.length} className="px-px font-normal">
                <span className="block h-5 border-accent border-x border-t text-accent text-tiny">{t('oneVote')}</span>
              </th>
            ) : (
              <td key={group[0]} />
            ),
          )}
        </tr>
        <tr>
          <td />
          {names.map((name) => (
            <th key={name} scope="col" className="px-1 pb-1 align-bottom leading-tight">
              {isDense ? (
                <Upright name={name} className={width} />
              ) : (
                <div className={`-mx-1 px-0.5 ${width}`}>
                  <TwoLines text={name} />
                </div>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((first, row) => (
          <tr key={first}>
            <th scope="row" className="sticky left-0 z-[1] bg-panel py-1 pr-2 text-right leading-tight">
              <div className={isDense ? 'w-25' : 'w-24'}>
                <TwoLines text={first} />
              </div>
            </th>
            {names.map((second, column) => {
              const pair = pairOf(first, second);
              const isChosen = pair !== undefined && chosen !== null && pair.a === chosen.a && pair.b === chosen.b;
              return (
                <td key={second} className="p-0">
                  {row === column || !pair ? (
                    <span className={`block ${size}`}>
                      <span className="sr-only">{isolated(first)}</span>
                    </span>
                  ) : (
                    <MatrixCell
                      pair={pair}
                      measure={measure}
                      axis={axis}
                      words={wordsOf?.(pair)}
                      isAbove={column > row}
                      isChosen={isChosen}
                      isDense={isDense}
                      isEntry={column > row && (isShown ? isChosen : row === 0 && column === 1)}
                      place={{ row, column }}
                      className={size}
                      onChoose={() => onChoose(pair, true)}
                    />
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A name that is read upwards, on as many lines as its column has room for. */
function Upright({ name, className }: { name: string; className: string }) {
  return (
    <div className={`-mx-1 flex justify-center overflow-hidden ${className}`}>
      <bdi
        title={name}
        className="max-h-32 rotate-180 overflow-hidden leading-tight [overflow-wrap:anywhere] [writing-mode:vertical-rl]"
      >
        <Words of={name} />
      </bdi>
    </div>
  );
}
