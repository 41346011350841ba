/** Significant digits of an attribution: a level is 1/255 of the range of its map, so more would be meaningless. */
const FIGURES = 3;

/** Formats an attribution, equally in all languages: `−0.0123`, `1.2e−7`. */
export function attributionText(value: number): string {
  return String(Number(value.toPrecision(FIGURES)) || 0).replaceAll('-', '−');
}
