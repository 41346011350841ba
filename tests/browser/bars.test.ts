import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { addressOf, eventually, mapsDrawn } from '../support/browser-pages';
import { makeShowcase, SHOWCASE_KEY } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* The bars of the saliency view: one line of filters and one of display controls, for every filter, in rows and on the wall. */

const test = testsOf(makeShowcase);

const saliency = `/jobs/${SHOWCASE_KEY}/saliency`;
const EVERY_FILTER = 'labels=0,1&types=FN&confidence=0.2~0.9&uncertainty=0.02~0.1&truth=0&predicted=1';

/** Top and height of elements that must not move, pixels; null if missing. */
async function placesOf(page: Page): Promise<Record<string, [number, number] | null>> {
  const parts = {
    filters: page.getByRole('region', { name: 'Filters' }),
    display: page.getByRole('region', { name: 'Display' }),
    head: page.getByText('threshold 0.5', { exact: true }),
    foot: page.locator('footer'),
  };
  const places = Object.entries(parts).map(async ([name, part]) => {
    const box = await part.boundingBox();
    return [name, box && [Math.round(box.y), Math.round(box.height)]];
  });
  return Object.fromEntries(await Promise.all(places));
}

/** Height of a bar, how much of it is hidden, and how wide it fades at its end. */
function stateOf(bar: Element) {
  const fade = getComputedStyle(bar).getPropertyValue('--fade-end');
  return { height: bar.getBoundingClientRect().height, hidden: bar.scrollWidth - bar.clientWidth, fade };
}

describe('each bar is one line', () => {
  for (const width of [390, 1024, 1440, 2560])
    for (const [name, query] of Object.entries({ 'without a filter': '', 'with every filter': `?${EVERY_FILTER}` }))
      test(`${width} pixels wide, ${name}`, async ({ visit }) => {
        const page = await visit(saliency + query, { viewport: { width, height: 900 } });
        const filters = page.getByRole('region', { name: 'Filters' });
        const display = page.getByRole('region', { name: 'Display' });
        const isWithin = async () => {
          const bars = await Promise.all([filters, display].map((bar) => bar.evaluate(stateOf)));
          expect(Math.max(...bars.map(({ height }) => height))).toBeLessThan(48);
          // From the width of a small laptop on, the bars do not scroll; where they do, they fade.
          const isWhole = width >= 1024;
          expect(bars.map(({ fade }) => fade)).toEqual(isWhole ? ['0px', '0px'] : ['32px', '32px']);
          expect(bars.map(({ hidden }) => hidden > 0)).toEqual([!isWhole, !isWhole]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        };
        await isWithin();
        await page.getByRole('radio', { name: 'Wall' }).click();
        await filters.getByRole('combobox', { name: 'Explainer' }).waitFor();
        await isWithin();
        // The wall begins below the second bar.
        const wall = page.getByRole('group', { name: 'Wall of saliency maps' });
        const top = await wall.evaluate((element) => element.getBoundingClientRect().top);
        expect(top - (await display.evaluate((bar) => bar.getBoundingClientRect().bottom))).toBeLessThan(16);
      });
});

test('a filter without matches causes no layout shift; the footer shows the total', async ({ visit }) => {
  const page = await visit(saliency);
  await mapsDrawn(page, 3);
  const before = await placesOf(page);
  const least = page.getByRole('slider', { name: 'Minimum Confidence' });
  for (let step = 0; step < 10; step++) await least.press('PageUp');
  await page.getByText('None · 40 in all').waitFor();
  expect(await placesOf(page)).toEqual(before);
  await page.getByRole('button', { name: 'Clear the confidence filter' }).click();
  await page.getByText('1–5 of 40').waitFor();
  expect(await placesOf(page)).toEqual(before);
});

test('a range in the popover has a chip in the bar, which removes it', async ({ visit }) => {
  const page = await visit(`${saliency}?uncertainty=0.02~0.05`);
  await page.getByRole('button', { name: 'Uncertainty 0.02–0.05. Remove the filter' }).click();
  await eventually(() => addressOf(page), saliency);
});
