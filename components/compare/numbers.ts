/** From this p-value down, it is written with a power of ten. */
const SMALL = 0.001;

/**
 * A p-value as text: `0.34`, or `6` and the power `-36`; one that is below the least positive number as less than that. Two significant
 * digits, or one with a power.
 */
export function probabilityText(p: number): { text: string; power: string | null } {
  if (p === 0) return { text: '< 1', power: '-300' };
  if (p >= SMALL) return { text: p.toPrecision(2), power: null };
  const [text, power] = p.toExponential(0).split('e');
  return { text, power };
}
