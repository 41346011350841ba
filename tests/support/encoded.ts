import type { Encoded } from '../../lib/image/decode';

/** A picture file that may be decoded whatever it takes. */
export function encoded(content: Uint8Array): Encoded {
  return { content, isFourColour: false, pixels: 0, maxPixels: 1e9, maxScanned: 1e9 };
}
