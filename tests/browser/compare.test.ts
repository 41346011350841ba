import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { CompareAnswer } from '../../lib/api/compare-answers';
import { findings } from '../support/browser-axe';
import { copyDemo } from '../support/browser-insight';
import { Run, simpleSample } from '../support/browser-jobs';
import { addressOf, eventually } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

const test = testsOf(async (directory) => {
  for (const job of ['digits_early', 'digits_late']) await copyDemo(directory, job);
  for (const [name, id] of [
    ['one', 1],
    ['other', 2],
  ] as const) {
    const run = await new Run(join(directory, name), ['GradCAM']).begin();
    await run.samples([simpleSample(id, 0.8)]);
    await run.end();
  }
});

const DIGITS = '/compare?a=digits_early&b=digits_late';

/** The overview of the digits, once nothing is left to be counted. */
function complete(origin: string): Promise<CompareAnswer> {
  return vi.waitFor(
    async () => {
      const answer: CompareAnswer = await (await fetch(`${origin}/api/compare?a=digits_early&b=digits_late`)).json();
      expect(answer.samePicture).toBe(300);
      expect(answer.surveyed).toBe(answer.total);
      expect(answer.isCounting).toBe(false);
      return answer;
    },
    { timeout: 60_000, interval: 200 },
  );
}

const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const rows = (page: Page) => page.locator('main li[data-compared]');

test('the overview has the numbers of the API, and its cells lead to their samples', async ({ visit, salient }) => {
  const answer = await complete(salient.url);
  const page = await visit(DIGITS);
  await page.getByText('300 samples compared · all with the same picture').filter({ visible: true }).waitFor();
  const transitions = panel(page, 'Transitions');
  await transitions.getByRole('link', { name: '118 fixed' }).waitFor();
  expect(await transitions.textContent()).toContain('exact McNemar: p 6 × 10−36');
  await panel(page, 'Δ probability').getByText('mean +0.394').waitFor();
  const maps = panel(page, 'Map change');
  for (const [name, { rho }] of Object.entries(answer.maps))
    await eventually(
      async () =>
        (await maps.getByRole('listitem').filter({ hasText: name }).textContent())?.includes(
          `+${rho.lift?.toFixed(3)}`,
        ),
      true,
    );
  const { scores } = await (await fetch(`${salient.url}/api/jobs/digits_late/evaluation`)).json();
  await panel(page, 'Stored scores').getByText(scores[0].total.toFixed(3)).waitFor();
  await transitions.getByRole('link', { name: '7 still missed' }).click();
  await eventually(() => addressOf(page), `${DIGITS}&from=FN&to=FN`);
  await page.getByText('1–7 of 7').waitFor();
});

test('the address restores samples, order and stage, and keys walk', async ({ visit, salient }) => {
  await complete(salient.url);
  const page = await visit(`${DIGITS}&sort=rise`);
  await rows(page).first().getByText('+0.924').waitFor();
  await rows(page)
    .first()
    .getByText(/0\.24 under the shuffled mean/)
    .waitFor();
  expect(await rows(page).first().locator('canvas').count()).toBe(8);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const stage = page.getByRole('dialog');
  await stage.getByText('top-1 is 2').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('d');
  await stage.locator('[data-difference=values]').waitFor();
  const address = await addressOf(page);
  expect(address).toContain('on=IntegratedGradients');
  expect(address).toContain('look=difference');
  await page.reload();
  await page.getByRole('dialog').locator('[data-difference=values]').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('x');
  await eventually(async () => (await addressOf(page)).startsWith('/compare?a=digits_late&b=digits_early'), true);
  await rows(page).first().getByText('+0.070').waitFor();
});

test('two jobs are chosen in the list, and from a job', async ({ visit }) => {
  const page = await visit('/');
  await page.getByRole('button', { name: /Compare: choose .*digits_early/ }).click();
  await page.getByText(/Compare .*digits_early.* with/).waitFor();
  await page.getByRole('button', { name: /Compare: choose .*digits_late/ }).click();
  await eventually(() => addressOf(page), DIGITS);
  await page.goto('/jobs/digits_late/saliency');
  await page.getByRole('link', { name: 'Compare with…' }).click();
  await page.getByText('Choose the two jobs to compare.').waitFor();
  await page.getByRole('button', { name: /Job B/ }).click();
  await page.getByRole('searchbox').fill('early');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /digits_early/ })
    .click();
  await eventually(() => addressOf(page), '/compare?a=digits_late&b=digits_early');
});

test('jobs without a common sample, and one that is deleted', async ({ visit, salient }) => {
  const page = await visit('/compare?a=one&b=other', { expected: [/404/] });
  await page.getByText('The two jobs have no sample in common.').waitFor();
  await page
    .getByRole('button', { name: /0 samples compared.*1 only in A · 1 only in B/ })
    .first()
    .click();
  await page.getByRole('dialog').getByText('# 1', { exact: true }).waitFor();
  await rm(join(salient.directory, 'other'), { recursive: true });
  await page.goto('/compare?a=one&b=nothing');
  await page.getByText('One of the two jobs does not exist.').waitFor();
});

for (const [name, options, address] of [
  ['light', { colorScheme: 'light' }, DIGITS],
  ['dark, the stage', { colorScheme: 'dark' }, `${DIGITS}&sort=rise&stage=0&on=GradCAM`],
  ['a phone, in Chinese', { viewport: { width: 390, height: 844 }, locale: 'zh-CN' }, DIGITS],
] as const)
  test(`axe finds nothing: ${name}`, async ({ visit, salient }) => {
    await complete(salient.url);
    const page = await visit(address, options);
    await rows(page).first().waitFor();
    await page.locator('canvas[data-state=ready]').first().waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  });
