import { interpolateInferno } from 'd3-scale-chromatic';

/*
 * Colour maps as tables of 256 colours, entry 0 for the least salient. A colour is one number, its bytes red, green, blue
 * and alpha in the order in which a canvas keeps them (little-endian: alpha is the highest byte).
 */
export type ColourTable = Uint32Array<ArrayBuffer>;

/** How salient a map is from 0 to 255, over the whole range. */
const LEVELS = 256;

export function rgba(red: number, green: number, blue: number, alpha: number): number {
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Inferno: perceptually uniform, black to pale yellow. Source: Smith and van der Walt, matplotlib. */
export function infernoTable(): ColourTable {
  return Uint32Array.from({ length: LEVELS }, (_, level) => {
    const colour = /^#(..)(..)(..)$/.exec(interpolateInferno(level / (LEVELS - 1)));
    const [red, green, blue] = (colour ?? []).slice(1).map((hex) => Number.parseInt(hex, 16));
    return rgba(red, green, blue, 255);
  });
}

/** The predecessor's ramp: (55, 25, 86) to (255, 255, 0), its alpha the level itself. */
export function rampTable(): ColourTable {
  return Uint32Array.from({ length: LEVELS }, (_, level) => {
    const share = level / (LEVELS - 1);
    // Rounded down, as the predecessor does.
    return rgba(Math.floor(55 + 200 * share), Math.floor(25 + 230 * share), Math.floor(86 - 86 * share), level);
  });
}
