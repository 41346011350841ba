import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { imagePath, Run, type SampleSpec } from '../support/browser-jobs';
import { addressOf, closePopover, eventually, openDisplay } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';
import { bytes, int, packedInts } from '../support/event-writer';

/* Ground truth regions over originals of several aspects. */

const SAMPLES: SampleSpec[] = [
  { id: 0, size: { width: 300, height: 120 }, truth: [{ label: 0, probability: 0.9 }] },
  { id: 1, size: { width: 100, height: 200 }, truth: [{ label: 1, probability: 0.8 }] },
];

/** Left, top, width and height, as shares of the picture. */
const BOX = [0.5, 0.25, 0.25, 0.5];

const test = testsOf(async (directory) => {
  const run = await new Run(join(directory, 'job')).begin();
  await run.samples(SAMPLES);
  for (const sample of SAMPLES) {
    const { width = 0, height = 0 } = sample.size ?? {};
    const box = packedInts(
      2,
      BOX.map((share, place) => share * (place % 2 === 0 ? width : height)),
    );
    const region = bytes(1002, [...int(1, sample.truth[0].label), ...box]);
    await run.append({ sampleId: sample.id, imagePath: imagePath(sample), extra: region });
  }
  await run.end();
});

/** The shares of the picture that the boxes on a page have, of each of them. */
const boxes = (page: Page) =>
  page.locator('[data-regions]').evaluateAll((all) =>
    all.map((svg) => {
      const image = svg.parentElement?.querySelector('img');
      const frame = image?.getBoundingClientRect();
      const box = svg.querySelector('rect')?.getBoundingClientRect();
      if (!image || !frame || !box) return [];
      const scale = Math.min(frame.width / image.naturalWidth, frame.height / image.naturalHeight);
      const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
      const left = frame.left + (frame.width - width) / 2;
      const top = frame.top + (frame.height - height) / 2;
      return [(box.left - left) / width, (box.top - top) / height, box.width / width, box.height / height];
    }),
  );

/** Rounded to a twentieth: strokes, whose width does not scale, are part of a box on the page. */
const rounded = (all: number[][]) => all.map((box) => box.map((share) => Math.round(share * 20) / 20));

test('regions lie where they were recorded, at every size, and are hidden by a switch that the URL keeps', async ({
  visit,
}) => {
  const page = await visit('/jobs/job/saliency');
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await eventually(async () => rounded(await boxes(page)), [BOX, BOX]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('img', { name: 'Ground truth region of cat' }).waitFor();
  await openDisplay(page);
  await page.getByRole('button', { name: 'Ground truth regions' }).click();
  await closePopover(page);
  await eventually(() => addressOf(page), '/jobs/job/saliency?regions=false');
  expect(await page.locator('[data-regions]').count()).toBe(0);
  const sample = await visit('/jobs/job/samples/1?regions=false');
  await openDisplay(sample);
  await sample.getByRole('button', { name: 'Ground truth regions' }).click();
  await closePopover(sample);
  await eventually(() => addressOf(sample), '/jobs/job/samples/1');
  await eventually(async () => rounded(await boxes(sample)), [BOX]);
});

test('the palette hides and shows regions, where there are any', async ({ visit }) => {
  const page = await visit('/jobs/job/saliency');
  await page.locator('[data-regions]').first().waitFor();
  const run = async (name: string) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('boxes');
    await page.getByRole('menuitem', { name }).click();
    await eventually(() => page.getByRole('dialog').count(), 0);
  };
  await run('Hide ground truth regions');
  await eventually(() => addressOf(page), '/jobs/job/saliency?regions=false');
  await eventually(() => page.locator('[data-regions]').count(), 0);
  await run('Show ground truth regions');
  await eventually(() => addressOf(page), '/jobs/job/saliency');
  await eventually(async () => rounded(await boxes(page)), [BOX, BOX]);
});
