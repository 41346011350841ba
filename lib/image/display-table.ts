import { type ColourTable, colourTable, divergingTable, LEVELS, photoTable, STRONGEST } from './colour-map';
import { type LevelTable, shownLevels, topPosition } from './contrast';
import { type Contrast, DEFAULT_BLEND, type Display } from './display';
import type { Axis, Scale } from './scale';

/** The effect of a contrast and a threshold on a scale. */
interface Rendering {
  contrast: Contrast;
  top: number;
  shown: LevelTable;
  threshold: number;
}

/** Whether maps on a scale are shown over the original photo instead of a darkened one. */
export function liesOnPhoto(
  { isDiverging }: Pick<Axis, 'isDiverging'>,
  { diverging }: Pick<Display, 'diverging'>,
): boolean {
  return isDiverging && diverging === 'photo';
}

/** The last table of each scale, reused by maps that share the scale and during the movement of a slider. */
const renderings = new WeakMap<Axis, Rendering>();

function renderingOf(axis: Axis, { contrast, top }: Display): Rendering {
  const known = renderings.get(axis);
  if (known?.contrast === contrast && known.top === top) return known;
  const shown = known?.contrast === contrast ? known.shown : shownLevels(axis.histogram, contrast, axis.sign !== null);
  const rendering = { contrast, top, shown, threshold: topPosition(axis.histogram, top) };
  renderings.set(axis, rendering);
  return rendering;
}

/**
 * The colours of one map, by recorded level. A level has the colour that `contrast` assigns to its position on the scale; less
 * salient levels are more transparent. Levels below the threshold are fully transparent. See `photoColour` for
 * the diverging map `photo`.
 */
export function displayTable({ axis, positions, isAgainst }: Scale, display: Display): ColourTable {
  const { shown, threshold } = renderingOf(axis, display);
  const colours = axis.isDiverging ? divergingTable(display.diverging) : colourTable(display.colour);
  const neutral = axis.isDiverging ? STRONGEST : 0;
  const photo = liesOnPhoto(axis, display) ? photoTable(Math.min(1, display.blend / DEFAULT_BLEND)) : null;
  return Uint32Array.from({ length: LEVELS }, (_, level) => {
    const position = positions[level];
    if (position < threshold) return 0;
    const strength = shown[position];
    const entry = axis.isDiverging && isAgainst[level] ? neutral - strength : neutral + strength;
    if (photo) return photo[entry];
    const alpha = Math.round(255 * (1 - (display.blend / 100) * (1 - strength / STRONGEST)));
    return ((colours[entry] & 0x00ffffff) | (alpha << 24)) >>> 0;
  });
}
