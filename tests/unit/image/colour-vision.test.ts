import { describe, expect, test } from 'vitest';
import { photoColour, STRONGEST } from '../../../lib/image/colour-map';
import { ciede2000, labOf, type Rgb, VISIONS } from '../../support/colour-vision';

/*
 * The check of the two colours of signed maps: over every grey of a photo, as people with each kind of dichromacy see them, for and
 * against are far apart, and neither is taken for the grey.
 */

const GREYS = [0, 32, 64, 96, 128, 160, 192, 224, 255];
const HALF = Math.round(STRONGEST / 2);

/** A strength laid over a grey photo. */
function over(strength: number, grey: number): Rgb {
  const colour = photoColour(strength, 1);
  const alpha = (colour >>> 24) / 255;
  const mix = (shift: number) => alpha * ((colour >> shift) & 0xff) + (1 - alpha) * grey;
  return [mix(0), mix(8), mix(16)];
}

const least = (differences: readonly number[]) => Math.min(...differences);

test.each([
  {
    pair: [
      [50, 2.6772, -79.7751],
      [50, 0, -82.7485],
    ],
    difference: 2.0425,
  },
  {
    pair: [
      [50, 2.5, 0],
      [58, 24, 15],
    ],
    difference: 19.4535,
  },
  {
    pair: [
      [2.0776, 0.0795, -1.135],
      [0.9033, -0.0636, -0.5514],
    ],
    difference: 0.9082,
  },
] as const)('CIEDE2000 equals the values of Sharma, Wu and Dalal: $difference', ({ pair: [a, b], difference }) => {
  expect(ciede2000(a, b)).toBeCloseTo(difference, 4);
});

describe.each(VISIONS)('with %s', (vision) => {
  const apart = (strength: number) =>
    least(GREYS.map((grey) => ciede2000(labOf(over(strength, grey), vision), labOf(over(-strength, grey), vision))));
  const fromGrey = (strength: number) =>
    least(
      GREYS.flatMap((grey) =>
        [strength, -strength].map((each) =>
          ciede2000(labOf(over(each, grey), vision), labOf([grey, grey, grey], vision)),
        ),
      ),
    );

  test('the colours for and against can be distinguished', () => {
    expect(apart(STRONGEST)).toBeGreaterThan(45);
    expect(apart(HALF)).toBeGreaterThan(25);
  });

  test('neither can be mistaken for the photo', () => {
    expect(fromGrey(STRONGEST)).toBeGreaterThan(14);
    expect(fromGrey(HALF)).toBeGreaterThan(6);
  });
});
