import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import {
  coloursAt,
  EXPLAINERS,
  inferno,
  JOB,
  makeAttributions,
  mapOf,
  redBlue,
  SIDE,
} from '../support/browser-attributions';
import { addressOf, chooseOfMap, eventually, mapsDrawn, mapsShown, sampleRow, select } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* Maps with recorded attributions: signed maps, and attribution values; and labels below the threshold. */

const test = testsOf(makeAttributions);

describe('a signed map', () => {
  const LOOK = 'blend=0&contrast=stored&diverging=redBlue';
  // From −1 to 4: level 51 is 0; an attribution of 4 has strength 255.
  const LEVELS = [0, 25, 51, 102, 255];

  test('is shown in two colours, with the strength of its attributions', async ({ visit }) => {
    const page = await visit(`${JOB}?${LOOK}`);
    await mapsDrawn(page, 6);
    const expected = [-64, -33, 0, 64, 255].map(redBlue);
    expect(await coloursAt(mapOf(page, 0, 'Gradient'), LEVELS)).toEqual(expected);
    // The other sample's map, from −8 to 2, is as strong against as this one is for.
    expect(await coloursAt(mapOf(page, 1, 'Gradient'), [0, 204, 255])).toEqual([-255, 0, 64].map(redBlue));
    // Unsigned maps are coloured as before.
    expect(await coloursAt(mapOf(page, 0, 'GradCAM'), LEVELS)).toEqual(LEVELS.map(inferno));
    const legend = page.getByRole('region', { name: 'Legend' });
    await eventually(
      () => legend.locator('[data-scale]').allTextContents(),
      ['Signed ±againstfor the label· 0 is white', 'Unsignedweakstrong'],
    );
    await legend.getByRole('button', { name: 'compare positions, not strengths' }).click();
    const sentences = page.getByRole('dialog', { name: 'How to read the maps' });
    await sentences.getByText('red counts for the label, blue against it; 0 is white').waitFor();
    await sentences.getByText('Unsigned maps: Inferno').waitFor();
    await page.keyboard.press('Escape');
    // Its column has the mark, and no other one, also where a filter finds nothing and there are no colours to explain.
    const marks = page.locator('[data-column] abbr');
    await eventually(() => marks.count(), 1);
    const least = page.getByRole('slider', { name: 'Minimum Confidence' });
    for (let step = 0; step < 10; step++) await least.press('PageUp');
    await page.getByText(/^No samples match/).waitFor();
    await eventually(() => legend.locator('[data-scale]').count(), 0);
    expect(await marks.count()).toBe(1);
  });

  test('is drawn over the unchanged grey photo, unsigned ones over a darkened one', async ({ visit }) => {
    const page = await visit(`${JOB}?contrast=stored`);
    await mapsDrawn(page, 6);
    const groundOf = (explainer: string) =>
      sampleRow(page, 0)
        .getByRole('figure', { name: explainer })
        .locator('img')
        .evaluate((image) => getComputedStyle(image).filter);
    await eventually(() => groundOf('Gradient'), 'grayscale(1)');
    expect(await groundOf('GradCAM')).toContain('brightness(0.55)');
    // Red for, blue against, and transparent where the map is 0.
    const [against, , neutral, , most] = await coloursAt(mapOf(page, 0, 'Gradient'), LEVELS);
    expect(neutral).toEqual([0, 0, 0, 0]);
    expect(most).toEqual([255, 36, 64, 242]);
    expect(against[3]).toBe(Math.round(255 * 0.95 * (64 / 255) ** 0.8));
    expect(against[2]).toBeGreaterThan(against[0] + 200);
  });

  test('is more transparent near 0', async ({ visit }) => {
    const page = await visit(`${JOB}?blend=100&contrast=stored&diverging=berlin`);
    await mapsDrawn(page, 6);
    const alphas = async () => (await coloursAt(mapOf(page, 0, 'Gradient'), LEVELS)).map(([, , , alpha]) => alpha);
    expect(await alphas()).toEqual([64, 33, 0, 64, 255]);
  });

  test.for([
    { option: 'Only positive', sign: 'positive', strengths: [0, 0, 0, 64, 255] },
    { option: 'Only negative', sign: 'negative', strengths: [255, 130, 0, 0, 0] },
    { option: 'Magnitude', sign: 'absolute', strengths: [64, 33, 0, 64, 255] },
  ])('has display options: $option', async ({ option, sign, strengths }, { visit }) => {
    const page = await visit(`${JOB}?${LOOK}`);
    await mapsDrawn(page, 6);
    await select(page, 'Signed', option);
    await eventually(() => addressOf(page), `${JOB}?${LOOK}&sign=${sign}`);
    const expected = strengths.map(inferno);
    await eventually(() => coloursAt(mapOf(page, 0, 'Gradient'), LEVELS), expected);

    const again = await visit(addressOf(page));
    await mapsDrawn(again, 6);
    expect(await coloursAt(mapOf(again, 0, 'Gradient'), LEVELS)).toEqual(expected);
    expect(await again.getByRole('combobox', { name: 'Signed' }).inputValue()).toBe(sign);
  });

  test('shows the attribution under the pointer, and its range on the stage', async ({ visit }) => {
    const page = await visit(`${JOB}?stage=0&on=1`);
    await mapsDrawn(page, 6);
    // Clipped at the 99.5th percentile by magnitude: 254.72 of 256 pixels, so at the second highest.
    const stage = page.getByRole('dialog');
    await stage.locator('[data-scale="−3.98 … 0 … 3.98"]').waitFor();
    // The legend of a signed map does not name the colour map of unsigned ones.
    await stage.getByRole('button', { name: 'compare positions, not strengths' }).click();
    const sentences = page.getByRole('dialog', { name: 'How to read the maps' });
    await sentences.getByText('red counts for the label').waitFor();
    expect(await sentences.getByText('Inferno').count()).toBe(0);
    const row = await visit(JOB);
    await mapsDrawn(row, 6);
    const box = await mapOf(row, 0, 'Gradient').boundingBox();
    if (!box) throw new Error('The map is nowhere.');
    // Below each map is its range, if it was recorded.
    const ranges = sampleRow(row, 0).locator('[data-range]');
    expect(await ranges.allTextContents()).toEqual(['Attributions 0 to 0.50', 'Attributions −1.00 to +4.00']);
    expect(await ranges.last().getAttribute('title')).toBe('Attributions of this map: from −1 to 4');
    const at = (pixel: number) => (pixel + 0.5) / SIDE;
    await row.mouse.move(box.x + box.width * at(3), box.y + box.height * at(1));
    // Level 19: −1 + 5 × 19 / 255; if the range is unknown, the level itself.
    await eventually(
      () => sampleRow(row, 0).locator('[data-value]').allTextContents(),
      ['', '0.0373', '−0.627', '0.07'],
    );
  });
});

test('a browser that adds noise to canvases shows the recorded levels', async ({ visit }) => {
  const page = await visit(JOB, {
    before: () => {
      // As protection against fingerprinting does.
      const { getImageData } = OffscreenCanvasRenderingContext2D.prototype;
      OffscreenCanvasRenderingContext2D.prototype.getImageData = function (...area) {
        const image = getImageData.apply(this, area);
        for (let i = 0; i < image.data.length; i += 7) image.data[i] ^= 1;
        return image;
      };
    },
  });
  await mapsDrawn(page, 6);
  const box = await mapOf(page, 0, 'RISE').boundingBox();
  if (!box) throw new Error('The map has no box.');
  for (const pixel of [5, 9, 12, 15]) {
    await page.mouse.move(box.x + (box.width * (pixel + 0.5)) / SIDE, box.y + (box.height * 3.5) / SIDE);
    await eventually(
      async () => (await sampleRow(page, 0).locator('[data-value]').allTextContents()).at(-1),
      ((3 * SIDE + pixel) / 255).toFixed(2),
    );
  }
  expect(await page.getByText('recorded in colour').count()).toBe(0);
});

test('a map whose outliers were clipped says so, with its true range', async ({ visit }) => {
  const page = await visit('/jobs/clipped/saliency');
  await mapsDrawn(page, 3);
  const remarks = sampleRow(page, 0).locator('[data-remark]');
  await eventually(
    () => remarks.allTextContents(),
    EXPLAINERS.map(() => 'clipped, true range −3 to 250'),
  );
  expect(await mapOf(page, 0, 'Gradient').getAttribute('aria-describedby')).not.toBeNull();
});

test('a saved map includes its range and its colours', async ({ visit }) => {
  const page = await visit(`${JOB}?blend=0&contrast=stored&diverging=redBlue`);
  await mapsDrawn(page, 6);
  await sampleRow(page, 0).getByRole('button', { name: 'Copy from sample 0' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    chooseOfMap(page, 'Download a map as PNG', 'Gradient'),
  ]);
  const figure = sharp(await readFile(await download.path()));
  const { height = 0 } = await figure.metadata();
  // Left, centre and right of the legend bar, in each row of the figure below the map.
  const legend = { left: 24, top: height - 120, width: 160, height: 120 };
  const { data, info } = await figure.extract(legend).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * 160 + x) * info.channels).subarray(0, 3)];
  const rows = Array.from({ length: 120 }, (_, y) => [at(2, y), at(80, y), at(157, y)]);
  const isBar = ([left, middle, right]: number[][]) =>
    left[2] > left[0] + 40 && Math.min(...middle) > 230 && right[0] > right[2] + 40;
  expect(rows.filter(isBar)).toHaveLength(12);
});

describe('runners-up', () => {
  test('are collapsed in a row; one with maps can be selected', async ({ visit }) => {
    const page = await visit(JOB);
    await mapsDrawn(page, 6);
    const row = sampleRow(page, 0);
    const list = row.getByRole('list', { name: '2 runners-up' });
    expect(await list.isVisible()).toBe(false);
    await row.getByText('2 runners-up').click();
    await eventually(() => list.getByRole('listitem').allTextContents(), ['dog0.250 ± 0.063', 'lamp0.063 ± 0.125']);

    const chip = row.getByRole('button', { name: 'dog' });
    expect(await chip.textContent()).toContain('below the threshold, not ground truth');
    await chip.click();
    await eventually(() => mapsShown(row), ['GradCAM dog', 'Gradient dog', 'RISE dog']);
    expect(addressOf(page)).toBe(`${JOB}?pick=0.1`);
    expect(await row.getByRole('button', { name: 'lamp' }).count()).toBe(0);
  });

  test('show a limit instead of a probability that rounds to 0', async ({ visit }) => {
    const page = await visit('/jobs/clipped/samples/0');
    const list = page.getByRole('list', { name: '1 runner-up' });
    await eventually(() => list.getByRole('listitem').allTextContents(), ['lamp< 0.001']);
    // A share is written with a space.
    await page.getByText('75 %', { exact: true }).waitFor();
  });

  test('are on the page of a sample, and on the stage', async ({ visit }) => {
    const page = await visit('/jobs/job/samples/0');
    await mapsDrawn(page, 3);
    const list = page.getByRole('list', { name: '2 runners-up' });
    await eventually(() => list.getByRole('listitem').allTextContents(), ['dog0.250 ± 0.063', 'lamp0.063 ± 0.125']);
    for (const label of ['cat', 'dog']) {
      await page.getByRole('list', { name: 'Labels' }).getByRole('button', { name: label }).click();
      await eventually(
        () => mapsShown(page),
        EXPLAINERS.map((each) => `${each} ${label}`),
      );
    }

    const stage = (await visit(`${JOB}?stage=0`)).getByRole('dialog');
    await stage.getByText('2 runners-up').waitFor();
    await stage.getByRole('button', { name: 'dog' }).click();
    await eventually(async () => (await mapsShown(stage))[0], 'GradCAM dog');
  });
});
