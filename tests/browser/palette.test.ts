import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { addressOf, eventually, jobsShown } from '../support/browser-pages';
import { makeShowcase, makeSmallJobs, SHOWCASE, SHOWCASE_KEY, smallJob } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* The command palette and the list of keyboard shortcuts. */

const test = testsOf(async (directory) => {
  await makeShowcase(directory);
  await makeSmallJobs(directory, 3);
});

const saliency = `/jobs/${SHOWCASE_KEY}/saliency`;

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Jump to' }).getByRole('searchbox').and(page.locator(':focus')).waitFor();
}

describe('the palette goes', () => {
  const ways = [
    { to: 'a view', text: 'evalu', address: `/jobs/${SHOWCASE_KEY}/evaluation` },
    { to: 'the samples with a label', text: 'DOG', address: `${saliency}?labels=1` },
    { to: 'a sample', text: '#18', address: `/jobs/${SHOWCASE_KEY}/samples/18` },
    { to: 'another job', text: smallJob(2), address: `/jobs/${smallJob(2)}/saliency` },
  ];
  test.for(ways)('to $to', async ({ text, address }, { visit }) => {
    const page = await visit(saliency);
    await openPalette(page);
    await page.keyboard.type(text);
    await eventually(() => page.getByRole('menuitem').count(), 1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(() => addressOf(page), address);
    await eventually(() => page.getByRole('dialog').count(), 0);
  });

  test('from the list to a job, by its button', async ({ visit }) => {
    const page = await visit('/');
    await page.getByRole('button', { name: /^Jump to/ }).click();
    await page.getByRole('menuitem', { name: SHOWCASE }).click();
    await eventually(() => addressOf(page), saliency);
  });

  test('nowhere without matches; Escape closes it', async ({ visit }) => {
    const page = await visit('/');
    await openPalette(page);
    await page.keyboard.type('unicorn');
    await page.getByText('No results').waitFor();
    await page.keyboard.press('Escape');
    await eventually(() => page.getByRole('dialog').count(), 0);
    await eventually(async () => (await jobsShown(page)).length, 4);
  });
});

describe('the palette can', () => {
  const run = async (page: Page, text: string) => {
    await openPalette(page);
    await page.keyboard.type(text);
    await eventually(() => page.getByRole('menuitem').count(), 1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(() => page.getByRole('dialog').count(), 0);
  };

  test('change the theme, which the theme button shows', async ({ visit }) => {
    const page = await visit('/');
    await run(page, 'theme dark');
    await eventually(() => page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await page.getByRole('button', { name: 'Theme: Dark' }).waitFor();
  });

  test('change the language', async ({ visit }) => {
    const page = await visit('/');
    await run(page, '中文');
    await page.getByRole('heading', { name: '解释任务' }).waitFor({ state: 'attached' });
  });

  test('change how maps are shown, without leaving the filter', async ({ visit }) => {
    const page = await visit(`${saliency}?labels=1`);
    await run(page, 'colour viridis');
    await eventually(() => addressOf(page), `${saliency}?labels=1&colour=viridis`);
    await run(page, 'hide rise');
    await eventually(() => addressOf(page), `${saliency}?labels=1&colour=viridis&hide=2`);
    await run(page, 'layout wall');
    await eventually(() => addressOf(page), `${saliency}?labels=1&colour=viridis&hide=2&layout=wall`);
  });

  test('be found by other words, in any language, best first', async ({ visit }) => {
    const page = await visit(saliency);
    await openPalette(page);
    // Without a search it lists commands.
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts (?)' }).waitFor();
    const first = [
      ['dark', 'Theme: Dark'],
      ['chinese', 'Language: 中文'],
      ['英文', 'Language: English'],
      ['shortcuts', 'Keyboard shortcuts (?)'],
      ['fit', 'Map size: Fit'],
      ['contour', 'Show contours'],
      ['pin rise', 'Pin explainer: RISE'],
      ['download', 'Download the page as PNG'],
    ] as const;
    for (const [text, name] of first) {
      await page.getByRole('searchbox').fill(text);
      await eventually(() => page.getByRole('menuitem').first().textContent(), name);
    }
    await page.getByRole('searchbox').fill('hotkeys');
    await eventually(() => page.getByRole('menuitem').count(), 1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  });

  test('run the downloads of the page', async ({ visit }) => {
    const page = await visit(`/jobs/${SHOWCASE_KEY}/confusion`);
    const download = page.waitForEvent('download');
    await run(page, 'csv confusion');
    expect((await download).suggestedFilename()).toBe('nightly-showcase-confusion.csv');
  });

  test('find recently viewed samples of any job', async ({ visit }) => {
    const page = await visit(`/jobs/${SHOWCASE_KEY}/samples/18`);
    await page.goto(`${saliency}?stage=7&on=0`);
    await page.getByRole('dialog').waitFor();
    await page.goto('/');
    await openPalette(page);
    await page.getByRole('menuitem', { name: '# 18 · nightly/showcase' }).waitFor();
    await page.getByRole('menuitem', { name: '# 7 · nightly/showcase' }).click();
    await eventually(() => addressOf(page), `/jobs/${SHOWCASE_KEY}/samples/7`);
  });
});

test('the question mark key lists the shortcuts', async ({ visit }) => {
  const page = await visit(saliency);
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await list.getByText('Show large').waitFor();
  // No key touches the words beside it.
  const gaps = await list.locator('dt').evaluateAll((keys) =>
    keys.map((key) => {
      const end = Math.max(...[...key.children].map((kbd) => kbd.getBoundingClientRect().right));
      return (key.nextElementSibling?.getBoundingClientRect().left ?? 0) - end;
    }),
  );
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(8);
  await page.keyboard.press('Escape');
  await eventually(() => page.getByRole('dialog').count(), 0);
});

test('the question mark beside the controls explains the terms of the view', async ({ visit }) => {
  const page = await visit(saliency);
  await page.getByRole('button', { name: 'About this view' }).click();
  const help = page.getByRole('dialog', { name: 'About this view' });
  for (const notion of ['Saliency maps', 'How maps are shown', 'TP, FN, FP, precision, recall', 'Uncertainty'])
    await help.getByRole('heading', { name: notion }).waitFor();
});
