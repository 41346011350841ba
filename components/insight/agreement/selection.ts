import type { MeasureName } from '@/lib/api/choices';
import type { AgreementAnswer } from '@/lib/api/insight-answers';
import type { Pair } from '../clones';

/** Two explainers by name. */
export interface Chosen {
  a: string;
  b: string;
}

/**
 * The pair whose maps are shown: that of the address, if it names two explainers, else the pair with the least lift, of equal ones the
 * first. Null if there is no pair.
 */
export function chosenPair(
  { pairs }: Pick<AgreementAnswer, 'pairs'>,
  measure: MeasureName,
  wanted: { a: string | undefined; b: string | undefined },
): Pair | null {
  const named = pairs.find(({ a, b }) => (a === wanted.a && b === wanted.b) || (a === wanted.b && b === wanted.a));
  if (named) return named;
  let least: Pair | null = null;
  for (const pair of pairs) {
    const lift = pair[measure].lift;
    if (lift !== null && lift < (least?.[measure].lift ?? Number.POSITIVE_INFINITY)) least = pair;
  }
  return least ?? pairs[0] ?? null;
}

const STEPS: Record<string, readonly [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export interface Place {
  row: number;
  column: number;
}

/** The cell to which an arrow key leads in a matrix of `size`: the diagonal is skipped. Null at the edge and for other keys. */
export function placeAfter(key: string, { row, column }: Place, size: number): Place | null {
  const step = STEPS[key];
  if (!step) return null;
  let next = { row: row + step[0], column: column + step[1] };
  if (next.row === next.column) next = { row: next.row + step[0], column: next.column + step[1] };
  const isInside = Math.min(next.row, next.column) >= 0 && Math.max(next.row, next.column) < size;
  return isInside ? next : null;
}

const [LEAST_TINT, GREATEST_TINT] = [8, 72];
/** The lift that has the greatest tint. */
const FULL_LIFT = 0.5;

/** How much accent a cell has, percent: none without lift. */
export function tintOf(lift: number | null): number {
  if (lift === null || lift <= 0) return 0;
  return LEAST_TINT + (GREATEST_TINT - LEAST_TINT) * Math.min(1, lift / FULL_LIFT);
}

/** The matrix shows up to this many explainers. */
export const MAX_EXPLAINERS = 40;

/** The first `MAX_EXPLAINERS` explainers of groups. */
export function firstExplainers(groups: readonly (readonly string[])[]): string[][] {
  let left = MAX_EXPLAINERS;
  const shown: string[][] = [];
  for (const group of groups) {
    if (left === 0) break;
    shown.push(group.slice(0, left));
    left -= Math.min(left, group.length);
  }
  return shown;
}
