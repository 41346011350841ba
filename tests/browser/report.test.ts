import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { makeAttributions, mapOf, SIDE } from '../support/browser-attributions';
import { findings } from '../support/browser-axe';
import { copyDemo } from '../support/browser-insight';
import { eventually, mapsDrawn, sampleRow } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* Reports: made in the pages, opened from the disk without a network, printed. */

const test = testsOf(async (directory) => {
  await makeAttributions(directory);
  for (const job of ['photos', 'digits_early', 'digits_late']) await copyDemo(directory, job);
});

const JOB = '/jobs/job/saliency';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'salient-report-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Opens the dialog from the menu of the job. */
async function openDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Job menu: copy, tables, report' }).click();
  await page.getByRole('menuitem', { name: 'Report…' }).click();
  await page.getByRole('dialog', { name: 'Report' }).waitFor();
}

/** Saves the report of the open dialog to the disk. */
async function save(page: Page): Promise<{ file: string; name: string }> {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the report' }).click();
  const download = await saving;
  const file = join(home, `${Math.random()}.html`);
  await download.saveAs(file);
  await page.getByText(/^Saved: /).waitFor();
  return { file, name: download.suggestedFilename() };
}

/** Saves a report that the server makes. */
async function fetched(address: string): Promise<string> {
  const file = join(home, `${Math.random()}.html`);
  await writeFile(file, await (await fetch(address)).text());
  return file;
}

/** Opens a report from the disk with the network off; whatever it asks for fails the test. */
async function open(page: Page, file: string): Promise<void> {
  await page.goto('about:blank'); // the page that was open asks for nothing more
  await page.context().setOffline(true);
  page.on('request', (request) => {
    if (!/^(data|file):/.test(request.url())) throw new Error(`The report asked for ${request.url()}.`);
  });
  await page.goto(pathToFileURL(file).href);
  await page.locator('body[data-painted]').waitFor();
}

const at = (pixel: number) => (pixel + 0.5) / SIDE;

/** Points at the pixel in column 3 and row 1 of a picture. */
async function point(page: Page, picture: ReturnType<Page['locator']>): Promise<void> {
  await picture.scrollIntoViewIfNeeded();
  const box = await picture.boundingBox();
  if (!box) throw new Error('The picture is nowhere.');
  await page.mouse.move(box.x + box.width * at(3), box.y + box.height * at(1));
}

/** The colours of all pixels of a canvas, as one text. */
const pixelsOf = (page: Page, place: number) =>
  page
    .locator('canvas')
    .nth(place)
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

test('a view becomes a file that opens without a network, with the values of the page', async ({ visit }) => {
  const page = await visit(`${JOB}?sort=id&order=asc&colour=viridis`, { acceptDownloads: true });
  await mapsDrawn(page, 6);
  await point(page, mapOf(page, 0, 'Gradient'));
  await eventually(
    () => sampleRow(page, 0).locator('[data-value]').allTextContents(),
    ['', '0.0373', '−0.627', '0.07'],
  );
  await openDialog(page);
  await page.getByLabel('Title').fill('For <b>Li</b>');
  await page.getByRole('textbox', { name: 'Samples' }).fill('999');
  expect(await page.getByRole('button', { name: 'Save the report' }).isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Samples' }).fill('2');
  expect(await findings(page)).toEqual([]);
  const { file, name } = await save(page);
  expect(name).toBe('report-job.html');

  await open(page, file);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('For <b>Li</b>');
  expect(await page.title()).toBe('For <b>Li</b>');
  expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['# 0', '# 1']);
  const row = page.getByRole('group', { name: 'Saliency maps of sample 0' });
  await point(page, row.getByRole('img', { name: /^Saliency map of Gradient/ }));
  expect(await row.locator('.value').allTextContents()).toEqual(['0.0373', '−0.627', '0.07']);
  expect(await row.locator('.spot').count()).toBe(4);

  // The keyboard reads the middle first, then its neighbours.
  await row.focus();
  await page.keyboard.press('ArrowRight');
  const middle = await row.locator('.value').allTextContents();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await row.locator('.value').allTextContents()).not.toEqual(middle);

  const before = await pixelsOf(page, 0);
  await page.getByRole('slider', { name: 'Opacity' }).fill('0');
  await eventually(async () => (await pixelsOf(page, 0)) !== before, true);
  expect(await page.locator('output').textContent()).toBe('0 %');
});

test('maps have the colours of the page', async ({ visit }) => {
  const query = 'contrast=stored&colour=magma&blend=30';
  const page = await visit(`${JOB}?${query}&sort=id&order=asc`);
  await mapsDrawn(page, 6);
  const shown = page.locator('canvas[data-state=ready]');
  const colours = await shown.evaluateAll((all) => all.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()));
  const file = await fetched(`${new URL(page.url()).origin}/api/jobs/job/report?${query}&sort=id&order=asc`);
  await open(page, file);
  const reported = await page
    .locator('canvas')
    .evaluateAll((all) => all.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()));
  expect(reported).toHaveLength(6);
  expect(reported).toEqual(colours);
});

test.for([
  { colorScheme: 'light', language: 'en' },
  { colorScheme: 'dark', language: 'zh' },
] as const)(
  'nobody is locked out of it: $colorScheme, $language, wide and narrow',
  async (look, { visit, salient }) => {
    const { colorScheme, language } = look;
    const file = await fetched(`${salient.url}/api/jobs/photos/report?limit=3&language=${language}`);
    const page = await visit('/', { colorScheme });
    await open(page, file);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await findings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  },
);

test('it prints: all maps in colour, on pages with text, in light colours', async ({ visit, salient }) => {
  const file = await fetched(`${salient.url}/api/jobs/photos/report?limit=12`);
  const page = await visit('/', { colorScheme: 'dark' });
  await page.goto(pathToFileURL(file).href);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  // At once after loading: what was not painted yet is painted for the printer.
  expect(await page.locator('img[data-map]').count()).toBe(0);
  expect((pdf.match(/\/Type \/Page\b/g) ?? []).length).toBeGreaterThanOrEqual(3);
  expect(pdf).toMatch(/\/MediaBox \[0 0 59[45]\.\d+ 84[12]\.\d+\]/);
  expect(pdf).toContain('/ToUnicode');
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(22, 24, 28)');
  expect(await page.getByRole('slider').count()).toBe(0);
});

test('without scripts, maps are shown as recorded', async ({ visit, salient }) => {
  const file = await fetched(`${salient.url}/api/jobs/job/report`);
  const page = await visit('/', { javaScriptEnabled: false });
  await page.goto(pathToFileURL(file).href);
  await page.getByText('The script of this report did not run').waitFor();
  expect(await page.getByRole('img', { name: /^Saliency map of/ }).count()).toBe(6);
});

test('two jobs become a report, from their comparison or the palette', async ({ visit }) => {
  const page = await visit('/compare?a=digits_early&b=digits_late&only=fixed', { acceptDownloads: true });
  await page.getByRole('button', { name: 'Report…' }).click();
  await page.getByText('118 match.').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Jump to' }).getByRole('searchbox').fill('report');
  await page.getByRole('menuitem', { name: 'Report…' }).click();
  await page.getByRole('textbox', { name: 'Samples' }).fill('2');
  const { file, name } = await save(page);
  expect(name).toBe('report-compare.html');
  await open(page, file);
  await page.getByRole('heading', { name: 'From digits_early to digits_late' }).waitFor();
  expect(await page.getByRole('group', { name: /^[AB]: Saliency maps/ }).count()).toBe(4);
  expect(await findings(page)).toEqual([]);
});

test('what cannot be made is said, and making is cancelled', async ({ visit }) => {
  const page = await visit('/jobs/photos/evaluation', { expected: [/503/] });
  await openDialog(page);
  await page.route('**/report?*', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'unreadable', detail: 'The disk is gone.', status: 503 }),
    }),
  );
  await page.getByRole('button', { name: 'Save the report' }).click();
  await page.getByRole('alert').getByText('The disk is gone.').waitFor();
  await page.unroute('**/report?*');
  await page.route('**/report?*', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!DOCTYPE html><p>half' }),
  );
  await page.getByRole('button', { name: 'Save the report' }).click();
  await page.getByRole('alert').getByText('the server broke off').waitFor();
  await page.unroute('**/report?*');
  await page.route('**/report?*', () => {});
  await page.getByRole('button', { name: 'Save the report' }).click();
  await page.getByText('Collecting the numbers…').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Save the report' }).waitFor();
});
