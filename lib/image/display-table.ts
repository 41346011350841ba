import { type ColourTable, colourTable, divergingTable, LEVELS, STRONGEST } from './colour-map';
import { type LevelTable, shownLevels, topPlace } from './contrast';
import type { Contrast, Display } from './display';
import type { Axis, Scale } from './scale';

/** What a contrast and a threshold make of a scale. */
interface Look {
  contrast: Contrast;
  top: number;
  shown: LevelTable;
  least: number;
}

/** The last look of each scale: maps that share one, and frames of one slider's way, need not compute it again. */
const looks = new WeakMap<Axis, Look>();

function lookOf(axis: Axis, { contrast, top }: Display): Look {
  const known = looks.get(axis);
  if (known?.contrast === contrast && known.top === top) return known;
  const shown = known?.contrast === contrast ? known.shown : shownLevels(axis.histogram, contrast);
  const look = { contrast, top, shown, least: topPlace(axis.histogram, top) };
  looks.set(axis, look);
  return look;
}

/**
 * The colours of one map, by recorded level. A level is shown in the colour that `contrast` gives its place on the scale; the less
 * salient it is shown, the more of what lies below shows through. Levels under the threshold are transparent.
 */
export function displayTable({ axis, places, isAgainst }: Scale, display: Display): ColourTable {
  const { shown, least } = lookOf(axis, display);
  const colours = axis.isDiverging ? divergingTable(display.diverging) : colourTable(display.colour);
  const neutral = axis.isDiverging ? STRONGEST : 0;
  return Uint32Array.from({ length: LEVELS }, (_, level) => {
    const place = places[level];
    if (place < least) return 0;
    const strength = shown[place];
    const alpha = Math.round(255 * (1 - (display.blend / 100) * (1 - strength / STRONGEST)));
    const entry = axis.isDiverging && isAgainst[level] ? neutral - strength : neutral + strength;
    return ((colours[entry] & 0x00ffffff) | (alpha << 24)) >>> 0;
  });
}
