import { join } from 'node:path';
import { expect } from 'vitest';
import { Run, simpleSample } from '../support/browser-jobs';
import { testsOf } from '../support/browser-test';

/* Samples that an explainer skipped are named in every view, and the status gives the reasons. */

const test = testsOf(async (directory) => {
  const run = await new Run(join(directory, 'skipping'), ['GradCAM', 'IG']).begin();
  await run.samples([simpleSample(0, 0.75)]);
  await run.append(
    { skipped: [{ sample: 7, reason: 'sample 7: out of memory', explainer: 'IG' }] },
    { skipped: [{ sample: 3, reason: 'sample 3: no gradient', explainer: 'IG' }] },
    { skipped: [{ sample: 5, reason: 'sample 5: tried again', explainer: 'GradCAM' }] },
    { skipped: [{ sample: 5 }] },
  );
  await (await new Run(join(directory, 'whole'), ['GradCAM']).begin()).samples([simpleSample(0, 0.75)]);
});

test.for([
  { locale: 'en-GB', sentence: '2 samples were skipped by IG: 3, 7', title: '2 skipped samples' },
  { locale: 'zh-CN', sentence: 'IG 跳过了 2 个样本：3, 7', title: '2 个被跳过的样本' },
] as const)('the views name them, the status says why ($locale)', async ({ locale, sentence, title }, { visit }) => {
  const page = await visit('/jobs/skipping/saliency', { locale });
  await page.getByRole('status').getByText(sentence, { exact: true }).waitFor();
  await page
    .getByRole('banner')
    .getByRole('button', { expanded: false })
    .filter({ has: page.locator('.sr-only') })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: title }).waitFor();
  expect(await dialog.getByRole('listitem').allTextContents()).toEqual([
    'sample 3: no gradient',
    'sample 7: out of memory',
  ]);
});

test('a job without them says nothing', async ({ visit }) => {
  const page = await visit('/jobs/whole/saliency');
  await page.locator('img').first().waitFor();
  expect(await page.getByText(/skipped/).count()).toBe(0);
});
