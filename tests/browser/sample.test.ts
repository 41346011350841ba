import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { imagePath, mapPath } from '../support/browser-jobs';
import {
  addressOf,
  chooseOfMap,
  eventually,
  mapsDrawn,
  mapsShown,
  sampleRow,
  samplesShown,
} from '../support/browser-pages';
import { expectedIds, makeShowcase, SHOWCASE, SHOWCASE_KEY, SHOWCASE_SAMPLES } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* The page of a sample: navigation, content, and what can be copied. */

const test = testsOf(makeShowcase);
const saliency = `/jobs/${SHOWCASE_KEY}/saliency`;
const address = (id: number) => `/jobs/${SHOWCASE_KEY}/samples/${id}`;
const TWO_LABELS = SHOWCASE_SAMPLES[18];

async function showsSample(page: Page, id: number): Promise<void> {
  await page.getByRole('heading', { name: `Sample ${id}`, exact: true }).waitFor();
  await eventually(() => addressOf(page).split('?')[0], address(id));
}

describe('the page of a sample', () => {
  test('is opened by its id in its row, and closed by the back button', async ({ visit }) => {
    const page = await visit(`${saliency}?page=2`);
    const [id] = expectedIds().slice(5);
    await page.getByRole('link', { name: `# ${id}`, exact: true }).click();
    await showsSample(page, id);
    await page.goBack();
    await eventually(() => samplesShown(page), expectedIds().slice(5, 10));
    await page.getByRole('link', { name: `Original of sample ${id}` }).click();
    await showsSample(page, id);
  });

  test('links to its neighbours under the filter that it was opened from, and back to their page', async ({
    visit,
  }) => {
    const page = await visit(`${saliency}?types=FN&size=2&blend=40`);
    const ids = expectedIds({ types: ['FN'] });
    await page.getByRole('link', { name: `# ${ids[0]}`, exact: true }).click();
    await showsSample(page, ids[0]);
    await page.getByText(`1 of ${ids.length}`, { exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'Previous sample' }).count()).toBe(0);
    for (const id of ids.slice(1, 4)) {
      await page.getByRole('link', { name: 'Next sample' }).click();
      await showsSample(page, id);
    }
    await page.keyboard.press('k');
    await showsSample(page, ids[2]);
    expect(await page.getByRole('slider', { name: 'Opacity' }).inputValue()).toBe('40');
    await page.getByRole('link', { name: 'All samples' }).click();
    await eventually(() => samplesShown(page), ids.slice(2, 4));
  });

  test('is opened by entering its id', async ({ visit }) => {
    const page = await visit(saliency);
    const field = page.getByRole('textbox', { name: 'Go to sample' });
    await field.fill('7');
    await field.press('Enter');
    await showsSample(page, 7);
    await page.getByRole('link', { name: 'All samples' }).click();
    const place = Math.floor(expectedIds().indexOf(7) / 5);
    await eventually(() => addressOf(page), `${saliency}?page=${place + 1}`);
    await eventually(() => samplesShown(page), expectedIds().slice(5 * place, 5 * place + 5));
  });

  test('has a row for each label, with the maps of every explainer', async ({ visit }) => {
    const page = await visit(address(TWO_LABELS.id));
    await mapsDrawn(page, 3);
    await eventually(
      () => mapsShown(page),
      ['GradCAM lamp', 'Gradient lamp', 'RISE lamp', 'GradCAM ship', 'Gradient ship', 'RISE ship'],
    );
    expect(await page.getByText('0.278').isVisible()).toBe(true);
    // The help is at the end of its bar, as in other views; in a narrower window the labels are as wide as their column.
    const help = await page.getByRole('button', { name: 'About this view' }).boundingBox();
    expect((help?.x ?? 0) + (help?.width ?? 0)).toBeGreaterThan(1400);
    await page.setViewportSize({ width: 720, height: 900 });
    const label = page.getByTitle(/^lamp\n/);
    await eventually(async () => ((await label.boundingBox())?.width ?? 0) > 160, true);
    await page.getByText(imagePath(TWO_LABELS)).waitFor();
  });

  test('has a message if the sample does not exist', async ({ visit }) => {
    const page = await visit(saliency, { expected: [/404 \(Not Found\)/] });
    for (const id of ['4711', 'seven', '1.5']) {
      const answer = await page.goto(`/jobs/${SHOWCASE_KEY}/samples/${id}`);
      expect(answer?.status()).toBe(404);
      await page.getByText('This job has no such sample.').waitFor();
      await page.getByRole('navigation', { name: 'Views of the job' }).waitFor();
    }
  });
});

describe('the menu of a sample', () => {
  const permissions = ['clipboard-read', 'clipboard-write'];

  test('copies its link, its id and the paths of its files', async ({ visit, salient }) => {
    const page = await visit(saliency, { permissions });
    const { id } = TWO_LABELS;
    const directory = join(salient.directory, SHOWCASE);
    const copies = [
      ['Copy a link to the sample', `${salient.url}${address(id)}`],
      ['Copy the sample id', String(id)],
      ['Copy the path of the original', join(directory, imagePath(TWO_LABELS))],
    ];
    for (const [item, copied] of copies) {
      await sampleRow(page, id)
        .getByRole('button', { name: `Copy from sample ${id}` })
        .click();
      await page.getByRole('menuitem', { name: item }).click();
      await eventually(() => page.evaluate(() => navigator.clipboard.readText()), copied);
      await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    }
    await sampleRow(page, id)
      .getByRole('button', { name: `Copy from sample ${id}` })
      .click();
    await chooseOfMap(page, 'Copy the path of a map', 'RISE');
    const path = join(directory, mapPath(TWO_LABELS, 'RISE', 3));
    await eventually(() => page.evaluate(() => navigator.clipboard.readText()), path);
  });

  test('offers the maps of the label that the row shows', async ({ visit, salient }) => {
    const { id } = TWO_LABELS;
    const page = await visit(`${saliency}?pick=${id}.2`, { permissions });
    await sampleRow(page, id)
      .getByRole('button', { name: `Copy from sample ${id}` })
      .click();
    await chooseOfMap(page, 'Copy the path of a map', 'GradCAM');
    const path = join(salient.directory, SHOWCASE, mapPath(TWO_LABELS, 'GradCAM', 2));
    await eventually(() => page.evaluate(() => navigator.clipboard.readText()), path);
  });

  test('opens its page', async ({ visit }) => {
    const page = await visit(saliency);
    await page.getByRole('button', { name: 'Copy from sample 39' }).click();
    await page.getByRole('menuitem', { name: 'Open the sample' }).click();
    await showsSample(page, 39);
  });

  test('is on its page too', async ({ visit }) => {
    const page = await visit(address(39), { permissions });
    await page.getByRole('button', { name: 'Copy from sample 39' }).click();
    await page.getByRole('menuitem', { name: 'Copy the sample id' }).click();
    await eventually(() => page.evaluate(() => navigator.clipboard.readText()), '39');
  });
});
