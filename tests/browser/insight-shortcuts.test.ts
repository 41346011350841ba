import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { formatIds } from '../../lib/api/id-list';
import type { ShortcutsAnswer } from '../../lib/api/insight-answers';
import { findings } from '../support/browser-axe';
import { eventually, mapsDrawn, samplesShown, select } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* The view of groups of maps, on demo jobs. */

const DEMO = fileURLToPath(new URL('../../demo', import.meta.url));
const test = testsOf(async (directory) => {
  await cp(join(DEMO, 'digits_late'), join(directory, 'digits'), { recursive: true });
  await cp(join(DEMO, 'photos'), join(directory, 'photos'), { recursive: true });
});

const VIEW = '/jobs/digits/insight/shortcuts';
const OCCLUSION_OF_3 = `${VIEW}?explainer=3&label=3`;

async function answerOf(url: string): Promise<ShortcutsAnswer> {
  const response = await fetch(`${url}/api/jobs/digits/insight/shortcuts?explainer=Occlusion&label=3`);
  return (await response.json()) as ShortcutsAnswer;
}

const cards = (page: Page) => page.getByRole('region', { name: 'Groups' }).getByRole('button', { name: /^Group/ });

const scatter = (page: Page) => page.getByRole('img', { name: /^Scatter of/ });

const strip = (page: Page) => page.getByRole('list', { name: /^(Group|In the lasso)/ });

/** The ids in the strip below the scatter. */
async function selected(page: Page): Promise<number[]> {
  const links = await strip(page).getByRole('link').allTextContents();
  return links.map((text) => Number(text.replace('#', '')));
}

test('a card says what the API says, and selects its group', async ({ visit, salient }) => {
  const page = await visit(OCCLUSION_OF_3);
  await cards(page).first().waitFor();
  const { n, border, groups } = await answerOf(salient.url);
  const text = (await cards(page).first().textContent()) ?? '';
  expect(text).toContain(`Group A${groups[0].size} of ${n} maps`);
  expect(text).toContain(`Separation${groups[0].separation?.toFixed(2)}`);
  expect(text).toContain(`Borderclass ${border?.toFixed(2)}, area 0.44${groups[0].border?.toFixed(2)}`);
  await eventually(() => selected(page), groups[0].samples);
  await cards(page).nth(1).focus();
  await page.keyboard.press('Enter');
  await eventually(() => selected(page), groups[1].samples);
  expect(await cards(page).nth(1).getAttribute('aria-pressed')).toBe('true');
  const link = page.getByRole('link', { name: `Open ${groups[1].size} in Saliency` });
  expect(await link.getAttribute('href')).toBe(
    `/jobs/digits/saliency?wall=3&labels=3&samples=${formatIds(groups[1].samples)}`,
  );
  await page.getByText('Ranked, not announced. Shortcuts that move about are missed.').waitFor();
  await mapsDrawn(page);
  expect(await findings(page)).toEqual([]);
  await link.click();
  await page.getByText(`of ${groups[1].size} · 300 in all`).waitFor();
  for (const id of await samplesShown(page)) expect(groups[1].samples).toContain(id);
});

test('a lasso selects samples, which stay selected in the address', async ({ visit, salient }) => {
  const page = await visit(`${OCCLUSION_OF_3}&points=dots`);
  await cards(page).first().waitFor();
  const { points, n } = await answerOf(salient.url);
  const { x, y, width, height } = (await scatter(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const around = async (left: number, right: number) => {
    const corners = [
      [left, y + 2],
      [right, y + 2],
      [right, y + height - 2],
      [left, y + height - 2],
    ] as const;
    await page.mouse.move(...corners[0]);
    await page.mouse.down();
    for (const corner of corners) await page.mouse.move(...corner, { steps: 4 });
    await page.mouse.up();
  };
  await around(x + 2, x + width - 2);
  await page.getByRole('heading', { name: `In the lasso ${n} maps` }).waitFor();
  const address = new URL(page.url()).searchParams.get('lasso');
  expect(address).toBe(formatIds(points.map(({ sample }) => sample)));
  // The right half of the frame is the greater half of the first component.
  const xs = points.map((point) => point.x);
  const middle = (Math.min(...xs) + Math.max(...xs)) / 2;
  const right = points.filter((point) => point.x > middle).map(({ sample }) => sample);
  await around(x + width / 2, x + width - 2);
  await eventually(() => new URL(page.url()).searchParams.get('lasso'), formatIds(right));
  await page.reload();
  await page.getByRole('heading', { name: `In the lasso ${right.length} map` }).waitFor();
  await cards(page).first().click();
  await eventually(() => new URL(page.url()).searchParams.get('lasso'), null);
});

test('a click on a point selects its group', async ({ visit, salient }) => {
  const page = await visit(`${OCCLUSION_OF_3}&points=dots`);
  await cards(page).first().waitFor();
  const { groups } = await answerOf(salient.url);
  const dot = scatter(page).locator('circle', { hasText: `# ${groups[1].samples[0]} · Group B` });
  const { x, y, width, height } = (await dot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.click(x + width / 2, y + height / 2);
  await eventually(() => selected(page), groups[1].samples);
});

test('another class is chosen by explainer and label', async ({ visit }) => {
  const page = await visit(`${OCCLUSION_OF_3}&group=1`);
  await page.getByRole('radio', { name: 'GradCAM' }).click();
  await scatter(page)
    .and(page.getByLabel(/of GradCAM for 3/))
    .waitFor();
  await select(page, 'Label', '7 · 32 maps');
  await scatter(page)
    .and(page.getByLabel(/of GradCAM for 7/))
    .waitFor();
  await eventually(() => new URL(page.url()).search, '?explainer=2&label=7');
});

test('too few maps are said to be too few', async ({ visit }) => {
  const page = await visit('/jobs/photos/insight/shortcuts');
  await page.getByText(/^Gradient has \d maps with evidence for .+: too few for groups, which need 6\.$/).waitFor();
  expect(await cards(page).count()).toBe(0);
});

test('a phone shows cards and scatter within its width', async ({ visit }) => {
  const page = await visit(OCCLUSION_OF_3, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  await cards(page).first().waitFor();
  await scatter(page).scrollIntoViewIfNeeded();
  await mapsDrawn(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await findings(page)).toEqual([]);
});
