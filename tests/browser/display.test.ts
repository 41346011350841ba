import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { expectedPixels, type Look, pixelsOf, premultiplied } from '../support/browser-canvas';
import { mapPath, Run, type SampleSpec } from '../support/browser-jobs';
import {
  addressOf,
  closePopover,
  eventually,
  maps,
  mapsDrawn,
  mapsShown,
  openDisplay,
  sampleRow,
  samplesShown,
  select,
} from '../support/browser-pages';
import { testsOf } from '../support/browser-test';
import { random } from '../support/random';

/* How maps are shown, the marked point under the pointer, zoom, the stage, the wall, and saved figures. */

const SIZE = { width: 64, height: 64 };

const SAMPLES: SampleSpec[] = Array.from({ length: 30 }, (_, id) => ({
  id,
  size: SIZE,
  truth: [{ label: id % 2, probability: 0.99 - id * 0.03 }],
  wrong: id === 0 ? [{ label: 3, probability: 0.6 }] : [],
  mapFormat: 'png',
}));

const fileOf = (directory: string, sample = SAMPLES[0]): string =>
  join(directory, 'job', mapPath(sample, 'GradCAM', 0));

const test = testsOf(async (directory) => {
  const run = await new Run(join(directory, 'job')).begin();
  await run.samples(SAMPLES);
  await run.end();
  const speckled = await new Run(join(directory, 'speckled'), ['Gradient']).begin();
  await speckled.samples([SPECKLED]);
  await speckled.end();
  const next = random(9);
  await sharp(
    Uint8Array.from({ length: 224 * 224 }, () => 255 * next() ** 8),
    { raw: { width: 224, height: 224, channels: 1 } },
  )
    .png()
    .toFile(join(speckled.directory, mapPath(SPECKLED, 'Gradient', 0)));
  // As written by old producers: three equal or unequal channels, or colours with an alpha channel.
  const noise = (channels: 3 | 4) =>
    sharp(
      Uint8Array.from({ length: channels * SIZE.width * SIZE.height }, (_, i) => (i * 31) % 256),
      {
        raw: { ...SIZE, channels },
      },
    ).png();
  await noise(3).toFile(fileOf(directory, RGB));
  await noise(4).toFile(fileOf(directory, RGBA));
});

/** A map of single strong pixels, larger than its size on the screen. */
const SPECKLED: SampleSpec = {
  ...{ id: 0, size: { width: 224, height: 224 }, truth: [{ label: 0, probability: 0.9 }], mapFormat: 'png' },
};

const [RGB, RGBA] = [SAMPLES[2], SAMPLES[4]];

const JOB = '/jobs/job/saliency';

const firstMap = (page: Page): Locator => maps(sampleRow(page, 0)).first();

/** Moves the pointer to the centre of the first map. */
async function pointAt(page: Page): Promise<void> {
  const box = await firstMap(page).boundingBox();
  if (!box) throw new Error('The map is nowhere.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

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

test('the point under the pointer is marked in the whole row, with the value of each map', async ({
  visit,
  salient,
}) => {
  const page = await visit(JOB);
  await mapsDrawn(page, 3);
  const box = await firstMap(page).boundingBox();
  if (!box) throw new Error('The map is nowhere.');
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.25);
  const row = sampleRow(page, 0);
  await eventually(
    () => row.locator('.spot').evaluateAll((spots) => spots.filter((spot) => spot.checkVisibility()).length),
    4,
  );
  const { data } = await sharp(fileOf(salient.directory)).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  const level = data[16 * SIZE.width + 32];
  const values = await row.locator('[data-value]').allTextContents();
  expect(values[1]).toBe((level / 255).toFixed(2));
  expect(values.slice(1).every((value) => /^\d\.\d\d$/.test(value))).toBe(true);
  await page.mouse.move(5, 5);
  await eventually(() => page.locator('[data-pointing]').count(), 0);
});

test('Ctrl and the wheel zoom the row, or the page; the wheel alone scrolls', async ({ visit }) => {
  const page = await visit(JOB);
  await mapsDrawn(page, 3);
  const zoomOf = (id: number) =>
    sampleRow(page, id)
      .locator('.picture')
      .evaluateAll((pictures) => [
        ...new Set(pictures.map((each) => new DOMMatrix(getComputedStyle(each).transform).a)),
      ]);
  await pointAt(page);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  await eventually(async () => (await zoomOf(0)).map((scale) => scale > 1.5), [true]);
  expect(await zoomOf(2)).toEqual([1]);
  await page.keyboard.press('0');
  await eventually(() => zoomOf(0), [1]);

  await openDisplay(page);
  await page.getByRole('button', { name: 'Zoom all rows' }).click();
  await closePopover(page);
  await pointAt(page);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  await eventually(async () => (await zoomOf(2)).map((scale) => scale > 1.5), [true]);
});

describe('the stage', () => {
  test('opens on a map; keys switch samples, explainers and labels, beyond the page; Escape closes it', async ({
    visit,
  }) => {
    const page = await visit(`${JOB}?size=2`);
    await mapsDrawn(page, 3);
    await page.getByRole('button', { name: 'Show large: Gradient for cat, sample 0' }).click();
    const stage = page.getByRole('dialog', { name: 'Sample 0, large' });
    await stage.waitFor();
    await stage.getByText('1 of 30').waitFor();
    await eventually(async () => (await mapsShown(stage))[0], 'Gradient cat');
    await page.keyboard.press(']');
    await eventually(async () => (await mapsShown(stage))[0], 'Gradient ship');
    await page.keyboard.press('ArrowDown');
    await eventually(async () => (await mapsShown(stage))[0], 'RISE ship');
    for (const id of [1, 2, 3]) {
      await page.keyboard.press('ArrowRight');
      await page
        .getByRole('dialog', { name: `Sample ${id}, large` })
        .getByText(`${id + 1} of 30`)
        .waitFor();
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(() => samplesShown(page), [2, 3]);
  });

  test('compares two explainers, and its URL restores it', async ({ visit }) => {
    const page = await visit(`${JOB}?stage=4&on=1`);
    const stage = page.getByRole('dialog', { name: 'Sample 4, large' });
    await stage.waitFor();
    await page.keyboard.press('s');
    await eventually(async () => (await mapsShown(stage)).slice(0, 2), ['Gradient cat', 'RISE cat']);
    expect(addressOf(page)).toBe(`${JOB}?stage=4&on=1&against=2`);
    await page.reload();
    await eventually(async () => (await mapsShown(stage)).slice(0, 2), ['Gradient cat', 'RISE cat']);
    const divider = () => stage.locator('[data-row]').evaluate((row) => row.style.getPropertyValue('--swipe'));
    const slider = page.getByRole('slider', { name: 'Swipe' });
    await slider.focus();
    await slider.press('Home');
    await eventually(divider, '0%');
    const frame = await stage.locator('[data-frame]').first().boundingBox();
    if (!frame) throw new Error('The map is nowhere.');
    await page.mouse.move(frame.x + 2, frame.y + frame.height / 2);
    await page.mouse.down();
    await page.mouse.move(frame.x + frame.width / 4, frame.y + frame.height / 2);
    await page.mouse.up();
    await eventually(async () => Math.round(Number.parseFloat(await divider())), 25);
  });
});

describe('the wall', () => {
  test('shows every matching sample, for one explainer, and opens the stage', async ({ visit }) => {
    const page = await visit(JOB);
    await page.getByRole('radio', { name: 'Wall' }).click();
    await page.getByText('30 of 30 samples').waitFor();
    const wall = page.getByRole('group', { name: 'Wall of saliency maps' });
    await eventually(() => wall.locator('[data-sample]').count(), 30);
    await select(page, 'Explainer', 'RISE');
    await eventually(async () => [...new Set((await mapsShown(wall)).map((map) => map.split(' ')[0]))], ['RISE']);
    await page.getByRole('button', { name: /^Show large: RISE for dog, sample 3$/ }).click();
    await page.getByRole('dialog', { name: 'Sample 3, large' }).waitFor();
    expect(addressOf(page)).toBe(`${JOB}?layout=wall&wall=2&stage=3&on=2`);
  });

  test('arrow keys move the focus between the tiles', async ({ visit }) => {
    const page = await visit(`${JOB}?layout=wall`);
    await page.getByRole('button', { name: /sample 0$/ }).waitFor();
    const focused = () =>
      page.evaluate(() => document.activeElement?.closest('[data-index]')?.getAttribute('data-index'));
    await page.keyboard.press('j');
    await eventually(focused, '0');
    await page.keyboard.press('ArrowRight');
    await eventually(focused, '1');
    await page.keyboard.press('ArrowDown');
    const columns = await page
      .locator('[data-index]')
      .evaluateAll(
        (tiles) =>
          tiles.filter((tile) => tile.getBoundingClientRect().top === tiles[0].getBoundingClientRect().top).length,
      );
    await eventually(focused, String(1 + columns));
  });
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

test('the wall can be saved as a PNG, tile by tile', async ({ visit }) => {
  const page = await visit(`${JOB}?layout=wall&wall=1`);
  await mapsDrawn(page, 30);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the wall as PNG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('job.png');
  const { width = 0, height = 0 } = await sharp(await readFile(await download.path())).metadata();
  const columns = await page
    .locator('[data-row] [data-frame]')
    .evaluateAll(
      (frames) =>
        frames.filter((frame) => frame.getBoundingClientRect().top === frames[0].getBoundingClientRect().top).length,
    );
  expect(width).toBe(2 * 24 + columns * (320 + 16) - 16);
  expect(height).toBe(2 * 24 + 36 + Math.ceil(30 / columns) * (320 + 26 + 16) + 40);
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
