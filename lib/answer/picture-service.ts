import { LRUCache } from 'lru-cache';
import { cmykToRgb } from '../image/cmyk';
import type { Encoded } from '../image/decode';
import { type MaskedOriginal, maskOriginal, outcome, unpackBoxes } from '../image/outcome';
import { pillowMode } from '../image/pixel-mode';
import { heatmapPixels, opaqueOriginal, overlay, thumbnail } from '../image/render';
import { reportMap, reportOriginal } from '../image/report-picture';

/** The settings of the thread: always an object, because the bundler adds properties to it. */
export interface PictureThreadSettings {
  /** Memory for masked originals, bytes. */
  maskedBytes: number;
}

/** What the thread that makes pictures does for others: everything that takes time in proportion to the pixels of a picture. */
export class PictureService {
  /** Masked originals by name, shared by all layers of a counterfactual. */
  readonly #masked: LRUCache<string, MaskedOriginal>;

  /** @param maskedBytes memory for masked originals, bytes */
  constructor(maskedBytes: number) {
    this.#masked = new LRUCache({
      maxSize: maskedBytes,
      sizeCalculation: ({ original, masked }) => original.length + masked.length,
    });
  }

  thumbnail = async (original: Encoded) => thumbnail(await inRgb(original));
  overlay = async (heatmap: Encoded) => overlay(await inRgb(heatmap));
  pixels = async (heatmap: Encoded) => heatmapPixels(await inRgb(heatmap));
  /** An opaque original as a PNG. */
  opaque = async (original: Encoded) => opaqueOriginal(original);
  rgb = async (jpeg: Encoded) => cmykToRgb(jpeg);
  /** Pictures of a report, in at most so many bytes. */
  reportOriginal = async (original: Encoded, maxBytes: number) => reportOriginal(await inRgb(original), maxBytes);
  reportMap = async (heatmap: Encoded, maxBytes: number) => reportMap(await inRgb(heatmap), maxBytes);

  /** The overlay as the predecessor makes it; empty if it does not accept the pixel mode. */
  predecessorOverlay = async (heatmap: Encoded) => {
    const mode = await pillowMode(heatmap);
    return { mode, content: mode === 'L' || mode === 'RGB' ? await overlay(heatmap) : new Uint8Array(0) };
  };

  /**
   * The picture of a layer of a counterfactual whose masked original is still known by `name`; null if it is not.
   *
   * @param boxes four numbers each
   */
  layer = async (name: string, boxes: Int32Array) => {
    const masked = this.#masked.get(name);
    return masked ? outcome(masked, unpackBoxes(boxes)) : null;
  };

  /** As `layer`, of an original, which is masked first. */
  maskedLayer = async (name: string, boxes: Int32Array, original: Encoded, radius: number) => {
    const masked = await maskOriginal(await inRgb(original), radius);
    this.#masked.set(name, masked);
    return outcome(masked, unpackBoxes(boxes));
  };
}

/** The picture itself, or a PNG of one with four colours. */
async function inRgb(picture: Encoded): Promise<Encoded> {
  return picture.isFourColour ? { ...picture, content: await cmykToRgb(picture), isFourColour: false } : picture;
}
