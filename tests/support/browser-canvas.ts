import { readFile } from 'node:fs/promises';
import { interpolateInferno, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';

/* The expected pixels of a map, computed from its heatmap by the definition, and the actual pixels. */

/** Red, green, blue and alpha of pixels, row by row. */
export type Pixels = number[];

/** The pixels of a canvas. */
export const pixelsOf = (canvas: Locator): Promise<Pixels> =>
  canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error('This is not a canvas.');
    const context = element.getContext('2d');
    if (!context) throw new Error('The canvas has no 2D context.');
    return [...context.getImageData(0, 0, element.width, element.height).data];
  });

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The position in the window of the whole picture of an image or a canvas; throws if a part of it is clipped. */
export const paintedBox = (picture: Locator): Promise<Box> =>
  picture.evaluate((element) => {
    const isImage = element instanceof HTMLImageElement;
    if (!isImage && !(element instanceof HTMLCanvasElement)) throw new Error('This is not a picture.');
    const [naturalWidth, naturalHeight] = isImage
      ? [element.naturalWidth, element.naturalHeight]
      : [element.width, element.height];
    const { x, y, width, height } = element.getBoundingClientRect();
    const fit = getComputedStyle(element).objectFit;
    if (fit === 'fill') return { x, y, width, height };
    if (fit !== 'contain') throw new Error(`The object-fit is ${fit}, not contain.`);
    const scale = Math.min(width / naturalWidth, height / naturalHeight);
    const painted = { width: naturalWidth * scale, height: naturalHeight * scale };
    return { x: x + (width - painted.width) / 2, y: y + (height - painted.height) / 2, ...painted };
  });

/** The number of pixels of each colour, most frequent first. */
export function coloursOf(pixels: Pixels): Map<string, number> {
  const colours = new Map<string, number>();
  for (let i = 0; i < pixels.length; i += 4) {
    const colour = pixels.slice(i, i + 4).join(' ');
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  return colours;
}

/** The display settings of a map, named as in the URL. */
export interface Look {
  colour?: keyof typeof COLOURS;
  contrast?: keyof typeof CONTRASTS;
  /** 0–1 */
  blend: number;
  /** Share of the pixels that are shown, percent. */
  top?: number;
}

const hexColour = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** Red, green and blue of a level from 0 to 255. */
const COLOURS = {
  inferno: (level: number) => hexColour(interpolateInferno(level / 255)),
  magma: (level: number) => hexColour(interpolateMagma(level / 255)),
  viridis: (level: number) => hexColour(interpolateViridis(level / 255)),
  grey: (level: number) => [level, level, level],
  ramp: (level: number) =>
    [55 + (200 * level) / 255, 25 + (230 * level) / 255, 86 - (86 * level) / 255].map(Math.floor),
};

/** The displayed level for a level of a map whose sorted levels are `ascending`. */
const CONTRASTS = {
  stored: (level: number) => level,
  clip: (level: number, ascending: readonly number[]) =>
    Math.min(255, Math.round((255 * level) / ascending[Math.ceil(0.995 * ascending.length) - 1])),
  gamma: (level: number) => Math.round(255 * Math.sqrt(level / 255)),
  equalised: (level: number, ascending: readonly number[]) => {
    const above = ascending.filter((each) => each > ascending[0]);
    return Math.round((255 * above.filter((each) => each <= level).length) / above.length);
  },
};

/**
 * The expected pixels of a map: each level after contrast in its colour, more transparent for less salient levels;
 * levels outside the selected share of top pixels are not drawn.
 *
 * @param file of a heatmap with one channel
 */
export async function expectedPixels(
  file: string,
  { colour = 'inferno', contrast = 'clip', blend, top = 100 }: Look,
): Promise<Pixels> {
  const levels = [
    ...(await sharp(await readFile(file))
      .extractChannel(0)
      .raw()
      .toBuffer()),
  ];
  const ascending = [...levels].sort((a, b) => a - b);
  const pixelOf = (level: number) => {
    const reached = ascending.filter((each) => each >= level).length;
    if (reached > (levels.length * top) / 100 && level < ascending[ascending.length - 1]) return [0, 0, 0, 0];
    const shown = CONTRASTS[contrast](level, ascending);
    return [...COLOURS[colour](shown), Math.round(255 * (1 - blend * (1 - shown / 255)))];
  };
  const table = Array.from({ length: 256 }, (_, level) => pixelOf(level));
  return levels.flatMap((level) => table[level]);
}

/** Colours as stored by a canvas: premultiplied by alpha, 0–255. */
export function premultiplied(pixels: Pixels): Pixels {
  return pixels.map((value, i) => (i % 4 === 3 ? value : (value * pixels[i - (i % 4) + 3]) / 255));
}
