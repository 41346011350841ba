import sharp from 'sharp';
import { random } from './random';

/* Tiny synthetic pictures; equal settings give equal bytes. */

export interface Size {
  width: number;
  height: number;
}

const made = new Map<string, Promise<Buffer>>();

function once(name: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const known = made.get(name) ?? make();
  made.set(name, known);
  return known;
}

/** A colourful original: a JPEG that fades from one colour to another. */
export function original({ width, height }: Size, seed: number): Promise<Buffer> {
  return once(`original ${width} ${height} ${seed}`, () => {
    const next = random(seed);
    const colours = Array.from({ length: 6 }, () => 40 + Math.floor(200 * next()));
    const pixels = Buffer.alloc(width * height * 3);
    for (let i = 0; i < pixels.length; i++) {
      const share = Math.floor(i / 3) / (width * height);
      pixels[i] = colours[i % 3] * (1 - share) + colours[3 + (i % 3)] * share;
    }
    return sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toBuffer();
  });
}

/** The levels of a heatmap: a smooth blob, a little noise, and a few outlier pixels. */
function levelsOf({ width, height }: Size, seed: number): Buffer {
  const next = random(seed);
  const [centreX, centreY] = [width * (0.3 + 0.4 * next()), height * (0.3 + 0.4 * next())];
  const levels = Buffer.alloc(width * height);
  for (let i = 0; i < levels.length; i++) {
    const x = ((i % width) - centreX) / width;
    const y = (Math.floor(i / width) - centreY) / height;
    levels[i] = Math.min(190, 170 * Math.exp(-8 * (x * x + y * y)) + 20 * next());
  }
  for (let i = 0; i < levels.length / 500; i++)
    levels[Math.floor(next() * levels.length)] = 200 + Math.floor(56 * next());
  return levels;
}

/** A heatmap with one channel; as a PNG, it is lossless. */
export function heatmap(size: Size, seed: number, format: 'jpeg' | 'png' = 'jpeg'): Promise<Buffer> {
  return once(`heatmap ${size.width} ${size.height} ${seed} ${format}`, () =>
    sharp(levelsOf(size, seed), { raw: { ...size, channels: 1 } })
      .toColourspace('b-w')
      .toFormat(format)
      .toBuffer(),
  );
}
