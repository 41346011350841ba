import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { coloursAt, EXPLAINERS, inferno, JOB, makeAttributions, mapOf, redBlue } from '../support/browser-attributions';
import { addressOf, closePopover, eventually, maps, mapsDrawn, openDisplay, sampleRow } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* A shared scale for the maps of an explainer. */

const test = testsOf(makeAttributions);

describe('a shared scale', () => {
  test('gives equal attributions equal colours, in every contrast, independent of other explainers', async ({
    visit,
  }) => {
    for (const contrast of ['clip', 'stored', 'gamma', 'equalised']) {
      const page = await visit(`${JOB}?blend=0&contrast=${contrast}&scale=shared&top=90`);
      await mapsDrawn(page, 6);
      // 0.2 and 0.4 of 0–0.5 and of 0–1.
      const [faint, strong] = [mapOf(page, 0, 'GradCAM'), mapOf(page, 1, 'GradCAM')];
      expect(await coloursAt(faint, [102, 204]), contrast).toEqual(await coloursAt(strong, [51, 102]));
      expect(await coloursAt(faint, [255]), contrast).not.toEqual(await coloursAt(strong, [255]));
    }
    const page = await visit(`${JOB}?blend=0&contrast=stored&diverging=redBlue&scale=shared`);
    await mapsDrawn(page, 6);
    expect(await coloursAt(mapOf(page, 0, 'GradCAM'), [255])).toEqual([inferno(128)]);
    // −8 … 4 is shown from −8 to 8.
    expect(await coloursAt(mapOf(page, 0, 'Gradient'), [51, 255])).toEqual([0, 128].map(redBlue));
    expect(await coloursAt(mapOf(page, 1, 'Gradient'), [0, 255])).toEqual([-255, 64].map(redBlue));
    // Maps without a range are unchanged, and marked.
    expect(await coloursAt(mapOf(page, 0, 'RISE'), [0, 128, 255])).toEqual([0, 128, 255].map(inferno));
    expect(await sampleRow(page, 0).getByText('own scale').count()).toBe(1);
    await eventually(() => page.locator('[data-column] [data-shared-scale]').allTextContents(), ['0 … 1', '± 8']);
    const isCut = (name: string) =>
      page
        .locator(`[data-column] bdi[title=${name}]`)
        .first()
        .evaluate((text) => text.scrollWidth > text.clientWidth);
    expect(await Promise.all(EXPLAINERS.map(isCut))).toEqual([false, false, false]);
  });

  test('is switched on and off under Display; the URL restores it', async ({ visit }) => {
    const page = await visit(`${JOB}?blend=0&contrast=stored`);
    await mapsDrawn(page, 6);
    const toggle = (on: Page) => on.getByRole('button', { name: 'Shared scale' });
    await openDisplay(page);
    await toggle(page).click();
    await closePopover(page);
    await eventually(() => addressOf(page), `${JOB}?blend=0&contrast=stored&scale=shared`);
    await eventually(() => coloursAt(mapOf(page, 0, 'GradCAM'), [255]), [inferno(128)]);
    await page.getByRole('button', { name: 'explainers not comparable' }).waitFor();
    const again = await visit(addressOf(page));
    await openDisplay(again);
    expect(await toggle(again).getAttribute('aria-pressed')).toBe('true');
    await openDisplay(page);
    await toggle(page).click();
    await closePopover(page);
    await eventually(() => coloursAt(mapOf(page, 0, 'GradCAM'), [255]), [inferno(255)]);
    expect(addressOf(page)).toBe(`${JOB}?blend=0&contrast=stored`);
  });

  test('follows the maps that are shown', async ({ visit }) => {
    const page = await visit(`${JOB}?blend=0&contrast=stored&scale=shared&size=2&labels=0&confidence=0.85~1`);
    await mapsDrawn(page, 3);
    // Without sample 1 the maximum is 0.5.
    await eventually(() => coloursAt(mapOf(page, 0, 'GradCAM'), [255]), [inferno(255)]);
    await eventually(() => page.locator('[data-column] [data-shared-scale]').allTextContents(), ['0 … 0.5', '± 4']);
  });

  test('is not available without recorded ranges; the option says why', async ({ visit }) => {
    const page = await visit('/jobs/plain/saliency');
    await mapsDrawn(page, 3);
    await openDisplay(page);
    const toggle = page.getByRole('button', { name: 'Shared scale' });
    expect(await toggle.isDisabled()).toBe(true);
    await page.getByText('Not available: no map on this page has a recorded range.').waitFor();
    await closePopover(page);
    expect(await page.getByRole('combobox', { name: 'Signed' }).count()).toBe(0);
  });

  test('is computed from the maps of the sample page and of the wall', async ({ visit }) => {
    const sample = await visit('/jobs/job/samples/0?blend=0&contrast=stored&scale=shared');
    await mapsDrawn(sample, 3);
    await eventually(() => sample.locator('figcaption [data-shared-scale]').allTextContents(), ['0 … 0.5', '± 4']);
    const wall = await visit(`${JOB}?layout=wall&blend=0&contrast=stored&scale=shared`);
    await mapsDrawn(wall, 2);
    await wall.locator('[data-scale="0 … 1"]').waitFor();
    await eventually(() => coloursAt(maps(wall).first(), [255]), [inferno(128)]);
  });
});
