import { interpolateInferno, interpolateMagma, interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';
import { BERLIN } from './berlin';
import type { ColourMap, DivergingMap } from './display';
import { steppedColour } from './stepped-colours';
import { TURBO } from './turbo';

/*
 * Colour maps as tables of 256 colours, entry 0 for the least salient. A colour is one number, its bytes red, green, blue
 * and alpha in the order of canvas pixels (little-endian: alpha is the highest byte).
 */
export type ColourTable = Uint32Array<ArrayBuffer>;

/** Number of levels of salience, 0 to 255. */
export const LEVELS = 256;

export function rgba(red: number, green: number, blue: number, alpha: number): number {
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** The opaque colour that `#rrggbb` stands for. */
function parseHex(hex: string): number {
  const colour = Number.parseInt(hex.slice(1), 16);
  return rgba(colour >> 16, (colour >> 8) & 0xff, colour & 0xff, 255);
}

/** Sources: inferno, magma and viridis are by Smith and van der Walt in matplotlib, copied colour by colour; see also `TURBO`. */
const COLOUR_AT: Record<ColourMap, (level: number) => number> = {
  inferno: (level) => parseHex(interpolateInferno(level / (LEVELS - 1))),
  magma: (level) => parseHex(interpolateMagma(level / (LEVELS - 1))),
  viridis: (level) => parseHex(interpolateViridis(level / (LEVELS - 1))),
  turbo: turboColour,
  grey: (level) => rgba(level, level, level, 255),
  ramp: rampColour,
};

function turboColour(level: number): number {
  const [red, green, blue] = steppedColour(TURBO, level);
  return rgba(red, green, blue, 255);
}

/** The predecessor's ramp from purple (55, 25, 86) to yellow (255, 255, 0), rounded down like there. */
function rampColour(level: number): number {
  const share = level / (LEVELS - 1);
  return rgba(Math.floor(55 + 200 * share), Math.floor(25 + 230 * share), Math.floor(86 - 86 * share), 255);
}

/** Maximum salience in either direction; entry `STRONGEST` of a diverging colour map is the neutral one. */
export const STRONGEST = LEVELS - 1;

/**
 * The colours of signed maps over a photo. Checked for red-green and blue-yellow colour blindness in
 * `tests/unit/image/colour-vision.test.ts`.
 */
const FOR = 0xff2440;
const AGAINST = 0x1670ff;

/** The opacity at full strength, and its exponent. */
const FULL_OPACITY = 0.95;
const OPACITY_EXPONENT = 0.8;

/** Replaces the photo if it is hidden, and in legends. */
const PLAIN_GREY = 0x80;

/**
 * The colour of a strength from −255 to 255 over a grey photo: the opacity is 0.95 · |v|^0.8, v the share of the full
 * strength, and 0 is transparent.
 *
 * @param photo opacity of the photo, 0–1: at 0 the colour is opaque, over plain grey
 */
export function photoColour(strength: number, photo: number): number {
  const opacity = FULL_OPACITY * (Math.abs(strength) / STRONGEST) ** OPACITY_EXPONENT;
  const alpha = 1 - (1 - opacity) * photo;
  if (alpha === 0) return 0;
  const colour = strength < 0 ? AGAINST : FOR;
  const [red, green, blue] = [16, 8, 0].map((shift) =>
    Math.round((opacity * ((colour >> shift) & 0xff) + (alpha - opacity) * PLAIN_GREY) / alpha),
  );
  return rgba(red, green, blue, Math.round(255 * alpha));
}

/**
 * Colours of a strength from −255 (against) to 255 (for). Sources: see `BERLIN`; RdBu is ColorBrewer's, as d3-scale-chromatic
 * interpolates it.
 */
const DIVERGING_COLOUR_AT: Record<DivergingMap, (strength: number) => number> = {
  photo: (strength) => photoColour(strength, 0),
  berlin: berlinColour,
  redBlue: (strength) => {
    const [red, green, blue] = (interpolateRdBu(0.5 - strength / (2 * STRONGEST)).match(/\d+/g) ?? []).map(Number);
    return rgba(red, green, blue, 255);
  },
};

function berlinColour(strength: number): number {
  const position = ((strength + STRONGEST) / (2 * STRONGEST)) * BERLIN.steps[0].length;
  const [below, above] = [Math.floor(position), Math.ceil(position)].map((at) => steppedColour(BERLIN, at));
  const [red, green, blue] = below.map((from, channel) =>
    Math.round(from + (above[channel] - from) * (position - Math.floor(position))),
  );
  return rgba(red, green, blue, 255);
}

const tables = new Map<ColourMap | DivergingMap, ColourTable>();

/** The 256 opaque colours of a colour map. Must not be modified. */
export function colourTable(name: ColourMap): ColourTable {
  return tableOf(name, LEVELS, COLOUR_AT[name]);
}

/** The 511 opaque colours of a diverging colour map: entry `STRONGEST + strength`. Must not be modified. */
export function divergingTable(name: DivergingMap): ColourTable {
  const colourAt = DIVERGING_COLOUR_AT[name];
  return tableOf(name, 2 * STRONGEST + 1, (entry) => colourAt(entry - STRONGEST));
}

let lastPhoto: { photo: number; table: ColourTable } | null = null;

/** The 511 colours of `photoColour`: entry `STRONGEST + strength`. The last table is cached, for all maps of a frame. Must not be modified. */
export function photoTable(photo: number): ColourTable {
  if (lastPhoto?.photo !== photo) {
    const table = Uint32Array.from({ length: 2 * STRONGEST + 1 }, (_, entry) => photoColour(entry - STRONGEST, photo));
    lastPhoto = { photo, table };
  }
  return lastPhoto.table;
}

function tableOf(name: ColourMap | DivergingMap, length: number, colourAt: (entry: number) => number): ColourTable {
  const known = tables.get(name);
  if (known) return known;
  const table = Uint32Array.from({ length }, (_, entry) => colourAt(entry));
  tables.set(name, table);
  return table;
}
