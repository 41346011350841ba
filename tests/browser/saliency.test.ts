import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import {
  addressOf,
  chooseLabels,
  closePopover,
  eventually,
  maps,
  mapsShown,
  sampleRow,
  samplesShown,
  select,
  typeToggle,
} from '../support/browser-pages';
import { expectedIds, makeShowcase, SHOWCASE_KEY } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* The controls above the samples, all of which are stored in the URL. */

const test = testsOf(makeShowcase);
const saliency = `/jobs/${SHOWCASE_KEY}/saliency`;
const FIRST_FIVE = expectedIds().slice(0, 5);

/** A sample on the first page with two labels, a false negative and a false positive. */
const TWO_LABELS = 18;

async function toggleExplainer(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Explainers/ }).click();
  // The whole line is clickable; the checkbox itself is visually hidden.
  await page.getByRole('dialog').getByText(name, { exact: true }).click();
  await closePopover(page);
}

describe('explainers', () => {
  test('can be hidden and shown, each with its column', async ({ visit }) => {
    const page = await visit(saliency);
    await eventually(() => mapsShown(sampleRow(page, 39)), ['GradCAM ship', 'Gradient ship', 'RISE ship']);
    await toggleExplainer(page, 'Gradient');
    await eventually(() => mapsShown(sampleRow(page, 39)), ['GradCAM ship', 'RISE ship']);
    await eventually(() => addressOf(page), `${saliency}?hide=1`);
    await page.getByRole('button', { name: 'Explainers 2 of 3' }).waitFor();
    await toggleExplainer(page, 'Gradient');
    await eventually(() => maps(page).count(), 15);
    await eventually(() => addressOf(page), saliency);
  });

  test('can all be hidden: a message says so, and they can be shown again', async ({ visit }) => {
    const page = await visit(`${saliency}?hide=0,1,2`);
    await page.getByText('All explainers are hidden.').waitFor();
    await page.getByRole('button', { name: 'Show all explainers' }).click();
    await eventually(() => samplesShown(page), FIRST_FIVE);
    await eventually(() => maps(page).count(), 15);
  });
});

test('a label of a sample switches the maps of its row only', async ({ visit }) => {
  const page = await visit(saliency);
  const row = sampleRow(page, TWO_LABELS);
  await eventually(() => mapsShown(row), ['GradCAM ship', 'Gradient ship', 'RISE ship']);
  const others = await Promise.all(FIRST_FIVE.slice(0, 4).map((id) => mapsShown(sampleRow(page, id))));

  const lamp = row.getByRole('button', { name: /^FN lamp/ });
  expect(await lamp.getAttribute('aria-pressed')).toBe('false');
  await lamp.click();
  await eventually(() => mapsShown(row), ['GradCAM lamp', 'Gradient lamp', 'RISE lamp']);
  expect(await lamp.getAttribute('aria-pressed')).toBe('true');
  expect(await row.getByRole('button', { name: /^FP ship/ }).getAttribute('aria-pressed')).toBe('false');
  expect(await Promise.all(FIRST_FIVE.slice(0, 4).map((id) => mapsShown(sampleRow(page, id))))).toEqual(others);
  await eventually(() => addressOf(page), `${saliency}?pick=${TWO_LABELS}.2`);
});

describe('labels', () => {
  test('can be searched and selected; the rows show the maps of the selected label', async ({ visit }) => {
    const lamps = expectedIds({ label: 2 });
    const page = await visit(saliency);
    await page.getByRole('button', { name: 'Labels All 4' }).click();
    const options = page.getByRole('dialog').getByRole('option');
    await eventually(() => options.count(), 4);
    await page.getByRole('combobox', { name: 'Search labels' }).fill('LA');
    await eventually(() => options.allTextContents(), [`lamp${lamps.length}`]);
    await options.click();
    await closePopover(page);
    await eventually(() => samplesShown(page), lamps.slice(0, 5));
    await eventually(() => addressOf(page), `${saliency}?labels=2`);
    await page.getByRole('button', { name: 'Labels lamp' }).waitFor();
    const shown = await mapsShown(page);
    expect(shown).toHaveLength(15);
    expect(shown.filter((map) => !map.endsWith(' lamp'))).toEqual([]);
  });

  test('that do not exist are not found', async ({ visit }) => {
    const page = await visit(saliency);
    await page.getByRole('button', { name: /^Labels/ }).click();
    await page.getByRole('combobox', { name: 'Search labels' }).fill('unicorn');
    await page.getByText('No matching labels').waitFor();
  });

  test('Escape closes the list and keeps the selection', async ({ visit }) => {
    const page = await visit(saliency);
    await page.getByRole('button', { name: /^Labels/ }).click();
    await page.getByRole('dialog').getByRole('option', { name: /^dog/ }).click();
    await eventually(() => addressOf(page), `${saliency}?labels=1`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(addressOf(page)).toBe(`${saliency}?labels=1`);
  });

  test('several can be selected, and cleared', async ({ visit }) => {
    const page = await visit(saliency);
    await chooseLabels(page, 'dog', 'cat');
    await page.getByRole('button', { name: 'Labels cat +1' }).waitFor();
    await eventually(() => addressOf(page), `${saliency}?labels=0,1`);
    await page.getByRole('button', { name: /^Labels/ }).click();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await eventually(() => addressOf(page), saliency);
    await closePopover(page);
    await eventually(() => samplesShown(page), FIRST_FIVE);
  });
});

test('prediction types can be deselected, except the last one', async ({ visit }) => {
  const page = await visit(saliency);
  await typeToggle(page, 'TP').click();
  await eventually(() => samplesShown(page), expectedIds({ types: ['FN', 'FP'] }).slice(0, 5));
  await typeToggle(page, 'FP').click();
  await eventually(() => samplesShown(page), expectedIds({ types: ['FN'] }).slice(0, 5));
  await typeToggle(page, 'FN').click();
  expect(await typeToggle(page, 'FN').getAttribute('aria-pressed')).toBe('true');
  expect(addressOf(page)).toBe(`${saliency}?types=FN`);
  await typeToggle(page, 'TP').click();
  await typeToggle(page, 'FP').click();
  await eventually(() => addressOf(page), saliency);
  await eventually(() => samplesShown(page), FIRST_FIVE);
});

test('no sample matches: the page shows the filter, and buttons that clear it', async ({ visit }) => {
  const page = await visit(`${saliency}?labels=99&types=FN`);
  await page.getByText('No samples match #99 · FN.').waitFor();
  await page.getByRole('button', { name: 'Clear the label filter' }).click();
  await eventually(() => samplesShown(page), expectedIds({ types: ['FN'] }).slice(0, 5));
});

describe('order', () => {
  test('by confidence, uncertainty or id, in both directions', async ({ visit }) => {
    const page = await visit(saliency);
    await page.getByRole('button', { name: 'Order: descending. Reverse' }).click();
    await eventually(() => samplesShown(page), expectedIds({ ascending: true }).slice(0, 5));
    await select(page, 'Sort', 'Uncertainty');
    await eventually(() => samplesShown(page), expectedIds({ by: 'sd', ascending: true }).slice(0, 5));
    await page.getByRole('button', { name: 'Order: ascending. Reverse' }).click();
    await eventually(() => samplesShown(page), expectedIds({ by: 'sd' }).slice(0, 5));
    await select(page, 'Sort', 'Sample id');
    await eventually(() => samplesShown(page), [0, 1, 2, 3, 4]);
    await eventually(() => addressOf(page), `${saliency}?sort=id&order=asc`);
  });
});

describe('pages', () => {
  test('have the selected size', async ({ visit }) => {
    const page = await visit(`${saliency}?page=3`);
    for (const size of [2, 10, 25]) {
      await select(page, 'Rows per page', `${size} per page`);
      await eventually(() => samplesShown(page), expectedIds().slice(0, size));
      await eventually(() => addressOf(page), `${saliency}?size=${size}`);
    }
  });

  test('can be opened by number; a number too high opens the last one', async ({ visit }) => {
    const page = await visit(saliency);
    const field = page.getByRole('textbox', { name: 'Go to page' });
    await field.fill('3');
    await field.press('Enter');
    await eventually(() => samplesShown(page), expectedIds().slice(10, 15));
    await field.fill('99');
    await field.press('Enter');
    await eventually(() => samplesShown(page), expectedIds().slice(35));
    await eventually(() => addressOf(page), `${saliency}?page=8`);
    await page.getByText('36–40 of 40').waitFor();
  });

  test('past the end link to the last one', async ({ visit }) => {
    const page = await visit(`${saliency}?page=77`);
    await page.getByText('Page 77 does not exist.').waitFor();
    await page.getByRole('button', { name: 'Go to the last page' }).click();
    await eventually(() => samplesShown(page), expectedIds().slice(35));
  });
});

test('the URL restores everything: rows, order, columns, maps and opacity', async ({ visit }) => {
  const page = await visit(`${saliency}?types=FN&size=10`);
  await chooseLabels(page, 'lamp');
  await select(page, 'Sort', 'Uncertainty');
  await toggleExplainer(page, 'RISE');
  await page.getByRole('slider', { name: 'Opacity' }).press('End');
  await eventually(() => samplesShown(page), expectedIds({ label: 2, types: ['FN'], by: 'sd' }));
  const other = sampleRow(page, TWO_LABELS).getByRole('button', { name: /^FP ship/ });
  await other.click();
  await eventually(
    () => addressOf(page),
    `${saliency}?types=FN&size=10&labels=2&sort=uncertainty&hide=2&blend=100&pick=18.3`,
  );
  const look = async () => ({
    samples: await samplesShown(page),
    maps: await mapsShown(page),
    controls: await page.getByRole('region', { name: 'Filters' }).ariaSnapshot(),
    pressed: await page.getByRole('button', { pressed: true }).allTextContents(),
  });
  const before = await look();
  expect(before.maps).toContain('GradCAM ship');
  await page.reload();
  await eventually(look, before);
});
