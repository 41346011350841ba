import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Run, simpleSample } from '../support/browser-jobs';
import { testsOf } from '../support/browser-test';

/** A job, and links that are not followed. */
const test = testsOf(async (directory) => {
  await (await new Run(join(directory, 'run')).begin()).samples([simpleSample(0, 0.75)]);
  await symlink('/etc', join(directory, 'outside'));
  await symlink('nothing', join(directory, 'broken'));
});

test('a line above the list names links that are not followed, and where they are explained', async ({ visit }) => {
  const page = await visit('/');
  const line = page.locator('[data-scan-problems]');
  await line.locator('summary').waitFor();
  expect(await line.locator('summary').textContent()).toBe('2 directories or links were not scanned');
  expect(await line.locator('li').first().isVisible()).toBe(false);
  await line.locator('summary').focus();
  await page.keyboard.press('Enter');
  await line.locator('li').first().waitFor({ state: 'visible' });
  expect(await line.locator('li').allInnerTexts()).toEqual([
    'broken is a link to something that does not exist.',
    'outside is a link that leads out of the base directory.',
  ]);
  expect(await line.locator('code').textContent()).toBe('docs/operations.md#links-and-names');
  expect(await page.locator('[data-row-link]').count()).toBe(1);
});
