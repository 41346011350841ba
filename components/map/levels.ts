import { errorOf } from '@/components/kit/fetch-error';
import { RecentMap } from '@/components/kit/recent-map';
import { histogramOf } from '@/lib/image/contrast';
import { isSpeckled } from '@/lib/image/speckle';
import { isCanvasExact } from './exact-canvas';

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

const heatmaps = new RecentMap<string, Heatmap>(CACHE_BYTES);
/** Those that are being loaded. */
const pending = new Map<string, Promise<Heatmap>>();

const bytesOf = ({ levels, coloured }: Heatmap): number => levels.length + (coloured?.data.length ?? 0) + 2_000;

/** The heatmap at a URL of the API. Rejects with FetchError if it is missing; failures are not cached. */
export async function heatmapAt(url: string): Promise<Heatmap> {
  const known = heatmaps.get(url) ?? pending.get(url);
  if (known) return known;
  const loading = decode(url);
  pending.set(url, loading);
  try {
    const heatmap = await loading;
    heatmaps.set(url, heatmap, bytesOf(heatmap));
    return heatmap;
  } finally {
    pending.delete(url);
  }
}

async function decode(url: string): Promise<Heatmap> {
  // Otherwise the server decodes the heatmap.
  const isExact = isCanvasExact();
  const response = await fetch(isExact ? url : `${url}${url.includes('?') ? '&' : '?'}as=pixels`);
  if (!response.ok) throw await errorOf(response);
  const { width, height, data } = isExact ? await pixelsOf(response) : parsePixels(await response.arrayBuffer());
  const levels = new Uint8Array(width * height);
  let isOpaque = true;
  for (let i = 0; i < levels.length; i++) {
    levels[i] = data[4 * i];
    if (data[4 * i + 3] !== 255) isOpaque = false;
  }
  return {
    ...{ width, height, levels },
    histogram: histogramOf(levels),
    isSpeckled: isSpeckled({ width, height, levels }),
    coloured: isOpaque ? null : new ImageData(data, width, height),
  };
}

interface Pixels {
  width: number;
  height: number;
  /** Red, green, blue and alpha of each pixel. */
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** Decodes a picture with a canvas. */
async function pixelsOf(response: Response): Promise<Pixels> {
  const bitmap = await createImageBitmap(await response.blob(), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser has no canvas.');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, data: new Uint8ClampedArray(data) };
}

/** Reads what the server decoded: width, height, then one byte per pixel, or four. */
function parsePixels(content: ArrayBuffer): Pixels {
  const header = new DataView(content);
  const [width, height] = [header.getUint32(0, true), header.getUint32(4, true)];
  const bytes = new Uint8ClampedArray(content, 8);
  if (bytes.length === 4 * width * height) return { width, height, data: bytes };
  const data = new Uint8ClampedArray(4 * bytes.length).fill(255);
  for (const [i, level] of bytes.entries()) data.fill(level, 4 * i, 4 * i + 3);
  return { width, height, data };
}
