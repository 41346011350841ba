import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { type Box, coloursOf, expectedPixels, paintedBox, pixelsOf, premultiplied } from '../support/browser-canvas';
import { imagePath, mapPath, Run, type SampleSpec } from '../support/browser-jobs';
import { addressOf, eventually, maps, mapsDrawn, sampleRow, samplesShown } from '../support/browser-pages';
import { beginWatch, rememberShifts, shiftsOf } from '../support/browser-stillness';
import { testsOf } from '../support/browser-test';
import { Gate } from '../support/until';

/* The maps: position, colours, and the states without a map. */

const CAT = { label: 0, probability: 0.75 };
const SIZES = [
  { width: 64, height: 48 },
  { width: 48, height: 64 },
  { width: 224, height: 224 },
  { width: 224, height: 96 },
];
const SAMPLES: SampleSpec[] = SIZES.map((size, id) => ({ id, size, truth: [CAT], mapFormat: 'png' }));
const BROKEN: SampleSpec[] = [0, 1, 2].map((id) => ({ id, truth: [CAT] }));

const test = testsOf(async (directory) => {
  await (await new Run(join(directory, 'sizes')).begin()).samples(SAMPLES).then((run) => run.end());

  const holes = await new Run(join(directory, 'holes')).begin();
  await holes.samples(BROKEN);
  const [lost, letter] = BROKEN.map((sample) => join(holes.directory, mapPath(sample, 'Gradient', CAT.label)));
  await rm(lost);
  await writeFile(letter, 'This is no picture.');
  await holes.image({ id: 3, truth: [] });
  const blind: SampleSpec = { id: 4, truth: [CAT] };
  await holes.samples([blind]);
  await rm(join(holes.directory, imagePath(blind)));
  await holes.end();
});

const ALL = '/jobs/sizes/saliency?size=25&sort=id&order=asc';

const fileOf = (directory: string, sample: SampleSpec, explainer: string): string =>
  join(directory, 'sizes', mapPath(sample, explainer, CAT.label));

/** A box rounded to pixels. */
const near = (box: Box): number[] => [box.x, box.y, box.width, box.height].map(Math.round);

/** Number of visible pictures that are still loading. */
const imagesComing = (page: Page): Promise<number> =>
  page.locator('main img').evaluateAll((images) => {
    const isComing = (image: Element) => image instanceof HTMLImageElement && !image.complete;
    return images.filter((image) => isComing(image) && image.getBoundingClientRect().top < innerHeight).length;
  });

describe('a map is drawn over its original', () => {
  test.for(SAMPLES)('of $size.width × $size.height, which is not cropped', async (sample, { visit }) => {
    const page = await visit(ALL);
    const row = sampleRow(page, sample.id);
    await row.scrollIntoViewIfNeeded();
    await eventually(() => row.locator('canvas[data-state=ready]').count(), 3);

    const { width, height } = sample.size ?? { width: 1, height: 1 };
    await eventually(() => imagesComing(page), 0);
    const shape = await paintedBox(row.getByRole('img', { name: `Original of sample ${sample.id}` }));
    expect(shape.width / shape.height).toBeCloseTo(width / height, 1);
    for (const cell of await row.getByRole('figure').all()) {
      // The original is rendered again below the map, as its background.
      const ground = await paintedBox(cell.locator('img'));
      expect(near(await paintedBox(maps(cell)))).toEqual(near(ground));
      expect(ground.width).toBeCloseTo(shape.width, 0);
      expect(ground.height).toBeCloseTo(shape.height, 0);
    }
  });
});

test('originals that load late cause no layout shift', async ({ visit }) => {
  const page = await visit('/', { before: rememberShifts });
  const gate = new Gate();
  await page.route('**/images/original/**', async (route) => {
    await gate.passed;
    await route.continue();
  });
  await page.goto(ALL, { waitUntil: 'commit' });
  await eventually(() => samplesShown(page), [0, 1, 2, 3]);
  await page.evaluate(() => document.fonts.ready.then(() => null));
  await shiftsOf(page); // the first frames have been painted
  await beginWatch(page);
  gate.open();
  await eventually(() => imagesComing(page), 0);
  await mapsDrawn(page, 6);
  expect(await shiftsOf(page)).toEqual([]);
});

describe('the colours of a map', () => {
  test('are inferno, clipped at the 99.5th percentile, to the pixel', async ({ visit, salient }) => {
    const page = await visit(`${ALL}&blend=0`);
    await mapsDrawn(page, 3);
    for (const [index, explainer] of ['GradCAM', 'Gradient', 'RISE'].entries()) {
      const shown = await pixelsOf(maps(sampleRow(page, 0)).nth(index));
      const expected = await expectedPixels(fileOf(salient.directory, SAMPLES[0], explainer), { blend: 0 });
      expect(shown).toEqual(expected);
      expect(coloursOf(shown).size).toBeGreaterThan(50);
      expect(coloursOf(shown).has('252 255 164 255')).toBe(true);
    }
  });

  test('show the original where a map is not salient', async ({ visit, salient }) => {
    const page = await visit(ALL);
    await mapsDrawn(page, 3);
    const shown = await pixelsOf(maps(sampleRow(page, 2)).first());
    const expected = await expectedPixels(fileOf(salient.directory, SAMPLES[2], 'GradCAM'), { blend: 0.75 });
    const alpha = (pixels: number[]) => pixels.filter((_, i) => i % 4 === 3);
    expect(alpha(shown)).toEqual(alpha(expected));
    // A canvas stores premultiplied colours as bytes: values may be off by one.
    const should = premultiplied(expected);
    expect(premultiplied(shown).filter((value, i) => Math.abs(value - should[i]) > 1)).toEqual([]);
  });

  test('change with the slider, by keyboard, without any request', async ({ visit, salient }) => {
    const page = await visit('/jobs/sizes/saliency?sort=id&order=asc');
    await mapsDrawn(page, 3);
    const canvas = maps(sampleRow(page, 0)).first();
    const before = await pixelsOf(canvas);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    // Without a network there is no polling, and any request would fail.
    await page.context().setOffline(true);

    const slider = page.getByRole('slider', { name: 'Opacity' });
    await slider.focus();
    for (let value = 74; value >= 70; value--) {
      await slider.press('ArrowLeft');
      await eventually(() => slider.inputValue(), String(value));
    }
    await eventually(() => addressOf(page), '/jobs/sizes/saliency?sort=id&order=asc&blend=70');
    const after = await pixelsOf(canvas);
    expect(after).not.toEqual(before);
    await slider.press('Home');
    const plain = await expectedPixels(fileOf(salient.directory, SAMPLES[0], 'GradCAM'), { blend: 0 });
    await eventually(() => pixelsOf(canvas), plain);
    expect(requests).toEqual([]);
    await page.context().setOffline(false);
  });
});

describe('a missing map', () => {
  const holes = '/jobs/holes/saliency?sort=id&order=asc';
  const expected = [/status of 404/, /status of 422/];

  test('has a message that the file is missing, or not a picture, and other maps are drawn', async ({ visit }) => {
    const page = await visit(holes, { expected });
    const cell = (id: number) => sampleRow(page, id).getByRole('figure', { name: 'Gradient' });
    await cell(0).getByText('File missing').waitFor();
    await cell(1).getByText('The file cannot be shown as a picture').waitFor();
    await mapsDrawn(page, 5);
    expect(await maps(sampleRow(page, 0)).count()).toBe(3);
  });

  test('has a message that none was recorded', async ({ visit }) => {
    const page = await visit(holes, { expected });
    const row = sampleRow(page, 3);
    await row.getByText('No label recorded').waitFor();
    expect(await row.getByText('Not recorded', { exact: true }).count()).toBe(3);
  });

  test('of a missing original is reported, and the maps keep their aspect ratio', async ({ visit }) => {
    const page = await visit(holes, { expected });
    const row = sampleRow(page, 4);
    await row.scrollIntoViewIfNeeded();
    await row.getByText(`File missing ${imagePath({ id: 4, truth: [] })}`).waitFor();
    await eventually(() => row.locator('canvas[data-state=ready]').count(), 3);
    const { width, height } = await paintedBox(maps(row).first());
    expect(width / height).toBeCloseTo(64 / 48, 1);
  });
});
