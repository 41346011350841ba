import type { Page } from 'playwright-core';
import { describe } from 'vitest';
import { addressOf, eventually, jobsShown } from '../support/browser-pages';
import { makeShowcase, makeSmallJobs, SHOWCASE, SHOWCASE_KEY, smallJob } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* Going anywhere by typing its name, and finding out which keys there are. */

const test = testsOf(async (directory) => {
  await makeShowcase(directory);
  await makeSmallJobs(directory, 3);
});

const saliency = `/jobs/${SHOWCASE_KEY}/saliency`;

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Jump to' }).getByRole('searchbox').and(page.locator(':focus')).waitFor();
}

describe('the palette leads', () => {
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

  test('nowhere, where nothing matches; Escape closes it', async ({ visit }) => {
    const page = await visit('/');
    await openPalette(page);
    await page.keyboard.type('unicorn');
    await page.getByText('No results').waitFor();
    await page.keyboard.press('Escape');
    await eventually(() => page.getByRole('dialog').count(), 0);
    await eventually(async () => (await jobsShown(page)).length, 4);
  });
});

test('a question mark lists the keys', async ({ visit }) => {
  const page = await visit(saliency);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Show large').waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => page.getByRole('dialog').count(), 0);
});

test('a question mark beside the controls says what the view’s notions mean', async ({ visit }) => {
  const page = await visit(saliency);
  await page.getByRole('button', { name: 'About this view' }).click();
  const help = page.getByRole('dialog', { name: 'About this view' });
  for (const notion of ['Saliency maps', 'How maps are shown', 'TP, FN, FP, precision, recall', 'Uncertainty'])
    await help.getByRole('heading', { name: notion }).waitFor();
});
