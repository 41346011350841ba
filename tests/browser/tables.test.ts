import { readFile } from 'node:fs/promises';
import { parquetReadObjects } from 'hyparquet';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { findings } from '../support/browser-axe';
import { copyDemo } from '../support/browser-insight';
import { eventually } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* Tables are exported from the menu of a job, from the palette, and from the page that compares two jobs. */

const test = testsOf(async (directory) => {
  for (const job of ['digits_early', 'digits_late']) await copyDemo(directory, job);
});

const SALIENCY = '/jobs/digits_late/saliency';

async function open(page: Page) {
  await page.getByRole('button', { name: /^Job menu/ }).click();
  await page.getByRole('menuitem', { name: 'Export a table…' }).click();
  return page.getByRole('dialog', { name: 'Export a table' });
}

/** The file that the button of a dialog saves. */
async function saved(page: Page) {
  const exporting = page.getByRole('button', { name: 'Export', exact: true });
  const [download] = await Promise.all([page.waitForEvent('download'), exporting.click()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

test('what the filter of the view matches is exported, as many rows as the dialog says', async ({ visit }) => {
  const page = await visit(`${SALIENCY}?labels=3,5&types=FN,FP&sort=id&order=asc`);
  const dialog = await open(page);
  await dialog.getByText('3, 5 · FN, FP').waitFor();
  const choice = dialog.locator('label', { hasText: 'A row for each matching label' });
  await choice.click();
  const rows = async () => Number.parseInt(/(\d+) rows?$/.exec((await choice.textContent()) ?? '')?.[1] ?? '', 10);
  await eventually(async () => (await rows()) > 0, true);
  const count = await rows();
  const { name, content } = await saved(page);
  expect(name).toBe('digits_late-labels.csv');
  const lines = content.toString().trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/^\ufeffsample,label_id,label,type,/);
  expect(lines).toHaveLength(1 + count);
  for (const line of lines.slice(1)) expect(line).toMatch(/^\d+,[35],[35],F[NP],/);
  await dialog.getByText(/^Saved digits_late-labels.csv, /).waitFor();
});

test('the palette opens it in every view, and the keyboard is enough', async ({ visit }) => {
  const page = await visit('/jobs/digits_late/evaluation');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Jump to' }).getByRole('searchbox').fill('parquet');
  await page.getByRole('menuitem', { name: 'Export a table…' }).waitFor();
  await eventually(() => page.getByRole('menuitem').count(), 1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Export a table' });
  await dialog.getByText('None: all samples').waitFor();
  await dialog.getByRole('radio', { name: /^Samples/ }).focus();
  await page.keyboard.press('ArrowUp');
  expect(await dialog.getByRole('radio', { name: /^Marks/ }).isChecked()).toBe(true);
  await dialog.getByText('This table has no rows.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Export' }).isDisabled()).toBe(true);
  await page.keyboard.press('ArrowDown');
  await dialog.getByRole('radio', { name: 'Parquet' }).click();
  const { name, content } = await saved(page);
  expect(name).toBe('digits_late-samples.parquet');
  expect(await parquetReadObjects({ file: new Uint8Array(content).buffer })).toHaveLength(300);
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await eventually(() => dialog.count(), 0);
});

test('an export is cancelled, and one that breaks off saves nothing and says so', async ({ visit }) => {
  const page = await visit(SALIENCY);
  let isCut = false;
  await page.route(/tables\/samples\.csv/, async (route) => {
    if (isCut) await route.fulfill({ status: 200, body: Buffer.from([1, 0, 0, 0, 2, 0, 0, 0, 9]) });
    else await new Promise(() => {}); // never answered
  });
  const dialog = await open(page);
  await dialog.getByRole('button', { name: 'Export' }).click();
  await dialog.getByRole('progressbar', { name: 'Progress of the export' }).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  isCut = true;
  await dialog.getByRole('button', { name: 'Export' }).click();
  await dialog.getByText('The connection broke; nothing was saved.').waitFor();
  await dialog.getByRole('button', { name: 'Try again' }).waitFor();
});

test('compared samples are exported whole, not only those of the page', async ({ visit }) => {
  const page = await visit('/compare?a=digits_early&b=digits_late&only=fixed');
  await page.getByRole('button', { name: 'Export the compared samples' }).click();
  await page.getByText('118 samples match the filter of the page.').waitFor();
  const { name, content } = await saved(page);
  expect(name).toBe('digits_early-and-digits_late-compared-samples.csv');
  expect(content.toString().trimEnd().split('\r\n')).toHaveLength(1 + 118);
});
