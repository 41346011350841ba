import { describe, expect, test } from 'vitest';
import { colourTable, divergingTable, rgba, STRONGEST } from '../../../lib/image/colour-map';
import { histogramOf } from '../../../lib/image/contrast';
import { CONTRASTS, DEFAULT_BLEND, type Display } from '../../../lib/image/display';
import { displayTable } from '../../../lib/image/display-table';
import { constantLevel, onAxis, ownScale, sharedAxis } from '../../../lib/image/scale';
import { random } from '../../support/random';

const PLAIN: Display = {
  ...({ colour: 'viridis', diverging: 'berlin', sign: 'all', scale: 'own' } as const),
  ...{ contrast: 'stored', blend: 0, top: 100, contours: false, regions: true },
};
const histogram = histogramOf(Uint8Array.from({ length: 256 }, (_, level) => level));
const plain = ownScale({ histogram, range: null }, 'all');

const alpha = (colour: number) => colour >>> 24;
const opaque = (colour: number) => (colour | 0xff000000) >>> 0;

describe('an unsigned map', () => {
  test('has the colours of the colour map at an opacity of 0', () => {
    expect(displayTable(plain, PLAIN)).toEqual(colourTable('viridis'));
  });

  test('shows the original, more of it where a pixel is less salient', () => {
    const table = displayTable(plain, { ...PLAIN, blend: 100 });
    expect([0, 51, 255].map((level) => alpha(table[level]))).toEqual([0, 51, 255]);
    const half = displayTable(plain, { ...PLAIN, blend: 50 });
    expect(alpha(half[0])).toBe(128);
  });

  test('is not drawn under the threshold', () => {
    const table = displayTable(plain, { ...PLAIN, top: 25 });
    expect([...table].map((colour) => colour !== 0)).toEqual([...table.keys()].map((level) => level >= 192));
  });

  test.each(CONTRASTS)('with a range looks the same, also if it is alone on a shared scale: %s', (contrast) => {
    const next = random(7);
    const heavyTailed = histogramOf(Uint8Array.from({ length: 5000 }, () => Math.floor(256 * next() ** 6)));
    const range = { minimum: -3e-8, maximum: 0.7, signed: false };
    const display = { ...PLAIN, contrast, top: 40, blend: 75 };
    const table = displayTable(ownScale({ histogram: heavyTailed, range: null }, 'all'), display);
    expect(displayTable(ownScale({ histogram: heavyTailed, range }, 'positive'), display)).toEqual(table);
    const axis = sharedAxis([{ histogram: heavyTailed, range }], 'all');
    expect(displayTable(onAxis(range, axis), display)).toEqual(table);
  });
});

describe('a signed map', () => {
  // Level 51 is 0, level 255 is 4, level 0 is −1.
  const range = { minimum: -1, maximum: 4, signed: true };
  const signed = (display: Partial<Display>) =>
    displayTable(ownScale({ histogram, range }, display.sign ?? 'all'), { ...PLAIN, ...display });
  const berlin = divergingTable('berlin');

  test('is shown in one colour map that is symmetric around 0', () => {
    const table = signed({});
    expect([table[0], table[51], table[102], table[255]]).toEqual([
      berlin[STRONGEST - 64],
      berlin[STRONGEST],
      berlin[STRONGEST + 64],
      berlin[2 * STRONGEST],
    ]);
    expect(signed({ diverging: 'redBlue' })[255]).toBe(rgba(103, 0, 31, 255));
  });

  describe('over the photo', () => {
    const photo = (display: Partial<Display> = {}) => signed({ diverging: 'photo', blend: DEFAULT_BLEND, ...display });
    const hex = (colour: number) => [0, 8, 16].map((shift) => (colour >> shift) & 0xff);

    test('is red for, blue against, its opacity 0.95 times the 0.8th power of the strength, and 0 transparent', () => {
      const table = photo();
      expect(hex(table[255])).toEqual([0xff, 0x24, 0x40]);
      expect(hex(table[0])).toEqual([0x16, 0x70, 0xff]);
      expect([0, 51, 102, 255].map((level) => alpha(table[level]))).toEqual(
        [64 / 255, 0, 64 / 255, 1].map((strength) => Math.round(255 * 0.95 * strength ** 0.8)),
      );
      expect(table[51]).toBe(0);
      expect(photo({ blend: 100 })).toEqual(table);
    });

    test('is transparent within half a level of 0, whatever the contrast stretches', () => {
      // Levels are 5/255 apart: levels 50 and 52 stand for a whole level, of another range level 128 for half a one.
      const table = photo({ contrast: 'clip' });
      expect([50, 51, 52].map((level) => alpha(table[level]) === 0)).toEqual([false, true, false]);
      const even = ownScale({ histogram, range: { minimum: -1, maximum: 1, signed: true } }, 'all');
      const halves = displayTable(even, { ...PLAIN, diverging: 'photo', blend: DEFAULT_BLEND });
      expect([126, 127, 128, 129].map((level) => alpha(halves[level]) === 0)).toEqual([false, true, true, false]);
    });

    test('is on plain grey if the original is hidden', () => {
      const table = photo({ blend: 0 });
      expect(table).toEqual(signed({ diverging: 'photo', blend: 0 }));
      expect(hex(table[51])).toEqual([0x80, 0x80, 0x80]);
      expect([...table].every((colour) => alpha(colour) === 255)).toBe(true);
    });
  });

  test('is more transparent near 0', () => {
    const table = signed({ blend: 100 });
    expect([0, 51, 102, 255].map((level) => alpha(table[level]))).toEqual([64, 0, 64, 255]);
  });

  test('shows its top pixels by magnitude', () => {
    // Of level 0 the magnitude is 1, which levels over 102 exceed.
    const table = signed({ top: 60 });
    expect([0, 51, 102, 103, 255].map((level) => table[level] !== 0)).toEqual([false, false, false, true, true]);
    expect(signed({ top: 62 })[0]).not.toBe(0);
  });

  test('can be shown by one sign or by magnitude, in the colours of unsigned maps', () => {
    const [viridis, at] = [
      colourTable('viridis'),
      (table: Uint32Array) => [0, 51, 153, 255].map((level) => table[level]),
    ];
    expect(at(signed({ sign: 'positive' }))).toEqual([viridis[0], viridis[0], viridis[128], viridis[255]]);
    expect(at(signed({ sign: 'negative' }))).toEqual([viridis[255], viridis[0], viridis[0], viridis[0]]);
    expect(at(signed({ sign: 'absolute' }))).toEqual([viridis[64], viridis[0], viridis[128], viridis[255]]);
  });

  test.each(['all', 'positive', 'negative', 'absolute'] as const)('of zeros is neutral everywhere: %s', (sign) => {
    const zeros = { histogram: histogramOf(new Uint8Array(9)), range: { minimum: 0, maximum: 0, signed: true } };
    const table = displayTable(ownScale(zeros, sign), { ...PLAIN, sign, contrast: 'clip' });
    expect(table[0]).toBe(sign === 'all' ? berlin[STRONGEST] : colourTable('viridis')[0]);
  });
});

describe('a constant map', () => {
  const ones = histogramOf(new Uint8Array(9).fill(255));

  test('is recognised by its single level', () => {
    expect([ones, histogramOf(new Uint8Array(4)), histogram].map(constantLevel)).toEqual([255, 0, null]);
  });

  test.each([null, { minimum: 0, maximum: 1, signed: false }, { minimum: -1, maximum: 1, signed: true }])(
    'has nothing that is salient: %o',
    (range) => {
      const scale = ownScale({ histogram: ones, range }, 'all');
      for (const contrast of CONTRASTS) {
        const table = displayTable(scale, { ...PLAIN, contrast });
        expect(table[255]).toBe(range?.signed ? divergingTable('berlin')[STRONGEST] : colourTable('viridis')[0]);
      }
    },
  );

  test('keeps its strength on a shared scale', () => {
    const [one, other] = [1, 4].map((maximum) => ({ histogram: ones, range: { minimum: 0, maximum, signed: false } }));
    const scale = onAxis(one.range, sharedAxis([one, other], 'all'));
    expect(displayTable(scale, PLAIN)[255]).toBe(colourTable('viridis')[64]);
  });
});

describe('maps that share a scale', () => {
  const faint = { histogram, range: { minimum: 0, maximum: 0.5, signed: false } };
  const strong = { histogram, range: { minimum: -1, maximum: 1, signed: false } };

  test.each(CONTRASTS)('have equal colours for equal attributions: %s', (contrast) => {
    const axis = sharedAxis([faint, strong], 'all');
    const display = { ...PLAIN, contrast, top: 50 };
    const [a, b] = [faint, strong].map(({ range }) => displayTable(onAxis(range, axis), display));
    // 0, 0.1, 0.2, 0.3 and 0.4, each on a level of both maps to less than a position of the scale.
    for (const tenth of [0, 1, 2, 3, 4]) {
      const [inFaint, inStrong] = [51 * tenth, 127.5 + 12.75 * tenth];
      const near = [Math.floor(inStrong), Math.ceil(inStrong)].map((level) => b[level]);
      const [low, high] = near.map((colour) => colourTable('viridis').indexOf(opaque(colour)));
      const position = colourTable('viridis').indexOf(opaque(a[inFaint]));
      if (a[inFaint] === 0) expect(near).toContain(0);
      else {
        expect(position).toBeGreaterThanOrEqual(low);
        expect(position).toBeLessThanOrEqual(high);
      }
    }
  });

  test('are all treated as signed if one of them is', () => {
    const signed = { histogram, range: { minimum: -2, maximum: 1, signed: true } };
    const axis = sharedAxis([faint, signed], 'all');
    expect(axis.ends).toEqual([0, 2]);
    const [inFaint, inSigned] = [faint, signed].map(({ range }) => displayTable(onAxis(range, axis), PLAIN));
    const berlin = divergingTable('berlin');
    expect([inFaint[0], inFaint[255], inSigned[0], inSigned[170]]).toEqual([
      berlin[STRONGEST],
      berlin[STRONGEST + 64],
      berlin[0],
      berlin[STRONGEST],
    ]);
  });

  test('with very different magnitudes keep their shades', () => {
    const hundredth = { histogram, range: { minimum: 0, maximum: 0.01, signed: false } };
    const axis = sharedAxis([hundredth, { histogram, range: { minimum: 0, maximum: 1, signed: false } }], 'all');
    expect(new Set(onAxis(hundredth.range, axis).positions).size).toBeGreaterThan(40);
  });

  test.each([
    ['huge', 1.7e308],
    ['tiny', 5e-324],
  ])('may be %s', (_, end) => {
    const range = { minimum: -end, maximum: end, signed: false };
    const { positions } = onAxis(range, sharedAxis([{ histogram, range }], 'all'));
    expect([positions[0], positions[255]]).toEqual([0, 4080]);
  });
});
