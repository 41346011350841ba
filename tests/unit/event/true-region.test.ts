import { describe, expect, test } from 'vitest';
import { trueRegionsOf } from '../../../lib/event/true-region';
import { WireError } from '../../../lib/event/wire';
import { bytes, float, int, packedInts } from '../../support/event-writer';

const event = (...fields: number[][]) => Uint8Array.from(bytes(6, fields.flat()));
const region = (...fields: number[][]) => bytes(1002, fields.flat());
const box = (...numbers: number[]) => numbers.flatMap((number) => int(2, number));

describe('ground truth regions of an event', () => {
  test('have boxes, packed or not, and a mask', () => {
    const payload = event(
      int(1, 17),
      region(int(1, 3), box(1, 2, 30, 40), packedInts(2, [5, 6, 7, 8]), bytes(3, 'mask/0/17_3.png')),
      float(99, 1),
      region(box(0, 0, 1, 1)),
    );
    expect(trueRegionsOf(payload)).toEqual([
      {
        label: 3,
        boxes: [
          [1, 2, 30, 40],
          [5, 6, 7, 8],
        ],
        maskPath: 'mask/0/17_3.png',
      },
      { label: 0, boxes: [[0, 0, 1, 1]], maskPath: null },
    ]);
  });

  test('are one for each label, the last, and never empty', () => {
    const payload = event(
      region(int(1, 1), box(0, 0, 5, 5)),
      region(int(1, 1), box(1, 1, 5, 5)),
      region(int(1, 2), box(0, 0, 0, 5)),
      region(int(1, -1), box(0, 0, 5, 5)),
      region(int(1, 4), box(1, 1, 5)),
    );
    expect(trueRegionsOf(payload)).toEqual([{ label: 1, boxes: [[1, 1, 5, 5]], maskPath: null }]);
    expect(trueRegionsOf(event(int(1, 17)))).toEqual([]);
  });

  test('are limited, and their bytes are checked', () => {
    const many = event(
      region(
        packedInts(
          2,
          Array.from({ length: 8_000 }, () => 1),
        ),
      ),
    );
    expect(trueRegionsOf(many)[0].boxes).toHaveLength(1_000);
    const ones = packedInts(2, Array<number>(4_000).fill(1));
    const ofAll = event(...Array.from({ length: 20 }, (_, i) => region(int(1, i % 15), ones)));
    expect(trueRegionsOf(ofAll).map(({ boxes }) => boxes.length)).toEqual(Array(10).fill(1_000));
    expect(() => trueRegionsOf(event(bytes(1002, [0x0a])))).toThrow(WireError);
  });
});
