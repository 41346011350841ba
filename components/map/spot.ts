import { type AttributionRange, attributionAt } from '@/lib/image/scale';
import { attributionText } from './attribution';
import type { Heatmap } from './levels';

/**
 * The value of a map at a point of its frame, as text: the attribution if known, else the salience as a share of the maximum of the
 * map; null outside the map. `well` is the width of the frame over its height.
 */
export type Reader = (u: number, v: number, well: number) => string | null;

const readers = new WeakMap<Element, Reader>();

/** Lets the instrument read the map that `canvas` shows. Returns a function that ends that. */
export function offerReader(canvas: Element, reader: Reader): () => void {
  readers.set(canvas, reader);
  return () => readers.delete(canvas);
}

/** The value of the map in `frame` at a point, given as shares of the frame's width and height; null if there is none. */
export function readAt(frame: Element, u: number, v: number): string | null {
  const canvas = frame.querySelector('canvas');
  return (canvas && readers.get(canvas)?.(u, v, frame.clientWidth / frame.clientHeight)) ?? null;
}

/** Reads a heatmap over an original with this aspect ratio, fitted into its frame. */
export function readerOf({ width, height, levels }: Heatmap, range: AttributionRange | null, aspect: number): Reader {
  return (u, v, well) => {
    const wide = Math.min(1, aspect / well);
    const high = Math.min(1, well / aspect);
    const column = Math.floor(((u - (1 - wide) / 2) / wide) * width);
    const row = Math.floor(((v - (1 - high) / 2) / high) * height);
    const isInside = column >= 0 && column < width && row >= 0 && row < height;
    if (!isInside) return null;
    const level = levels[row * width + column];
    return range ? attributionText(attributionAt(range, level)) : (level / 255).toFixed(2);
  };
}
