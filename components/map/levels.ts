import { LRUCache } from 'lru-cache';
import { errorOf } from '@/components/kit/fetch-json';
import { histogramOf } from '@/lib/image/contrast';
import { isSpeckled } from '@/lib/image/speckle';

/** A recorded heatmap, decoded in the browser. */
export interface Heatmap {
  width: number;
  height: number;
  /** Salience of each pixel, 0–255, row by row. */
  levels: Uint8Array;
  /** Number of pixels by level. */
  histogram: Uint32Array;
  /** Whether its high values are single pixels: see `isSpeckled`. */
  isSpeckled: boolean;
  /** Set if the producer recorded colours (an alpha channel): they are shown unchanged. */
  coloured: ImageData | null;
}

/** A map narrower than this, in recorded pixels, is shown as squares, and its contour lines follow them. */
export const PIXELATED_BELOW = 64;

const CACHE_BYTES = 64 * 2 ** 20;

const heatmaps = new LRUCache<string, Heatmap>({
  maxSize: CACHE_BYTES,
  sizeCalculation: ({ levels, coloured }) => levels.length + (coloured?.data.length ?? 0) + 2_000,
  fetchMethod: (url, _stale, { signal }) => decode(url, signal),
});

/** The heatmap at a URL of the API. Rejects with FetchError if it is missing; failures are not cached. */
export async function heatmapAt(url: string): Promise<Heatmap> {
  const heatmap = await heatmaps.fetch(url);
  if (!heatmap) throw new Error(`${url} was not loaded.`);
  return heatmap;
}

async function decode(url: string, signal: AbortSignal): Promise<Heatmap> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw await errorOf(response);
  const bitmap = await createImageBitmap(await response.blob(), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser has no canvas.');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const image = context.getImageData(0, 0, width, height);
  const levels = new Uint8Array(width * height);
  let isOpaque = true;
  for (let i = 0; i < levels.length; i++) {
    levels[i] = image.data[4 * i];
    if (image.data[4 * i + 3] !== 255) isOpaque = false;
  }
  return {
    ...{ width, height, levels },
    histogram: histogramOf(levels),
    isSpeckled: isSpeckled({ width, height, levels }),
    coloured: isOpaque ? null : image,
  };
}
