import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findings } from '../support/browser-axe';
import { extreme, HEIGHT, saliency, settled, stepToTheEnd, unreached } from '../support/browser-columns';
import { EXTREME_SAMPLES, EXTREMES, longName, makeExtremes } from '../support/browser-edge-jobs';
import { eventually, maps } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* For every job and window width, each map can be scrolled into view and no page is wider than the window. */

const test = testsOf(makeExtremes);
const WIDTHS = [390, 720, 1024, 1440, 2560];
/** How much wider the page is than the window, pixels. */
const excess = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('every map can be scrolled into view, and no page is wider than its window', () => {
  test.for(EXTREMES)('of the job $name', async (job, { visit }) => {
    const count = job.explainers.length;
    const page = await visit(saliency(job));
    await eventually(() => maps(page).count(), count * EXTREME_SAMPLES);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      await settled(page);
      expect(await excess(page), `${width} px`).toBe(0);
      await eventually(() => unreached(page, count), []);
      // Back to the first column, then by mouse to the last one.
      await page.locator('[data-column] button').first().focus();
      await settled(page);
      await stepToTheEnd(page);
      const last = page.getByRole('figure').nth(count - 1);
      const box = await last.getByRole('button').boundingBox();
      expect(box && box.x + box.width, `${width} px`).toBeLessThanOrEqual(width);
    }
  });

  test.for(['twenty-four', 'long-names'])(
    'on the page of a sample of %s, and on the stage',
    async (name, { visit }) => {
      const { explainers } = extreme(name);
      const page = await visit(`/jobs/${name}/samples/0`);
      const stage = page.getByRole('dialog', { name: 'Sample 0, large' });
      for (const width of [390, 1024, 2560]) {
        await page.setViewportSize({ width, height: HEIGHT });
        await settled(page);
        expect(await excess(page), `${width} px`).toBe(0);
        await eventually(() => unreached(page, explainers.length), []);
        await page.keyboard.press('Enter');
        await stage.waitFor();
        expect(await maps(stage).count()).toBe(explainers.length + 1);
        const original = await stage.getByRole('img', { name: 'Original of sample 0' }).boundingBox();
        expect(Math.min(original?.width ?? 0, original?.height ?? 0), `${width} px`).toBeGreaterThan(60);
        const thumbnail = stage.getByRole('figure').last();
        await thumbnail.scrollIntoViewIfNeeded();
        expect(original).toEqual(await stage.getByRole('img', { name: 'Original of sample 0' }).boundingBox());
        expect((await thumbnail.boundingBox())?.y).toBeLessThan(HEIGHT);
        await eventually(() => stage.evaluate((dialog) => dialog.contains(document.activeElement)), true);
        await page.keyboard.press('Escape');
        await stage.waitFor({ state: 'detached' });
      }
    },
  );
});

describe('axe reports no violations', () => {
  test.for([
    { name: 'twelve', width: 390, colorScheme: 'light' as const, locale: 'en-GB' },
    { name: 'right-to-left', width: 720, colorScheme: 'light' as const, locale: 'zh-CN' },
    { name: 'long-names', width: 1440, colorScheme: 'dark' as const, locale: 'en-GB' },
  ])('on $name at $width px', async ({ name, width, colorScheme, locale }, { visit }) => {
    const viewport = { width, height: HEIGHT };
    const page = await visit(saliency(extreme(name)), { viewport, colorScheme, locale });
    expect(await findings(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.goto(`/jobs/${name}/saliency?stage=0`);
    await page.getByRole('dialog').waitFor();
    expect(await findings(page)).toEqual([]);
  });
});

/** Controls in the grid that are smaller than 24 by 24 pixels. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.locator('.map-grid :is(button, a)').evaluateAll((controls) =>
    controls
      .filter((control) => {
        const { width, height } = control.getBoundingClientRect();
        return width > 0 && Math.min(width, height) < 23.5;
      })
      .map((control) => `${control.ariaLabel ?? control.textContent} ${control.getBoundingClientRect().height}`),
  );

/** Whether an element is visible from its top to its bottom, or not at all; null if it is cut. */
const isWhole = (element: Locator): Promise<boolean | null> =>
  element.evaluate((chip) => {
    const { left, top, bottom, width } = chip.getBoundingClientRect();
    const isSeen = (y: number) => chip.contains(document.elementFromPoint(left + width / 2, y));
    return isSeen(top + 3) === isSeen(bottom - 3) ? isSeen(top + 3) : null;
  });

test('thirty labels scroll within the height of the picture, and the number of hidden ones is shown', async ({
  visit,
}) => {
  const page = await visit(saliency(extreme('six')));
  const row = page.locator('[data-row]').first();
  const more = row.getByRole('button', { name: /more labels$/ });
  const previous = row.getByRole('button', { name: /previous labels$/ });
  await more.waitFor();
  expect(Number((await more.textContent())?.slice(1))).toBeGreaterThan(20);
  expect(await previous.count()).toBe(0);
  const picture = await row.locator('[data-frame]').first().boundingBox();
  expect((await row.boundingBox())?.height).toBeLessThanOrEqual((picture?.height ?? 0) + 21);
  // Each turn moves by what is visible, so that the first label that was cut becomes the first one.
  const list = row.locator('.overflow-y-auto, [class*="mid:overflow-y-auto"]').first();
  const visible = await list.evaluate((element) => element.clientHeight);
  await more.click();
  await previous.waitFor();
  const scrolled = await list.evaluate((element) => element.scrollTop);
  expect(scrolled).toBeGreaterThan(visible / 2);
  expect(scrolled).toBeLessThanOrEqual(visible);
  await previous.click();
  await eventually(() => previous.count(), 0);
  const last = row.getByRole('button', { name: /label number 29/ });
  await last.focus();
  await eventually(() => more.count(), 0);
  await eventually(() => isWhole(last), true);
  // No label is cut: what is visible of one is visible from its top to its bottom.
  const chips = row.getByRole('button', { name: /label number/ });
  const whole = await Promise.all((await chips.all()).map(isWhole));
  expect(whole.filter((each) => each === null)).toEqual([]);
  expect(whole.filter((each) => each === true).length).toBeGreaterThan(0);
});

test('names that differ only at their end can be distinguished', async ({ visit }) => {
  const page = await visit(saliency(extreme('long-names')));
  const label = page.getByRole('button', { name: new RegExp(`^TP ${longName(0)}`) });
  const [box, end] = [await label.boundingBox(), await label.getByText(/ 000$/).last().boundingBox()];
  expect(end && box && end.x + end.width < box.x + box.width && end.width > 10).toBe(true);
});

test('wells have the aspect ratio of the pictures', async ({ visit }) => {
  const shapeOf = async (name: string) => {
    const page = await visit(saliency(extreme(name)));
    const { width = 0, height = 1 } = (await page.locator('[data-frame]').first().boundingBox()) ?? {};
    return width / height;
  };
  expect(await shapeOf('six')).toBeCloseTo(4 / 3, 1);
  expect(await shapeOf('two')).toBeCloseTo(2 / 5, 1);
  expect(await shapeOf('twelve')).toBeCloseTo(4, 1);
});
