import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ClassesAnswer } from '../../lib/api/insight-answers';
import type { SamplesAnswer } from '../../lib/api/sample-answers';
import { findings } from '../support/browser-axe';
import { eventually } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* The view of mean maps, on demo jobs. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const test = testsOf(async (directory) => {
  await cp(join(ROOT, 'demo/digits_late'), join(directory, 'digits'), { recursive: true });
  await cp(join(ROOT, 'fixtures/multi_label/job'), join(directory, 'without_files'), { recursive: true });
});

const VIEW = '/jobs/digits/insight/classes';
const LABELS = 10;
const GRADCAM = 2;
const LABEL = 3;

/** Waits until every map of the job is surveyed. */
async function surveyed(page: Page): Promise<void> {
  await page.getByText(/^([\d,]+) of \1 maps surveyed/).waitFor();
}

/** The mean maps in the table. */
const maps = (page: Page) => page.getByRole('region', { name: 'Classes' }).getByRole('button');

const panel = (page: Page) => page.getByRole('complementary', { name: '3 GradCAM' });

test('each label and explainer has a mean map with its numbers', async ({ visit, salient }) => {
  const page = await visit(VIEW);
  await surveyed(page);
  await eventually(() => maps(page).count(), 4 * LABELS);
  const response = await fetch(`${salient.url}/api/jobs/digits/insight/classes`);
  const answer = (await response.json()) as ClassesAnswer;
  const label = answer.labels.find(({ id }) => id === LABEL);
  const { n, border, homogeneity } = label?.maps[GRADCAM] ?? { n: 0, border: 0, homogeneity: 0 };
  const map = page.getByRole('button', { name: new RegExp(`^Mean map of GradCAM for 3, ${n} maps`) });
  expect(await map.textContent()).toMatch(
    new RegExp(`^${n}Border ${border?.toFixed(2)}Homogeneity ${homogeneity?.toFixed(2)}$`),
  );
  // The greatest cell has the last colour of inferno.
  const canvas = map.locator('canvas');
  const brightest = await canvas.evaluate((element) => {
    const { data } = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, 16, 16) ?? { data: [] };
    return Math.max(...Array.from(data).filter((_, index) => index % 4 === 0));
  });
  expect(brightest).toBe(252);
  expect(await findings(page)).toEqual([]);
});

test('a region of an enlarged map leads to the samples whose mass lies there', async ({ visit, salient }) => {
  const page = await visit(`${VIEW}?labels=2,3`);
  await surveyed(page);
  await page.getByRole('button', { name: /^Mean map of GradCAM for 3/ }).click();
  const grid = panel(page).getByRole('application', { name: /^Mean map of GradCAM for 3/ });
  const { x, y, width } = (await grid.boundingBox()) ?? { x: 0, y: 0, width: 0 };
  const at = (cell: number) => ((cell + 0.5) * width) / 16;
  await page.mouse.move(x + at(0), y + at(8));
  await page.mouse.down();
  await page.mouse.move(x + at(15), y + at(15));
  await page.mouse.up();
  await panel(page).getByText('Columns 1–16, rows 9–16 of 16:').waitFor();
  const link = panel(page).getByRole('link', { name: 'Samples whose mass lies there' });
  expect(await link.getAttribute('href')).toBe('/jobs/digits/saliency?wall=2&labels=3&region=2~0~8~16~16');
  expect(new URL(page.url()).searchParams.get('brush')).toBe('2~0~8~16~16');
  const response = await fetch(`${salient.url}/api/jobs/digits/samples?label=3&region=2~0~8~16~16`);
  const { total } = (await response.json()) as SamplesAnswer;
  expect(total).toBeGreaterThan(0);
  await panel(page)
    .getByRole('link', { name: `${total} samples whose mass lies there` })
    .waitFor();
  await link.click();
  await page.getByText(`of ${total} · 300 in all`).waitFor();
});

test('by keyboard: open, move and resize a region, remove it, close', async ({ visit }) => {
  const page = await visit(VIEW);
  await surveyed(page);
  const map = page.getByRole('button', { name: /^Mean map of GradCAM for 3/ });
  await map.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '3 GradCAM' }).and(page.locator(':focus')).waitFor();
  await panel(page).getByRole('application').focus();
  await page.keyboard.press('ArrowRight');
  await panel(page).getByText('Columns 5–12, rows 5–12 of 16:').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await panel(page).getByText('Columns 6–13, rows 5–13 of 16:').waitFor();
  await page.keyboard.press('Escape');
  await panel(page).getByText('Draw a rectangle on the map').waitFor();
  await panel(page).getByRole('button', { name: 'Close' }).press('Enter');
  await eventually(() => panel(page).count(), 0);
  expect(await map.evaluate((button) => button === document.activeElement)).toBe(true);
});

test('a phone shows the table and the enlarged map within its width', async ({ visit }) => {
  const page = await visit(`${VIEW}?of=3&on=2`, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  await surveyed(page);
  await panel(page).getByText('Draw a rectangle on the map').waitFor();
  await maps(page).first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await findings(page)).toEqual([]);
});

test('a job whose maps cannot be read says so', async ({ visit }) => {
  const page = await visit('/jobs/without_files/insight/classes');
  await page.getByText('No map has evidence: 15 of 15 could not be read.').waitFor();
});
