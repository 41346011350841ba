import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { copyDemo } from '../support/browser-insight';
import { mapsDrawn } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* Figures for papers: what a view shows as SVG, with real text, and the same as PNG. */

const test = testsOf((directory) => copyDemo(directory, 'digits_late'));

const SALIENCY = '/jobs/digits_late/saliency';

/** The figure that a button saves. */
async function figure(page: Page, button: string, format: 'PNG' | 'SVG'): Promise<{ name: string; content: Buffer }> {
  await page.getByRole('button', { name: button }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: format }).click(),
  ]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

/** What is in an SVG, read by the browser as the XML that it is. */
const contentsOf = (page: Page, svg: Buffer) =>
  page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const all = [...parsed.querySelectorAll('*')];
    return {
      names: [...new Set(all.map(({ localName }) => localName))].sort(),
      texts: [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent ?? ''),
      pictures: [...parsed.querySelectorAll('image')].map(
        (image) => image.getAttributeNS('http://www.w3.org/1999/xlink', 'href')?.slice(0, 22) ?? '',
      ),
      hasCurve: all.some((element) => element.hasAttribute('style') || element.hasAttribute('class')),
    };
  }, svg.toString());

/** Elements that vector programs and LaTeX tool chains understand. */
const PLAIN = ['image', 'linearGradient', 'rect', 'stop', 'svg', 'text', 'title'];

/** Height of the legend and the margin below it, whose lines break elsewhere in other fonts. */
const LEGEND = 150;

/** Mean difference of the pixels of two figures above their legends, 0–255. */
async function difference(svg: Buffer, png: Buffer): Promise<number> {
  const sizes = await Promise.all([svg, png].map((file) => sharp(file).metadata()));
  const [{ width = 0 }] = sizes;
  expect(sizes[1].width).toBe(width);
  const height = Math.min(...sizes.map((size) => size.height ?? 0)) - LEGEND;
  const above = { left: 0, top: 0, width, height };
  const [one, other] = await Promise.all(
    [svg, png].map((file) => sharp(file).flatten().extract(above).raw().toBuffer()),
  );
  return one.reduce((sum, value, k) => sum + Math.abs(value - other[k]), 0) / one.length;
}

test('the rows of a page: captions, title and legend are text, every map is a picture in the file', async ({
  visit,
}) => {
  const page = await visit(`${SALIENCY}?size=2&sort=id&order=asc`);
  await mapsDrawn(page, 8);
  const svg = await figure(page, 'Download the page', 'SVG');
  const png = await figure(page, 'Download the page', 'PNG');
  expect([svg.name, png.name]).toEqual(['digits_late.svg', 'digits_late.png']);
  const { names, texts, pictures, hasCurve } = await contentsOf(page, svg.content);
  expect(PLAIN).toEqual(expect.arrayContaining(names.filter((name) => name !== 'defs')));
  expect(hasCurve).toBe(false);
  expect(pictures).toEqual(Array(10).fill('data:image/png;base64,'));
  expect(texts[0]).toBe('digits_late');
  const captions = await page
    .locator('[data-sample] [data-frame]')
    .evaluateAll((frames) => frames.map((frame) => (frame as HTMLElement).dataset.caption ?? ''));
  expect(captions).toHaveLength(10);
  for (const caption of captions) expect(texts.some((text) => caption.startsWith(text.replace(/…$/, '')))).toBe(true);
  expect(texts.join(' ')).toContain('against');
  expect(await difference(svg.content, png.content)).toBeLessThan(3);
});

test('a single map, on the stage', async ({ visit }) => {
  const page = await visit(`${SALIENCY}?samples=1&stage=1&on=2`);
  const stage = page.getByRole('dialog');
  await stage.locator('canvas[data-state=ready]').first().waitFor();
  await stage.getByRole('button', { name: 'Copy from sample 1' }).click();
  await page.getByRole('menuitem', { name: 'Download a map as SVG' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'GradCAM' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('sample-1-GradCAM.svg');
  const { pictures, texts } = await contentsOf(page, await readFile(await download.path()));
  expect(pictures).toHaveLength(1);
  expect(texts.join(' ')).toContain('GradCAM');
});

test('the tiles of the wall', async ({ visit }) => {
  const page = await visit(`${SALIENCY}?layout=wall&samples=1-6`);
  await mapsDrawn(page, 6);
  const svg = await figure(page, 'Download the wall', 'SVG');
  const { pictures, texts } = await contentsOf(page, svg.content);
  expect(pictures).toHaveLength(6);
  expect(texts.join(' ')).toContain('DeepLift');
});

test('the mean maps of the classes', async ({ visit }) => {
  const page = await visit('/jobs/digits_late/insight/classes');
  await page.getByRole('img', { name: /^Mean map of GradCAM for 9,/ }).waitFor();
  const svg = await figure(page, 'Download the mean maps', 'SVG');
  const png = await figure(page, 'Download the mean maps', 'PNG');
  expect(svg.name).toBe('digits_late-classes.svg');
  const { texts, pictures } = await contentsOf(page, svg.content);
  const frames = await page.locator('table [data-frame]').count();
  expect(pictures).toHaveLength(frames);
  expect(texts.filter((text) => / · GradCAM · n = \d+$/.test(text))).toHaveLength(frames / 4);
  expect(texts.join(' ')).toContain('each from 0 to its greatest cell');
  expect(await difference(svg.content, png.content)).toBeLessThan(3);
});
