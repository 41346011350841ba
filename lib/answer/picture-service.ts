import { cmykToRgb } from '../image/cmyk';
import type { Encoded } from '../image/decode';
import { type MaskedOriginal, maskOriginal, outcome, unpackBoxes } from '../image/outcome';
import { pillowMode } from '../image/pixel-mode';
import { heatmapPixels, overlay, thumbnail } from '../image/render';

/** What the thread that makes pictures does for others: everything that takes time in proportion to the pixels of a picture. */
export class PictureService {
  thumbnail = async (original: Encoded) => thumbnail(await inRgb(original));
  overlay = async (heatmap: Encoded) => overlay(await inRgb(heatmap));
  pixels = async (heatmap: Encoded) => heatmapPixels(await inRgb(heatmap));
  rgb = async (jpeg: Encoded) => cmykToRgb(jpeg);
  mask = async (original: Encoded, radius: number) => maskOriginal(await inRgb(original), radius);
  /** The boxes are packed by `packBoxes`. */
  outcome = async (masked: MaskedOriginal, boxes: Float64Array) => outcome(masked, unpackBoxes(boxes));

  /** The overlay as the predecessor makes it; empty if it does not accept the pixel mode. */
  predecessorOverlay = async (heatmap: Encoded) => {
    const mode = await pillowMode(heatmap);
    return { mode, content: mode === 'L' || mode === 'RGB' ? await overlay(heatmap) : new Uint8Array(0) };
  };
}

/** The picture itself, or a PNG of one with four colours. */
async function inRgb(picture: Encoded): Promise<Encoded> {
  return picture.isFourColour ? { ...picture, content: await cmykToRgb(picture), isFourColour: false } : picture;
}
