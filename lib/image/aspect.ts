import 'server-only';
import { decode } from './render';

/**
 * Aspect ratio (width over height) of a picture as browsers show it, rotated according to its EXIF data. Only its header is decoded.
 *
 * @throws Error if the bytes cannot be decoded
 */
export async function aspectOf(content: Uint8Array): Promise<number> {
  const { autoOrient } = await decode(content).metadata();
  return autoOrient.width / autoOrient.height;
}
