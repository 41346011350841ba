import type { Axis } from '../axis';
import { FEW } from '../numbers';
import type { Explainer } from './findings';

/** The measured columns, in their order. */
export const COLUMNS = ['agreement', 'contrast', 'evidence', 'spread', 'border'] as const;
export type Column = (typeof COLUMNS)[number];

/** The share of the picture that the border has. */
export const BORDER_AREA = 0.4375;

/** The axis of a column: its labels, at their values, and the baseline of all explainers. */
export interface ColumnAxis extends Axis {
  marks: readonly number[];
  baseline?: number;
}

const AXES: Record<Column, ColumnAxis> = {
  agreement: { min: -0.3, max: 1, marks: [0, 0.5, 1] },
  contrast: { min: -0.6, max: 1, marks: [0, 1] },
  evidence: { min: 0.2, max: 5, isLog: true, marks: [0.25, 1, 4], baseline: 1 },
  spread: { min: 0, max: 1, marks: [0, 1] },
  border: { min: 0, max: 1, marks: [0, BORDER_AREA, 1], baseline: BORDER_AREA },
};

/** For jobs in which more than this share of the evidence lifts is beyond the usual axis. */
const MOST_BEYOND = 0.05;
const WIDE_EVIDENCE: ColumnAxis = { min: 0.05, max: 20, isLog: true, marks: [0.25, 1, 4, 16], baseline: 1 };

/** The axis of a column for all explainers. */
export function axisOf(column: Column, explainers: readonly Explainer[]): ColumnAxis {
  const axis = AXES[column];
  if (column !== 'evidence') return axis;
  const lifts = explainers.flatMap(({ ticks }) => ticks.evidence);
  const beyond = lifts.filter((lift) => lift > axis.max || lift < axis.min);
  return beyond.length > MOST_BEYOND * lifts.length ? WIDE_EVIDENCE : axis;
}

/** What a column shows of an explainer. */
export interface Measured {
  /** The key number; null where not defined. */
  value: number | null;
  /** Where the strip has its dots. */
  mean: number | null;
  shuffled: number | null;
  ticks: readonly number[];
  /** How many values it rests on. */
  n: number;
}

export function measured(explainer: Explainer, column: Column): Measured {
  const { agreement, contrast, evidence, spread, border, maps, ticks } = explainer;
  switch (column) {
    case 'agreement': {
      const { lift, mean, shuffled, n } = agreement.rho;
      return { value: lift, mean, shuffled, ticks: ticks.agreement, n };
    }
    case 'contrast':
      return of(contrast.rho.mean, ticks.contrast, contrast.rho.n);
    case 'evidence':
      return of(evidence.liftMean, ticks.evidence, evidence.n);
    case 'spread':
      return of(spread.mean, ticks.spread, maps);
    case 'border':
      return of(border.mean, ticks.border, maps);
  }
}

const of = (mean: number | null, ticks: readonly number[], n: number): Measured => ({
  value: mean,
  mean,
  shuffled: null,
  ticks,
  n,
});

/** Whether a column rests on few values for any explainer. */
export function isColumnFew(explainers: readonly Explainer[], column: Column): boolean {
  return explainers.some((explainer) => {
    const { n, value } = measured(explainer, column);
    return value !== null && n < FEW;
  });
}
