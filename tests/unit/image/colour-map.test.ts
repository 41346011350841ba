import { describe, expect, test } from 'vitest';
import { colourTable, divergingTable, rgba } from '../../../lib/image/colour-map';
import { COLOUR_MAPS, DIVERGING_MAPS } from '../../../lib/image/display';

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

test.each(Object.entries(MATPLOTLIB))('%s equals the colour map of matplotlib', (name, colours) => {
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

describe.each(DIVERGING_MAPS)('%s', (name) => {
  const table = divergingTable(name);
  const blueness = (colour: number) => ((colour >> 16) & 0xff) - (colour & 0xff);

  test('has 511 opaque colours', () => {
    expect(table).toHaveLength(511);
    expect(table.every((colour) => colour >>> 24 === 255)).toBe(true);
  });

  test('is blue against the label, red for it, and neutral between', () => {
    expect(table.slice(0, 200).every((colour) => blueness(colour) > 15)).toBe(true);
    expect(table.slice(-200).every((colour) => blueness(colour) < -15)).toBe(true);
    expect(Math.abs(blueness(table[255]))).toBeLessThan(20);
  });
});

test('berlin equals that of matplotlib to within a level', () => {
  const table = divergingTable('berlin');
  // At levels 0, 64, 128, 192 and 255 of 256, as matplotlib 3.11 has them.
  const colours = ['9eb0ff', '286886', '190c09', '7d341e', 'ffadad'];
  for (const [i, level] of LEVELS.entries()) {
    const found = Number.parseInt(hex(table[2 * level]), 16);
    const wanted = Number.parseInt(colours[i], 16);
    for (const shift of [0, 8, 16])
      expect(Math.abs(((found >> shift) & 0xff) - ((wanted >> shift) & 0xff))).toBeLessThanOrEqual(1);
  }
});
