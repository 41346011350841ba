import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { EXTREMES, explainersOf, longName, makeExtremes } from '../support/browser-extremes';
import { addressOf, eventually, jobLinks } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* Many explainers, a thousand labels and names of 120 characters: everything is reachable and no page scrolls horizontally. */

const EXPLAINERS = 24;
const WIDTHS = [390, 720, 1024, 1440, 2560];

const test = testsOf((directory) => makeExtremes(directory, EXPLAINERS));

const job = `/jobs/${EXTREMES}`;

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

describe('no page scrolls horizontally, and the top bar keeps its height', () => {
  test.for(WIDTHS)('%s pixels wide', async (width, { visit }) => {
    const page = await visit('/', { viewport: { width, height: 900 } });
    await jobLinks(page).first().waitFor();
    expect.soft(await widthOf(page), 'the list').toBe(width);
    for (const view of ['evaluation', 'confusion', 'counterfactual']) {
      await page.goto(`${job}/${view}`);
      await page.getByRole('banner').getByText(EXTREMES).waitFor();
      expect.soft(await widthOf(page), view).toBe(width);
      const { height } = (await page.getByRole('banner').boundingBox()) ?? { height: 0 };
      expect.soft(height, view).toBeLessThan(width < 960 ? 80 : 50);
    }
  });
});

test('the end of a long name stays visible, and the whole name is copied', async ({ visit }) => {
  const page = await visit(`${job}/evaluation`, { permissions: ['clipboard-read', 'clipboard-write'] });
  const name = page.getByRole('banner').getByTitle(EXTREMES);
  expect(await name.textContent()).toBe(EXTREMES);
  const end = name.locator('[data-text]').last();
  expect(await end.getAttribute('data-text')).toBe(EXTREMES.slice(-8));
  expect((await end.boundingBox())?.width ?? 0).toBeGreaterThan(30);
  await page.getByRole('button', { name: 'Job menu: copy, tables, report' }).click();
  await page.getByRole('menu').getByText(EXTREMES, { exact: true }).waitFor();
  await page.getByRole('menuitem', { name: 'Copy the name' }).click();
  await eventually(() => page.evaluate(() => navigator.clipboard.readText()), EXTREMES);
});

describe('the scores of many explainers', () => {
  test('have full names as headings, none wider than 12rem, and none hidden by the metrics', async ({ visit }) => {
    const page = await visit(`${job}/evaluation`);
    const table = page.getByRole('region', { name: 'Scores of the explainers' });
    const heads = table.getByRole('columnheader');
    await eventually(async () => (await heads.allTextContents()).slice(2), explainersOf(EXPLAINERS));
    const widths = await heads.evaluateAll((all) => all.slice(2).map((head) => head.getBoundingClientRect().width));
    expect(Math.max(...widths)).toBeLessThanOrEqual(192);

    // A note and an edge tell that more columns follow, a button brings them.
    const fade = page.locator('[data-fade]');
    await table.getByText('10 of 24 explainers').waitFor();
    expect(await fade.count()).toBe(1);
    await page.getByRole('button', { name: 'Explainers to the right' }).first().click();
    await page.getByRole('button', { name: 'Explainers to the left' }).waitFor();

    const last = table.getByRole('button', { name: explainersOf(EXPLAINERS).at(-1), exact: true });
    await last.focus();
    const metric = await table.getByRole('rowheader', { name: longName('metric', 1) }).boundingBox();
    const focused = await last.boundingBox();
    expect(metric?.x).toBe(0);
    expect(focused?.x ?? 0).toBeGreaterThan(metric?.width ?? 0);
    expect((focused?.x ?? 0) + (focused?.width ?? 0)).toBeLessThanOrEqual(1440);
    await eventually(() => fade.count(), 0);
  });

  test('are as wide as their cells', async ({ visit }) => {
    const page = await visit(`${job}/evaluation`, { viewport: { width: 390, height: 900 } });
    const cut = await page
      .getByRole('region', { name: 'Scores of the explainers' })
      .getByRole('cell')
      .evaluateAll((cells) =>
        cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent),
      );
    expect(cut).toEqual([]);
  });

  test('have the radar chart below if there is no room beside them', async ({ visit }) => {
    const page = await visit(`${job}/evaluation`);
    const table = await page.getByRole('region', { name: 'Scores of the explainers' }).boundingBox();
    const radar = await page.getByRole('img', { name: /^Radar/ }).boundingBox();
    expect(table?.width).toBe(1440);
    expect(radar?.y ?? 0).toBeGreaterThan((table?.y ?? 0) + (table?.height ?? 0));
  });
});

test('labels that differ only at their end can be distinguished in the confusion view', async ({ visit }) => {
  const page = await visit(`${job}/confusion?q=0002`);
  const row = page.getByRole('table', { name: 'Labels' }).getByRole('rowheader');
  await eventually(() => row.allTextContents(), [longName('label', 2)]);
  expect(await row.locator('[data-text]').last().getAttribute('data-text')).toBe(longName('label', 2).slice(-8));
  expect(addressOf(page)).toBe(`${job}/confusion?q=0002`);
});

test('the picture of a counterfactual uses a large window', async ({ visit }) => {
  const page = await visit(`${job}/counterfactual`, { viewport: { width: 2560, height: 1400 } });
  const picture = await page.getByRole('article').getByRole('figure').boundingBox();
  expect(picture?.width ?? 0).toBeGreaterThan(900);
  expect(picture?.height).toBe(picture?.width);
});

test('on a phone the scores of two explainers are in view, and the others are named on request', async ({ visit }) => {
  const page = await visit(`${job}/evaluation`, { viewport: { width: 390, height: 900 } });
  const table = page.getByRole('region', { name: 'Scores of the explainers' });
  await table.getByText(`2 of ${EXPLAINERS} explainers`).waitFor();
  await page.getByRole('button', { name: /^\d+ others$/ }).click();
  const named = page.getByRole('dialog', { name: 'Explainers' }).getByRole('listitem');
  await named.nth(3).waitFor();
  await page.keyboard.press('Escape');
  const inView = page.locator('[data-in-view]').last();
  await eventually(() => inView.textContent(), `1 of ${EXPLAINERS} explainers`);
  const perLabel = page.getByRole('table', { name: 'Per label' });
  const last = perLabel.getByRole('columnheader').last();
  await page.getByRole('button', { name: 'Explainers to the right' }).last().click();
  await perLabel.evaluate((element) => element.parentElement?.scrollBy({ left: 1e6, behavior: 'instant' }));
  await page.getByRole('button', { name: 'Explainers to the left' }).last().waitFor();
  expect(((await last.boundingBox())?.x ?? 0) < 390).toBe(true);
});
