import { type ColourTable, colourTable, LEVELS } from './colour-map';
import { shownLevels, topLevel } from './contrast';
import type { Display } from './display';

/**
 * The colours of one map, by recorded level. A level is shown in the colour that `contrast` gives it; the less salient it is
 * shown, the more of what lies below shows through. Levels under the threshold are transparent.
 */
export function displayTable(histogram: Uint32Array, { colour, contrast, blend, top }: Display): ColourTable {
  const colours = colourTable(colour);
  const shown = shownLevels(histogram, contrast);
  const least = topLevel(histogram, top);
  return Uint32Array.from({ length: LEVELS }, (_, level) => {
    if (level < least) return 0;
    const alpha = Math.round(255 * (1 - (blend / 100) * (1 - shown[level] / (LEVELS - 1))));
    return ((colours[shown[level]] & 0x00ffffff) | (alpha << 24)) >>> 0;
  });
}
