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

  test('has the maps of every explainer for the chosen label, which is in the address', async ({ visit }) => {
    const page = await visit(address(TWO_LABELS.id));
    await mapsDrawn(page, 3);
    const mapsOf = (label: string) => ['GradCAM', 'Gradient', 'RISE'].map((explainer) => `${explainer} ${label}`);
    const table = page.getByRole('list', { name: `Saliency maps of sample ${TWO_LABELS.id}` });
    await eventually(() => mapsShown(table), mapsOf('ship'));
    await page.getByRole('list', { name: 'Labels' }).getByRole('button', { name: 'lamp' }).click();
    await eventually(() => mapsShown(table), mapsOf('lamp'));
    expect(addressOf(page)).toBe(`${address(TWO_LABELS.id)}?pick=${TWO_LABELS.id}.2`);
    await page.reload();
    await eventually(() => mapsShown(table), mapsOf('lamp'));
    await page.keyboard.press(']');
    await eventually(() => mapsShown(table), mapsOf('ship'));
    await page.keyboard.press('[');
    await eventually(() => mapsShown(table), mapsOf('lamp'));
    expect(await page.getByText('0.278').first().isVisible()).toBe(true);
    // The help is at the end of its bar, as in other views.
    const help = await page.getByRole('button', { name: 'About this view' }).boundingBox();
    expect((help?.x ?? 0) + (help?.width ?? 0)).toBeGreaterThan(1400);
    await page.getByText(imagePath(TWO_LABELS)).waitFor();
  });

  test('has maps of at least 320 px, in one column where the window has no room for two', async ({ visit }) => {
    const page = await visit(address(TWO_LABELS.id));
    const table = page.getByRole('list', { name: `Saliency maps of sample ${TWO_LABELS.id}` });
    const boxes = async () =>
      Promise.all((await table.locator('[data-frame]').all()).map(async (frame) => await frame.boundingBox()));
    for (const width of [2560, 1440, 1024, 700]) {
      await page.setViewportSize({ width, height: 900 });
      await eventually(async () => (await boxes()).every((box) => (box?.width ?? 0) >= 320), true);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await eventually(async () => new Set((await boxes()).map((box) => box?.x)).size, 1);
    expect((await boxes()).map((box) => Math.round(box?.width ?? 0))).toEqual([366, 366, 366, 366]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
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
