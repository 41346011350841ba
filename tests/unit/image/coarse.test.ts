import { describe, expect, test } from 'vitest';
import { blocksOf, outline, pixelBlocks } from '../../../lib/image/coarse';
import { random } from '../../support/random';

/** Levels of 3 × 2 blocks. */
const BLOCKS = [0, 100, 200, 40, 60, 220];
const identity = Uint16Array.from({ length: 256 }, (_, level) => level);

/** The blocks, 20 × 15 pixels each, with noise of up to `noise` levels. */
function enlarged(noise = 0) {
  const next = random(5);
  const levels = Uint8Array.from({ length: 60 * 30 }, (_, i) => {
    const block = Math.floor((i % 60) / 20) + 3 * Math.floor(i / 60 / 15);
    return BLOCKS[block] + Math.round(noise * next());
  });
  return { width: 60, height: 30, levels };
}

describe('the blocks of a coarse map', () => {
  test.each([0, 3])('are found if it was enlarged without smoothing, with noise of %i levels', (noise) => {
    const found = blocksOf(enlarged(noise));
    expect(found?.columns).toEqual([0, 20, 40, 60]);
    expect(found?.rows).toEqual([0, 15, 30]);
    for (const [i, level] of BLOCKS.entries()) expect(Math.abs((found?.levels[i] ?? 0) - level)).toBeLessThanOrEqual(3);
  });

  test('are not found in noise or in a gradient', () => {
    const next = random(6);
    const noise = Uint8Array.from({ length: 60 * 30 }, () => 255 * next());
    const slope = Uint8Array.from({ length: 60 * 30 }, (_, i) => 4 * (i % 60));
    expect(blocksOf({ width: 60, height: 30, levels: noise })).toBeNull();
    expect(blocksOf({ width: 60, height: 30, levels: slope })).toBeNull();
  });
});

describe('lines', () => {
  const blocks = blocksOf(enlarged()) ?? pixelBlocks(enlarged());

  test('run along the edges of blocks, around the most salient share of the area', () => {
    // Two of six blocks, one above the other, at the right.
    const lines = outline(blocks, identity, 25);
    expect(lines).toHaveLength(6);
    expect(
      lines
        .filter(([x1, , x2]) => x1 === x2)
        .map(([x]) => x)
        .sort(),
    ).toEqual([40, 40, 60, 60]);
    expect(lines.filter(([, y1, , y2]) => y1 === y2)).toEqual([
      [40, 0, 60, 0],
      [40, 30, 60, 30],
    ]);
  });

  test('enclose the strongest block if a smaller share is requested', () => {
    const against = Uint16Array.from({ length: 256 }, (_, level) => 255 - level);
    expect(outline(blocks, identity, 5)).toContainEqual([40, 15, 60, 15]);
    expect(outline(blocks, against, 5)).toContainEqual([0, 0, 20, 0]);
  });

  test('are not drawn for a constant map', () => {
    expect(outline(pixelBlocks({ width: 3, height: 2, levels: new Uint8Array(6).fill(9) }), identity, 5)).toEqual([]);
  });
});
