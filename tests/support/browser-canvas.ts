import { readFile } from 'node:fs/promises';
import { interpolateInferno } from 'd3-scale-chromatic';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';

/* What a map must look like, worked out from the heatmap's file by the definition alone, and what it does look like. */

/** Red, green, blue and alpha of pixels, row by row. */
export type Pixels = number[];

/** The pixels of a canvas. */
export const pixelsOf = (canvas: Locator): Promise<Pixels> =>
  canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
    const context = element.getContext('2d');
    if (!context) throw new Error('The canvas has no picture.');
    return [...context.getImageData(0, 0, element.width, element.height).data];
  });

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the whole picture of an image or a canvas is painted in the window; throws where a part of it is cut off. */
export const paintedBox = (picture: Locator): Promise<Box> =>
  picture.evaluate((element) => {
    const isImage = element instanceof HTMLImageElement;
    if (!isImage && !(element instanceof HTMLCanvasElement)) throw new Error('This is no picture.');
    const [naturalWidth, naturalHeight] = isImage
      ? [element.naturalWidth, element.naturalHeight]
      : [element.width, element.height];
    const { x, y, width, height } = element.getBoundingClientRect();
    const fit = getComputedStyle(element).objectFit;
    if (fit === 'fill') return { x, y, width, height };
    if (fit !== 'contain') throw new Error(`What does not fit is treated as ${fit}.`);
    const scale = Math.min(width / naturalWidth, height / naturalHeight);
    const painted = { width: naturalWidth * scale, height: naturalHeight * scale };
    return { x: x + (width - painted.width) / 2, y: y + (height - painted.height) / 2, ...painted };
  });

/** How many pixels have each colour, the most frequent first. */
export function coloursOf(pixels: Pixels): Map<string, number> {
  const colours = new Map<string, number>();
  for (let i = 0; i < pixels.length; i += 4) {
    const colour = pixels.slice(i, i + 4).join(' ');
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  return colours;
}

/**
 * The least level that at least 99.5 % of the pixels do not exceed becomes the last colour of inferno; a pixel is the more
 * transparent the less salient it is, `blend` says by how much.
 *
 * @param file of a heatmap with one channel
 * @param blend 0–1
 */
export async function expectedPixels(file: string, blend: number): Promise<Pixels> {
  const levels = [
    ...(await sharp(await readFile(file))
      .extractChannel(0)
      .raw()
      .toBuffer()),
  ];
  const ascending = [...levels].sort((a, b) => a - b);
  const top = ascending[Math.ceil(0.995 * ascending.length) - 1];
  return levels.flatMap((level) => {
    const shown = Math.min(255, Math.round((255 * level) / top));
    const hex = interpolateInferno(shown / 255);
    const colour = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    return [...colour, Math.round(255 * (1 - blend * (1 - shown / 255)))];
  });
}

/** Colours as a canvas keeps them: multiplied by their alpha, 0–255. */
export function premultiplied(pixels: Pixels): Pixels {
  return pixels.map((value, i) => (i % 4 === 3 ? value : (value * pixels[i - (i % 4) + 3]) / 255));
}
