import { describe, expect, test } from 'vitest';
import { colourTable, rgba } from '../../../lib/image/colour-map';
import { COLOUR_MAPS } from '../../../lib/image/display';

/** Colours at levels 0, 64, 128, 192 and 255, as matplotlib 3.9 has them (`colormaps[name].colors`), rounded to bytes. */
const MATPLOTLIB = {
  inferno: ['000004', '57106e', 'bc3754', 'f98e09', 'fcffa4'],
  magma: ['000004', '51127c', 'b73779', 'fc8961', 'fcfdbf'],
  viridis: ['440154', '3b528b', '21918c', '5ec962', 'fde725'],
  turbo: ['30123b', '28bceb', 'a4fc3c', 'fb7e21', '7a0403'],
} as const;

const LEVELS = [0, 64, 128, 192, 255];

function hex(colour: number): string {
  const [red, green, blue] = [colour & 0xff, (colour >> 8) & 0xff, (colour >> 16) & 0xff];
  return [red, green, blue].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe.each(COLOUR_MAPS)('%s', (name) => {
  test('has 256 opaque colours', () => {
    const table = colourTable(name);
    expect(table).toHaveLength(256);
    expect(table.every((colour) => colour >>> 24 === 255)).toBe(true);
  });
});

test.each(Object.entries(MATPLOTLIB))('%s is that of matplotlib', (name, colours) => {
  const map = COLOUR_MAPS.find((each) => each === name) ?? 'grey';
  expect(LEVELS.map((level) => hex(colourTable(map)[level]))).toEqual(colours);
});

test('grey is the level itself', () => {
  expect(colourTable('grey')[77]).toBe(rgba(77, 77, 77, 255));
});

test('ramp goes from purple to yellow', () => {
  expect(colourTable('ramp')[0]).toBe(rgba(55, 25, 86, 255));
  expect(colourTable('ramp')[255]).toBe(rgba(255, 255, 0, 255));
});
