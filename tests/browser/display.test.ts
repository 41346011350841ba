import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { expectedPixels, type Look, pixelsOf, premultiplied } from '../support/browser-canvas';
import { fileOf, firstMap, JOB, makeDisplayJobs, pointAt, RGB, RGBA, SIZE, SPECKLED } from '../support/browser-display';
import { mapPath } from '../support/browser-jobs';
import {
  addressOf,
  closePopover,
  eventually,
  maps,
  mapsDrawn,
  openDisplay,
  sampleRow,
  samplesShown,
  select,
} from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* How maps are shown: colours, contrast, blocks and contours; a filter by confidence; and saved figures of rows. */

const test = testsOf(makeDisplayJobs);

describe('a map has, to the pixel, the colours of', () => {
  const looks: Look[] = [
    { colour: 'inferno', contrast: 'stored', blend: 0 },
    { colour: 'magma', contrast: 'clip', blend: 0 },
    { colour: 'viridis', contrast: 'gamma', blend: 0 },
    { colour: 'grey', contrast: 'equalised', blend: 0 },
    { colour: 'ramp', contrast: 'stored', blend: 0 },
    { colour: 'inferno', contrast: 'equalised', blend: 0, top: 10 },
  ];
  test.for(looks)('$colour, $contrast, top $top', async (look, { visit, salient }) => {
    const { colour = 'inferno', contrast = 'clip', top = 100 } = look;
    const page = await visit(`${JOB}?blend=0&colour=${colour}&contrast=${contrast}&top=${top}`);
    await mapsDrawn(page, 3);
    expect(await pixelsOf(firstMap(page))).toEqual(await expectedPixels(fileOf(salient.directory), look));
  });
});

describe('maps by old producers', () => {
  test('with three channels are shown by the first one', async ({ visit, salient }) => {
    const page = await visit(`${JOB}?blend=0`);
    await mapsDrawn(page, 3);
    const shown = await pixelsOf(maps(sampleRow(page, RGB.id)).first());
    expect(shown).toEqual(await expectedPixels(fileOf(salient.directory, RGB), { blend: 0 }));
  });

  test('with recorded colours are shown unchanged, whatever the settings', async ({ visit, salient }) => {
    const page = await visit(`${JOB}?colour=viridis&contrast=gamma&top=10`);
    await mapsDrawn(page, 3);
    const canvas = maps(sampleRow(page, RGBA.id)).first();
    await canvas.scrollIntoViewIfNeeded();
    await eventually(() => canvas.getAttribute('data-state'), 'ready');
    const shown = await pixelsOf(canvas);
    const recorded = [...(await sharp(fileOf(salient.directory, RGBA)).raw().toBuffer())];
    // A canvas stores premultiplied colours as bytes: faint ones lose precision.
    const should = premultiplied(recorded);
    expect(premultiplied(shown).filter((value, i) => Math.abs(value - should[i]) > 1)).toEqual([]);
  });
});

test('controls change every map, and the URL; the legend describes the settings', async ({ visit, salient }) => {
  const page = await visit(`${JOB}?blend=0`);
  await mapsDrawn(page, 3);
  await select(page, 'Colour', 'Viridis');
  await openDisplay(page);
  await select(page, 'Contrast', 'As stored');
  await closePopover(page);
  await eventually(() => addressOf(page), `${JOB}?blend=0&colour=viridis&contrast=stored`);
  const expected = await expectedPixels(fileOf(salient.directory), { colour: 'viridis', contrast: 'stored', blend: 0 });
  await eventually(() => pixelsOf(firstMap(page)), expected);
  await page.getByRole('button', { name: 'compare positions, not strengths' }).click();
  const legend = page.getByRole('dialog', { name: 'How to read the maps' });
  await eventually(
    () => legend.getByRole('listitem').allTextContents(),
    [
      'Maps: Viridis, from weak to strong.',
      'Contrast: as stored.',
      expect.stringMatching(/^Speckled maps are drawn in blocks/),
      'Each map has its own scale: compare positions, not strengths.',
    ],
  );
  await page.keyboard.press('Escape');

  await openDisplay(page);
  const top = page.getByRole('slider', { name: 'Top pixels' });
  await top.focus();
  await top.press('Home');
  await eventually(() => addressOf(page), `${JOB}?blend=0&colour=viridis&contrast=stored&top=1`);
  await closePopover(page);
  const drawn = (await pixelsOf(firstMap(page))).filter((value, i) => i % 4 === 3 && value > 0).length;
  expect(drawn).toBeGreaterThan(0);
  expect(drawn).toBeLessThanOrEqual((SIZE.width * SIZE.height) / 100);
});

test('a speckled map keeps its strongest pixels when downscaled, and shows each of them when zoomed in', async ({
  visit,
  salient,
}) => {
  const page = await visit('/jobs/speckled/saliency?px=112&blend=0&colour=grey');
  await mapsDrawn(page);
  const map = firstMap(page);
  const whole = await expectedPixels(join(salient.directory, 'speckled', mapPath(SPECKLED, 'Gradient', 0)), {
    colour: 'grey',
    blend: 0,
  });
  // Two recorded pixels per screen pixel, so four per block, in the colour of the most salient one, the brightest.
  const pooled = Array.from({ length: 224 * 224 }, (_, i) => {
    const [left, top] = [4 * Math.floor((i % 224) / 4), 4 * Math.floor(i / 224 / 4)];
    const block = Array.from({ length: 16 }, (_, at) => whole[4 * ((top + (at >> 2)) * 224 + left + (at & 3))]);
    return Math.max(...block);
  });
  const reds = async () => (await pixelsOf(map)).filter((_, i) => i % 4 === 0);
  await eventually(async () => (await reds()).every((red, i) => red === pooled[i]), true);

  await pointAt(page);
  await page.keyboard.down('Control');
  for (let step = 0; step < 4; step++) await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  await eventually(async () => (await pixelsOf(map)).every((value, i) => value === whole[i]), true);
});

test('contour lines enclose the most salient pixels', async ({ visit }) => {
  const page = await visit(JOB);
  await mapsDrawn(page, 3);
  expect(await page.locator('canvas[data-contours]').count()).toBe(0);
  await openDisplay(page);
  await page.getByRole('button', { name: 'Contours' }).click();
  await closePopover(page);
  const lines = sampleRow(page, 0).locator('canvas[data-contours=drawn]').first();
  await lines.waitFor();
  // Lines cover a part of the canvas.
  const alpha = (await pixelsOf(lines)).filter((_, i) => i % 4 === 3);
  const share = alpha.filter((value) => value > 0).length / alpha.length;
  expect(share).toBeGreaterThan(0.005);
  expect(share).toBeLessThan(0.5);
  await eventually(() => addressOf(page), `${JOB}?contours=true`);
});

test('a range is selected on the histogram of confidences', async ({ visit }) => {
  const page = await visit(JOB);
  const least = page.getByRole('slider', { name: 'Minimum Confidence' });
  await least.focus();
  for (let step = 0; step < 10; step++) await least.press('PageUp');
  await eventually(() => addressOf(page), `${JOB}?confidence=1~1`);
  await page.getByText('No samples match Confidence 1–1.').waitFor();
  await page.getByRole('button', { name: 'Clear the confidence filter' }).click();
  await eventually(() => addressOf(page), JOB);
  await page.goto(`${JOB}?confidence=0.9~1`);
  await eventually(() => samplesShown(page), [0, 1, 2, 3]);
});

test('a row can be saved as a PNG, as shown, with its legend', async ({ visit }) => {
  const page = await visit(`${JOB}?blend=0`);
  await mapsDrawn(page, 3);
  await sampleRow(page, 0).getByRole('button', { name: 'Copy from sample 0' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download the row as PNG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('sample-0.png');
  const figure = sharp(await readFile(await download.path()));
  const { width = 0, height = 0 } = await figure.metadata();
  expect(width / height).toBeGreaterThan(2);

  // The first map of the figure, after the original, has the same mean colours as the one on the page.
  const shown = await pixelsOf(firstMap(page));
  const side = 320;
  const map = await figure
    .extract({ left: 24 + side + 16, top: 24 + 36, width: side, height: side })
    .raw()
    .toBuffer();
  const channels = map.length / side ** 2;
  for (const channel of [0, 1, 2]) {
    const mean = (pixels: ArrayLike<number>, step: number) =>
      Array.from(pixels).reduce((sum, value, i) => sum + (i % step === channel ? value : 0), 0) /
      (pixels.length / step);
    expect(mean(map, channels)).toBeCloseTo(mean(shown, 4), -1);
  }
});
