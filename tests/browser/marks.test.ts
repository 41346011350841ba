import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findings } from '../support/browser-axe';
import { addressOf, eventually, samplesShown } from '../support/browser-pages';
import { makeShowcase, makeSmallJobs, SHOWCASE_KEY, smallJob } from '../support/browser-showcase';
import { testsOf, untilAwake } from '../support/browser-test';

/* Marks, notes, saved views, stars and hidden jobs, as people use them. The tests share one database: each uses names of its own. */

const test = testsOf(async (directory) => {
  await makeShowcase(directory);
  await makeSmallJobs(directory, 3);
});

const SALIENCY = `/jobs/${SHOWCASE_KEY}/saliency`;
const panel = (page: Page) => page.getByRole('dialog');
const row = (page: Page, index: number) => page.locator('main [data-sample]').nth(index);
const chip = (page: Page, name: string) => page.locator('main [data-sample]').filter({ hasText: name });

/** Opens the marks of the sample in a row by its key, and adds a mark. */
async function addMark(page: Page, index: number, name: string) {
  await row(page, index).hover();
  await page.keyboard.press('M');
  await panel(page).getByPlaceholder('New mark').fill(name);
  await page.keyboard.press('Enter');
  await panel(page).getByRole('button', { name, exact: false, pressed: true }).waitFor();
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'hidden' });
}

test('tiles of the wall are selected by clicks, keys and a rectangle, and marked at once', async ({ visit }) => {
  const page = await visit(`${SALIENCY}?layout=wall`);
  const tile = (index: number) => page.locator(`[data-index="${index}"]`);
  const marked = () => page.locator('main [data-sample]').getByTitle('walled').count();
  await addMark(page, 0, 'walled');
  await tile(1).click({ modifiers: ['Control'] });
  await tile(3).click({ modifiers: ['Shift'] });
  await page.getByText('3 selected').waitFor();
  await page.keyboard.press('m');
  await eventually(marked, 4);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await eventually(marked, 1);
  await page.keyboard.press('Escape');
  await page.getByText('3 selected').waitFor({ state: 'detached' });
  await tile(2).getByRole('button').first().focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByText('2 selected').waitFor();
  await page.keyboard.press('Escape');
  const [from, to] = [await tile(0).boundingBox(), await tile(1).boundingBox()];
  if (!from || !to) throw new Error('There is no tile.');
  // The rectangle begins in the margin of the wall.
  await page.mouse.move(from.x - 6, from.y - 6);
  await page.mouse.down();
  await page.mouse.move(to.x + 30, to.y + 30, { steps: 4 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Mark 2' }).waitFor();
  expect(addressOf(page)).not.toContain('stage=');
  // The selection is in the address, and leaves it with the last tile.
  await eventually(() => /[?&]selected=/.test(addressOf(page)), true);
  await page.reload();
  await page.getByRole('button', { name: 'Mark 2' }).waitFor();
  await page.getByText('2 selected').waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => addressOf(page), `${SALIENCY}?layout=wall`);
});

describe('the key m', () => {
  test('marks the sample under the pointer with the last mark, and takes it away again', async ({ visit }) => {
    const page = await visit(SALIENCY);
    await addMark(page, 0, 'toggled');
    await row(page, 1).hover();
    await page.keyboard.press('m');
    await eventually(() => chip(page, 'toggled').count(), 2);
    await page.keyboard.press('m');
    await eventually(() => chip(page, 'toggled').count(), 1);
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await eventually(() => chip(page, 'toggled').count(), 2);
  });

  test('keeps a note that was typed when its dialog is closed', async ({ visit }) => {
    const page = await visit(SALIENCY);
    const note = panel(page).getByRole('textbox', { name: /^Note on sample/ });
    const open = async () => {
      await row(page, 3).hover();
      await page.keyboard.press('M');
      await note.waitFor();
    };
    await open();
    await note.fill('not saved yet');
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'hidden' });
    await open();
    expect(await note.inputValue()).toBe('not saved yet');
    await panel(page).getByRole('button', { name: 'Discard' }).click();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'hidden' });
    await open();
    expect(await note.inputValue()).toBe('');
  });

  test('marks the sample with the focus, and Ctrl+Z undoes it', async ({ visit }) => {
    const page = await visit(SALIENCY);
    await addMark(page, 0, 'focused');
    await page.mouse.move(0, 0);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('m');
    await eventually(() => chip(page, 'focused').count(), 2);
    await page.keyboard.press('Control+z');
    await eventually(() => chip(page, 'focused').count(), 1);
  });

  test('is a letter in a field', async ({ visit }) => {
    const page = await visit(SALIENCY);
    await row(page, 0).hover();
    await page.getByRole('button', { name: 'Saved views and notes' }).click();
    await panel(page).getByLabel('Name for this view').fill('');
    await panel(page).getByLabel('Name for this view').press('m');
    expect(await panel(page).getByLabel('Name for this view').inputValue()).toBe('m');
    expect(await panel(page).count()).toBe(1);
  });

  test('marks the sample on the stage, and of the page of a sample', async ({ visit }) => {
    const page = await visit(SALIENCY);
    await addMark(page, 0, 'staged');
    const [, second] = await samplesShown(page);
    await page.goto(`${SALIENCY}?stage=${second}`);
    await page.getByRole('dialog').getByRole('button', { name: 'Marks' }).waitFor();
    await untilAwake(page);
    await page.keyboard.press('m');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: new RegExp(`^Sample ${second}: .*staged`) })
      .waitFor();
    await page.goto(`/jobs/${SHOWCASE_KEY}/samples/${second}`);
    const chips = page.getByRole('button', { name: new RegExp(`^Sample ${second}: .*staged`) });
    await chips.waitFor();
    await untilAwake(page);
    await page.keyboard.press('m');
    await chips.waitFor({ state: 'hidden' });
  });
});

describe('two browsers', () => {
  test('see the marks and notes of each other', async ({ visit }) => {
    const [one, other] = [await visit(SALIENCY), await visit(SALIENCY)];
    await addMark(one, 0, 'shared');
    await eventually(() => chip(other, 'shared').count(), 1);
    await addMark(other, 1, 'theirs');
    await eventually(() => chip(one, 'theirs').count(), 1);
  });

  test('do not overwrite the note of each other unseen', async ({ visit }) => {
    const expected = [/409 \(Conflict\)/];
    const [one, other] = [await visit(SALIENCY, { expected }), await visit(SALIENCY, { expected })];
    const note = (page: Page) => panel(page).getByRole('textbox', { name: /^Note on sample/ });
    for (const page of [one, other]) {
      await row(page, 2).hover();
      await page.keyboard.press('M');
      await note(page).fill(page === one ? 'the first text' : 'the second text');
    }
    await panel(one).getByRole('button', { name: 'Save the note' }).click();
    await panel(one).getByRole('button', { name: 'Save the note' }).waitFor({ state: 'hidden' });
    await panel(other).getByRole('button', { name: 'Save the note' }).click();
    await panel(other).getByRole('alert').getByText('the first text').waitFor();
    expect(await note(other).inputValue()).toBe('the second text');
    await panel(other).getByRole('button', { name: 'Save mine instead' }).click();
    await eventually(() => note(one).inputValue(), 'the second text');
  });
});

describe('a selection', () => {
  test('that a filter matches is marked at once, filtered by, and unmarked by one undo', async ({ visit }) => {
    const page = await visit(`${SALIENCY}?labels=0`);
    await page.getByRole('button', { name: 'Marks' }).first().click();
    await panel(page)
      .getByRole('button', { name: /^Mark all/ })
      .click();
    await panel(page).getByPlaceholder('New mark').fill('bulk');
    await page.keyboard.press('Enter');
    await panel(page).waitFor({ state: 'hidden' });
    await page.getByText(/samples marked as/).waitFor();
    await page.getByRole('button', { name: 'Marks' }).first().click();
    await panel(page).getByRole('button', { name: /^bulk/ }).click();
    await eventually(() => addressOf(page), `${SALIENCY}?labels=0&marks=bulk`);
    await eventually(async () => (await samplesShown(page)).length > 0, true);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(() => chip(page, 'bulk').count(), 0);
    await page.reload(); // rows that are on screen stay until then
    await eventually(() => samplesShown(page), []);
  });

  test('of a cell of the confusion is marked by M', async ({ visit }) => {
    const page = await visit(`/jobs/${SHOWCASE_KEY}/confusion`);
    const cell = page.locator('main a[data-mark]').first();
    await cell.focus();
    await page.keyboard.press('M');
    await panel(page)
      .getByRole('heading', { name: /^Mark \d+ samples$/ })
      .waitFor();
  });
});

describe('the list', () => {
  test('stars and hides jobs, and shows hidden ones when asked', async ({ visit }) => {
    const page = await visit('/');
    const names = () =>
      page.locator('[data-row-link]').evaluateAll((links) => links.map((link) => link.getAttribute('title') ?? ''));
    const name = smallJob(2);
    const before = (await names()).length;
    await page.getByRole('button', { name: `Hide ${name}` }).click();
    await eventually(async () => (await names()).includes(name), false);
    await page.getByRole('button', { name: 'Hidden (1)' }).click();
    await eventually(async () => (await names()).length, before);
    await eventually(() => addressOf(page), '/?hidden=true');
    await page.getByRole('button', { name: `Hide ${name}`, pressed: true }).click();
    await page.getByRole('button', { name: `Hide ${name}`, pressed: false }).waitFor();
    await page.getByRole('button', { name: `Star ${name}` }).click();
    await page.getByRole('button', { name: 'Starred' }).click();
    await eventually(names, [name]);
  });

  test('shows the note on a job, which is written on its pages', async ({ visit }) => {
    const page = await visit(`/jobs/${smallJob(1)}/saliency`);
    await page.getByRole('button', { name: 'Saved views and notes' }).click();
    await panel(page).getByRole('textbox', { name: 'Note on this job' }).fill('broken labels');
    await panel(page).getByRole('button', { name: 'Save the note' }).click();
    await panel(page).getByRole('button', { name: 'Save the note' }).waitFor({ state: 'hidden' });
    await page.goto('/');
    await page.getByRole('img', { name: 'Note: broken labels' }).waitFor();
  });
});

test('a view is saved, opened and removed', async ({ visit }) => {
  const address = `${SALIENCY}?types=FN&sort=id&order=asc`;
  const page = await visit(address);
  const open = () => page.getByRole('button', { name: 'Saved views and notes' }).click();
  await open();
  await panel(page).getByLabel('Name for this view').fill('False negatives');
  await page.keyboard.press('Enter');
  await panel(page)
    .getByRole('link', { name: /False negatives/ })
    .waitFor();
  await page.goto('/');
  await open();
  await panel(page)
    .getByRole('link', { name: /False negatives/ })
    .click();
  await eventually(() => addressOf(page), address);
  await open();
  await panel(page).getByRole('button', { name: 'Remove the view False negatives' }).click();
  await panel(page).getByText('No view is saved yet.').waitFor();
});

test.for([
  { name: 'dark', options: { colorScheme: 'dark' as const } },
  { name: 'narrow', options: { viewport: { width: 390, height: 844 } } },
])('is accessible: $name', async ({ name, options }, { visit }) => {
  const page = await visit(`${SALIENCY}`, options);
  await addMark(page, 0, `accessible ${name}`);
  expect(await findings(page)).toEqual([]);
  await row(page, 0).hover();
  await page.keyboard.press('M');
  await panel(page).getByRole('textbox', { name: /^Note/ }).waitFor();
  expect(await findings(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Saved views and notes' }).click();
  await panel(page).getByRole('textbox', { name: 'Note on this job' }).waitFor();
  expect(await findings(page)).toEqual([]);
});
