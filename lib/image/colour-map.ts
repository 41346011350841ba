import { interpolateInferno, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic';
import type { ColourMap } from './display';
import { TURBO } from './turbo';

/*
 * Colour maps as tables of 256 colours, entry 0 for the least salient. A colour is one number, its bytes red, green, blue
 * and alpha in the order in which a canvas keeps them (little-endian: alpha is the highest byte).
 */
export type ColourTable = Uint32Array<ArrayBuffer>;

/** How salient a pixel is, from 0 to 255. */
export const LEVELS = 256;

export function rgba(red: number, green: number, blue: number, alpha: number): number {
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** The opaque colour that `#rrggbb` stands for. */
function parseHex(hex: string): number {
  const colour = Number.parseInt(hex.slice(1), 16);
  return rgba(colour >> 16, (colour >> 8) & 0xff, colour & 0xff, 255);
}

/** Sources: inferno, magma and viridis are those of Smith and van der Walt in matplotlib, colour by colour; see also `TURBO`. */
const COLOUR_AT: Record<ColourMap, (level: number) => number> = {
  inferno: (level) => parseHex(interpolateInferno(level / (LEVELS - 1))),
  magma: (level) => parseHex(interpolateMagma(level / (LEVELS - 1))),
  viridis: (level) => parseHex(interpolateViridis(level / (LEVELS - 1))),
  turbo: (level) => parseHex(`#${TURBO.slice(6 * level, 6 * level + 6)}`),
  grey: (level) => rgba(level, level, level, 255),
  ramp: rampColour,
};

/** The predecessor's ramp from purple (55, 25, 86) to yellow (255, 255, 0), rounded down as the predecessor does. */
function rampColour(level: number): number {
  const share = level / (LEVELS - 1);
  return rgba(Math.floor(55 + 200 * share), Math.floor(25 + 230 * share), Math.floor(86 - 86 * share), 255);
}

const tables = new Map<ColourMap, ColourTable>();

/** The 256 opaque colours of a colour map. Not to be changed. */
export function colourTable(name: ColourMap): ColourTable {
  const known = tables.get(name);
  if (known) return known;
  const table = Uint32Array.from({ length: LEVELS }, (_, level) => COLOUR_AT[name](level));
  tables.set(name, table);
  return table;
}
