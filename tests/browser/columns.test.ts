import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { extreme, HEIGHT, saliency, stepToTheEnd, unreached } from '../support/browser-columns';
import { EXTREME_SAMPLES, makeExtremes } from '../support/browser-edge-jobs';
import { eventually, maps } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* The columns of the rows: their width, order and pins. */

const test = testsOf(makeExtremes);

/** The explainers of the columns, in display order. */
const columns = (page: Page): Promise<string[]> =>
  page
    .locator('[data-column]')
    .evaluateAll((all) => all.map((column) => column.querySelector('button')?.title.split('\n')[0] ?? ''));

/** Widths of the maps, pixels. */
const mapWidth = async (page: Page): Promise<number> => (await maps(page).first().boundingBox())?.width ?? 0;

/** The displayed number of visible explainers. */
const inView = (page: Page, text: string): Locator => page.locator('[data-in-view]:visible').filter({ hasText: text });

const heading = (page: Page, name: string): Locator => page.locator('[data-column]').getByRole('button', { name });

describe('columns', () => {
  const address = saliency(extreme('six'));

  test('fit the window by default if they are at least 96 pixels wide, else by an option', async ({ visit }) => {
    const page = await visit(saliency(extreme('twelve')));
    const fit = page.getByRole('button', { name: 'Fit' });
    await inView(page, '8 of 12 explainers').waitFor();
    expect(await fit.getAttribute('aria-pressed')).toBe('false');
    await fit.click();
    await page.getByText('threshold 0.5').waitFor();
    const fitted = await mapWidth(page);
    expect(fitted).toBeGreaterThan(64);
    expect(fitted).toBeLessThan(96);
    await page.setViewportSize({ width: 1024, height: HEIGHT });
    await eventually(() => mapWidth(page), 64);
    // A row is as high as its maps; of flat pictures, as the id of its sample with two labels.
    const rowHeight = async () => (await page.locator('[data-row]').first().boundingBox())?.height ?? 0;
    await eventually(async () => (await rowHeight()) <= 112 + 21, true);
    await page.goto(`/jobs/one/saliency`);
    await page.setViewportSize({ width: 2560, height: HEIGHT });
    await eventually(async () => (await mapWidth(page)) > 2560 / 4, true);
    await page.setViewportSize({ width: 1024, height: HEIGHT });
    await page.goto(address);
    expect(await mapWidth(page)).toBeGreaterThan(96);
    expect(await fit.getAttribute('aria-pressed')).toBe('true');
  });

  test('are moved and pinned by keys; their order is in the URL and applies to every view', async ({ visit }) => {
    const page = await visit(address);
    await heading(page, 'RISE').focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await eventually(async () => (await columns(page)).slice(0, 3), ['GradCAM', 'RISE', 'IntegratedGradients']);
    expect(await heading(page, 'RISE').evaluate((button) => button === document.activeElement)).toBe(true);
    await heading(page, 'SmoothGrad').focus();
    await page.keyboard.press('p');
    const order = ['SmoothGrad', 'GradCAM', 'RISE', 'IntegratedGradients', 'Occlusion', 'GuidedBackprop'];
    await eventually(() => columns(page), order);
    expect(page.url()).toContain('columns=0,2&pin=4');

    await page.getByRole('link', { name: '# 0', exact: true }).click();
    await page.getByRole('heading', { name: 'Sample 0', exact: true }).waitFor();
    const captions = page.getByRole('figure').locator('figcaption');
    await eventually(
      async () => (await captions.allInnerTexts()).slice(1, 1 + order.length).map((text) => text.split('\n')[0]),
      order,
    );
    await page.getByRole('link', { name: 'Evaluation' }).click();
    await page.waitForURL(/evaluation\?columns=0,2&pin=4/);
    await page.getByRole('link', { name: 'Saliency' }).click();
    await eventually(() => columns(page), order);
    await page.reload();
    await eventually(() => columns(page), order);
  });

  test('are dragged, and dropped on the left to be pinned', async ({ visit }) => {
    const page = await visit(address);
    const drag = async (name: string, x: number) => {
      const box = await heading(page, name).boundingBox();
      if (!box) throw new Error(`${name} has no heading.`);
      await page.mouse.move(box.x + 10, box.y + 10);
      await page.mouse.down();
      await page.mouse.move(box.x + 30, box.y + 10);
      await page.mouse.move(x, box.y + 10, { steps: 3 });
      await page.mouse.up();
    };
    const target = await heading(page, 'IntegratedGradients').boundingBox();
    await drag('SmoothGrad', (target?.x ?? 0) + 4);
    await eventually(async () => (await columns(page)).slice(0, 3), ['GradCAM', 'SmoothGrad', 'IntegratedGradients']);
    await drag('Occlusion', 100);
    await eventually(async () => (await columns(page)).slice(0, 2), ['Occlusion', 'GradCAM']);
    expect(page.url()).toContain('pin=3');
    expect(await page.getByRole('menu').count()).toBe(0);
  });

  test('pinned ones stay visible, others scroll under them', async ({ visit }) => {
    const page = await visit(`${saliency(extreme('twenty-four'))}&pin=9,2`);
    await inView(page, '8 of 24 explainers').waitFor();
    const before = await page.getByRole('figure').first().boundingBox();
    await stepToTheEnd(page);
    expect(await page.getByRole('figure').first().boundingBox()).toEqual(before);
    expect(await unreached(page, 24)).toEqual([]);
  });

  test('scroll for as long as a dragged one stays at the edge; without samples, the message is in view', async ({
    visit,
  }) => {
    const page = await visit(saliency(extreme('twenty-four')));
    await inView(page, '8 of 24 explainers').waitFor();
    const box = await heading(page, 'Occlusion').first().boundingBox();
    if (!box) throw new Error('The column has no heading.');
    await page.mouse.move(box.x + 10, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 30, box.y + 10);
    await page.mouse.move(1430, box.y + 10);
    const scroller = page.locator('.map-columns').first().locator('..');
    const left = () =>
      scroller.evaluate(({ scrollLeft, scrollWidth, clientWidth }) => scrollLeft - scrollWidth + clientWidth);
    await eventually(async () => Math.abs(await left()) < 2, true);
    expect(await page.locator('output').textContent()).toBe('');
    await page.mouse.move(800, box.y + 10);
    await page.mouse.up();
    await eventually(async () => (await columns(page)).indexOf('Occlusion') > 15, true);

    await page.goto(`/jobs/twenty-four/saliency?types=FN`);
    const message = await page.getByText(/^No samples match/).boundingBox();
    expect((message?.x ?? 0) + (message?.width ?? 0) / 2).toBeCloseTo(1440 / 2, -1);
  });

  test('have a menu that can hide them', async ({ visit }) => {
    const page = await visit(address);
    await heading(page, 'RISE').click();
    await page.getByRole('menuitem', { name: 'Hide' }).click();
    await eventually(async () => (await columns(page)).includes('RISE'), false);
    await eventually(() => maps(page).count(), 5 * EXTREME_SAMPLES);
  });
});
