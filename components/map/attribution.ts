/** Significant digits of an attribution: a level is 1/255 of the range of its map, so more would be meaningless. */
const FIGURES = 3;

/** Formats an attribution, equally in all languages: `−0.0123`, `1.2e−7`. */
export function attributionText(value: number): string {
  return String(Number(value.toPrecision(FIGURES)) || 0).replaceAll('-', '−');
}

/** Between these magnitudes, numbers are written with decimals, else with an exponent. */
const [SMALLEST, LARGEST] = [1e-4, 1e6];

/**
 * Formats the ends of a range briefly: both with the same number of decimals, two or as many as the larger one needs for two digits.
 * With `signed`, positive numbers have a plus sign.
 */
export function rangeText(ends: readonly [number, number], signed: boolean): [string, string] {
  const largest = Math.max(...ends.map(Math.abs));
  const decimals = Math.max(largest < 100 ? 2 : 0, 1 - Math.floor(Math.log10(largest)));
  const text = (value: number) => {
    if (largest < SMALLEST || largest >= LARGEST) return attributionText(value);
    const rounded = value.toFixed(decimals);
    return Number(rounded) === 0 ? '0' : rounded.replace('-', '−');
  };
  const [low, high] = ends.map((value) =>
    signed && value > 0 && text(value) !== '0' ? `+${text(value)}` : text(value),
  );
  return [low, high];
}
