import 'server-only';
import { decode } from './render';

/**
 * Width over height of a picture as browsers show it, turned as its EXIF data says. Only its header is decoded.
 *
 * @throws Error where the bytes cannot be decoded
 */
export async function aspectOf(content: Uint8Array): Promise<number> {
  const { autoOrient } = await decode(content).metadata();
  return autoOrient.width / autoOrient.height;
}
