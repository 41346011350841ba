import { describe, expect, test } from 'vitest';
import { type Box, revealedShare } from '../../../components/counterfactual/area';
import { random } from '../../support/random';

const SIZE = { width: 20, height: 10 };
const pixels = (...boxes: Box[]) => revealedShare(boxes, SIZE) * SIZE.width * SIZE.height;

describe('the share of a picture inside boxes', () => {
  test('is 0 without boxes, and 1 with a box that covers everything', () => {
    expect(revealedShare([], SIZE)).toBe(0);
    expect(revealedShare([[0, 0, 20, 10]], SIZE)).toBe(1);
  });

  test.each<[string, Box[], number]>([
    [
      'apart',
      [
        [0, 0, 2, 3],
        [10, 5, 4, 1],
      ],
      10,
    ],
    [
      'side by side',
      [
        [0, 0, 2, 3],
        [2, 0, 2, 3],
      ],
      12,
    ],
    [
      'crossing',
      [
        [0, 4, 20, 2],
        [8, 0, 4, 10],
      ],
      40 + 40 - 8,
    ],
    [
      'one inside the other',
      [
        [2, 2, 6, 6],
        [3, 3, 2, 2],
      ],
      36,
    ],
    [
      'twice the same',
      [
        [1, 1, 3, 3],
        [1, 1, 3, 3],
      ],
      9,
    ],
    [
      'in a pile of three',
      [
        [0, 0, 4, 4],
        [2, 2, 4, 4],
        [1, 1, 4, 4],
      ],
      48 - 9 - 9 - 4 + 4,
    ],
  ])('%s', (_, boxes, area) => {
    expect(pixels(...boxes)).toBeCloseTo(area, 9);
  });

  test.each<[string, Box, number]>([
    ['cut at the left and the top', [-3, -3, 5, 5], 4],
    ['cut at the right and the bottom', [18, 8, 100, 100], 4],
    ['beside the picture', [20, 0, 5, 5], 0],
    ['without an area', [3, 3, 0, 5], 0],
    ['of a negative size', [3, 3, -2, -2], 0],
  ])('%s', (_, box, area) => {
    expect(pixels(box)).toBe(area);
  });

  test('equals the number of covered pixels, for random boxes', () => {
    const next = random(7);
    const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
    for (let round = 0; round < 200; round++) {
      const boxes = Array.from(
        { length: between(0, 8) },
        (): Box => [between(-5, 22), between(-5, 12), between(-2, 15), between(-2, 9)],
      );
      const seen = new Set<number>();
      for (let pixel = 0; pixel < 200; pixel++) {
        const [x, y] = [pixel % 20, Math.floor(pixel / 20)];
        if (boxes.some(([left, top, w, h]) => x >= left && x < left + w && y >= top && y < top + h)) seen.add(pixel);
      }
      expect(pixels(...boxes), JSON.stringify(boxes)).toBeCloseTo(seen.size, 9);
    }
  });
});
