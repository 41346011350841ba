import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { fileOf, firstMap, JOB, makeDisplayJobs, pointAt, SIZE } from '../support/browser-display';
import {
  addressOf,
  closePopover,
  eventually,
  mapsDrawn,
  mapsShown,
  openDisplay,
  sampleRow,
  samplesShown,
  select,
} from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* The stage and the wall; the marked point under the pointer, and zoom. */

const test = testsOf(makeDisplayJobs);

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

test('the legend of two explainers is in the window at every width', async ({ visit }) => {
  const page = await visit(`${JOB}?stage=4&on=1&against=2`, { viewport: { width: 390, height: 844 } });
  const legend = page.getByRole('dialog', { name: 'Sample 4, large' }).getByRole('region', { name: 'Legend' });
  for (const width of [390, 720, 1024]) {
    await page.setViewportSize({ width, height: 844 });
    await eventually(() => legend.locator('[data-scale]:visible').count(), 2);
    const { y = 0, height = 0 } = (await legend.boundingBox()) ?? {};
    expect(height, `${width} px`).toBeGreaterThan(0);
    expect(y + height, `${width} px`).toBeLessThanOrEqual(844);
  }
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

test('the wall can be saved as a PNG, tile by tile', async ({ visit }) => {
  const page = await visit(`${JOB}?layout=wall&wall=1`);
  await mapsDrawn(page, 30);
  await page.getByRole('button', { name: 'Download the wall' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'PNG' }).click(),
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
