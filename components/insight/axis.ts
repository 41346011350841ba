/* The axes of the strips: where a value is drawn, as a share of the width. */

export interface Axis {
  min: number;
  max: number;
  /** Whether equal factors, instead of equal differences, are equally far apart. */
  isLog?: boolean;
}

/** The position of a value on an axis, 0–1; values beyond its ends are drawn at them. */
export function positionOn({ min, max, isLog = false }: Axis, value: number): number {
  const share = isLog ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.min(1, Math.max(0, share));
}

const STEP = 0.2;

/** An axis in steps of .2 on which all values, of which null are left out, lie. Without values −.2 … 1. */
export function axisAround(values: readonly (number | null)[]): Axis {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { min: -STEP, max: 1 };
  const min = Math.floor(Math.min(...known) / STEP + 1e-9);
  const max = Math.ceil(Math.max(...known) / STEP - 1e-9);
  return { min: min * STEP, max: Math.max(max, min + 1) * STEP };
}
