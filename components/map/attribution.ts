/** Figures of an attribution that are written: a level is 1/255 of its map's range, so more would say nothing. */
const FIGURES = 3;

/** An attribution as it is written, in any language alike: `−0.0123`, `1.2e−7`. */
export function attributionText(value: number): string {
  return String(Number(value.toPrecision(FIGURES)) || 0).replaceAll('-', '−');
}
