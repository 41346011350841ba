import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { addressOf, eventually, jobsShown, samplesShown } from '../support/browser-pages';
import {
  expectedIds,
  makeShowcase,
  makeSmallJobs,
  SHOWCASE,
  SHOWCASE_KEY,
  smallJob,
} from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* The list and the samples, by keyboard only. */

const test = testsOf(async (directory) => {
  await makeShowcase(directory);
  await makeSmallJobs(directory);
});

/** The focused element: the text of a link, the number of a sample's row. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return '';
    return element.dataset.sample ?? element.textContent ?? '';
  });

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

describe('in the list', () => {
  test('j and k move, Enter opens', async ({ visit }) => {
    const page = await visit('/');
    await eventually(async () => (await jobsShown(page)).length, 20);
    await press(page, 'j');
    expect(await focused(page)).toBe(SHOWCASE);
    await press(page, 'j', 'j', 'k');
    expect(await focused(page)).toBe(smallJob(1));
    await press(page, 'k', 'k', 'k');
    expect(await focused(page)).toBe(SHOWCASE);
    await press(page, 'Enter');
    await eventually(() => addressOf(page), `/jobs/${SHOWCASE_KEY}/saliency`);
    await eventually(() => samplesShown(page), expectedIds().slice(0, 5));
  });

  test('n and p change the page, and stop at the ends', async ({ visit }) => {
    const page = await visit('/');
    const first = (await jobsShown(page)).slice(0, 2);
    await press(page, 'p', 'n');
    await eventually(() => addressOf(page), '/?page=2');
    await eventually(async () => (await jobsShown(page))[0], smallJob(20));
    await press(page, 'n');
    await eventually(async () => (await jobsShown(page))[0], smallJob(40));
    await press(page, 'n', 'p');
    await eventually(() => addressOf(page), '/?page=2');
    await press(page, 'p');
    await eventually(async () => (await jobsShown(page)).slice(0, 2), first);
  });

  test('/ focuses the search, where keys enter text', async ({ visit }) => {
    const page = await visit('/');
    await press(page, '/');
    await page.keyboard.type('run_0 n j');
    await eventually(() => addressOf(page), '/?q=run_0+n+j');
    await page.getByText('No job matches “run_0 n j”.').waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).last().click();
    await eventually(async () => (await jobsShown(page)).length, 20);
  });

  test('Tab leaves the search; j then moves to the first match', async ({ visit }) => {
    const page = await visit('/');
    await press(page, '/');
    await page.keyboard.type('run_4');
    await eventually(() => jobsShown(page), [40, 41, 42, 43, 44].map(smallJob));
    await press(page, 'Tab', 'j', 'j');
    expect(await focused(page)).toBe(smallJob(41));
  });
});

describe('in the samples of a job', () => {
  const saliency = `/jobs/${SHOWCASE_KEY}/saliency`;

  test('j and k move from row to row', async ({ visit }) => {
    const page = await visit(saliency);
    const [first, second, third] = expectedIds().map(String);
    await eventually(() => samplesShown(page), expectedIds().slice(0, 5));
    await press(page, 'j');
    expect(await focused(page)).toBe(first);
    await press(page, 'j', 'j');
    expect(await focused(page)).toBe(third);
    await press(page, 'k');
    expect(await focused(page)).toBe(second);
  });

  test('n and p change the page', async ({ visit }) => {
    const page = await visit(saliency);
    await press(page, 'n');
    await eventually(() => samplesShown(page), expectedIds().slice(5, 10));
    await eventually(() => addressOf(page), `${saliency}?page=2`);
    await press(page, 'p');
    await eventually(() => samplesShown(page), expectedIds().slice(0, 5));
  });

  test('n and p keep the focus in the rows', async ({ visit }) => {
    const page = await visit(saliency);
    await eventually(() => samplesShown(page), expectedIds().slice(0, 5));
    await press(page, 'j', 'n');
    await eventually(() => samplesShown(page), expectedIds().slice(5, 10));
    await eventually(() => focused(page), String(expectedIds()[5]));
    await press(page, 'j', 'p');
    await eventually(() => focused(page), String(expectedIds()[0]));
  });

  test('n and p keep the focus on the maps of an explainer', async ({ visit }) => {
    const page = await visit(saliency);
    const name = () => page.evaluate(() => document.activeElement?.ariaLabel ?? '');
    await eventually(() => samplesShown(page), expectedIds().slice(0, 5));
    await press(page, 'j', 'j', 'ArrowRight', 'ArrowRight');
    const inGradient = (id: number) => new RegExp(`^Show large: Gradient for .*, sample ${id}$`);
    expect(await name()).toMatch(inGradient(expectedIds()[1]));
    await press(page, 'n');
    await eventually(async () => inGradient(expectedIds()[5]).test(await name()), true);
    await press(page, 'p');
    await eventually(async () => inGradient(expectedIds()[0]).test(await name()), true);
  });

  test('arrow keys move between maps, holding Space shows the originals', async ({ visit }) => {
    const page = await visit(saliency);
    const name = () => page.evaluate(() => document.activeElement?.ariaLabel ?? '');
    const [first, second] = expectedIds();
    await eventually(() => samplesShown(page), expectedIds().slice(0, 5));
    await press(page, 'j', 'ArrowRight', 'ArrowRight');
    expect(await name()).toMatch(new RegExp(`^Show large: Gradient for .*, sample ${first}$`));
    await press(page, 'ArrowDown');
    expect(await name()).toMatch(new RegExp(`^Show large: Gradient for .*, sample ${second}$`));
    await press(page, 'ArrowLeft', 'ArrowUp');
    expect(await name()).toMatch(new RegExp(`^Show large: GradCAM for .*, sample ${first}$`));
    const map = page.getByRole('listitem').locator('canvas').first();
    await map.and(page.locator('[data-state=ready]')).waitFor();
    await page.keyboard.down(' ');
    await map.and(page.locator(':not(:visible)')).waitFor({ state: 'attached' });
    await page.keyboard.up(' ');
    await map.and(page.locator(':visible')).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('? lists the shortcuts on the stage too, and the list has a close button', async ({ visit }) => {
    const page = await visit(`${saliency}?stage=0`);
    await page.getByRole('dialog', { name: 'Sample 0, large' }).getByRole('figure').first().waitFor();
    await press(page, '?');
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await list.waitFor();
    await list.getByRole('button', { name: 'Close' }).click();
    await list.waitFor({ state: 'detached' });
    await page.getByRole('dialog', { name: 'Sample 0, large' }).waitFor();
  });

  test('a key pressed in a field is handled by the field', async ({ visit }) => {
    const page = await visit(saliency);
    await page.getByRole('textbox', { name: 'Go to page' }).press('n');
    await page.getByRole('button', { name: /^Labels/ }).click();
    await page.getByRole('combobox', { name: 'Search labels' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('np');
    await page.getByText('No matching labels').waitFor();
    expect(addressOf(page)).toBe(saliency);
  });
});
