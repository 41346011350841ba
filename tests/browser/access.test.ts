import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findings } from '../support/browser-axe';
import { Run, simpleSample } from '../support/browser-jobs';
import { makeOcclusion, NO_LAYERS, OCCLUSION } from '../support/browser-occlusion';
import { eventually, mapsDrawn } from '../support/browser-pages';
import { makeShowcase, makeSmallJobs, SHOWCASE_KEY } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* Accessibility without colour vision, without a mouse and with a screen reader: axe reports no violations. */

const test = testsOf(async (directory) => {
  await makeShowcase(directory);
  await makeOcclusion(directory);
  await makeSmallJobs(directory, 25);
  const names = Array.from({ length: 24 }, (_, id) => `label ${id}`);
  const labels = await new Run(join(directory, 'labels'), ['GradCAM'], names).begin();
  await labels.samples(names.map((_, id) => ({ id, truth: [{ label: id, probability: 0.75 }] })));
  await labels.end();
  await (await new Run(join(directory, 'live')).begin()).samples([simpleSample(0, 0.75)]);
});

/** The URLs of the views, by name. */
const VIEWS = {
  list: '/',
  'list without a match': '/?q=unicorn',
  saliency: `/jobs/${SHOWCASE_KEY}/saliency`,
  wall: `/jobs/${SHOWCASE_KEY}/saliency?layout=wall&contours=true&confidence=0.3~1`,
  stage: `/jobs/${SHOWCASE_KEY}/saliency?stage=18&on=1&against=2`,
  'saliency of a live job': '/jobs/live/saliency',
  'saliency without a match': `/jobs/${SHOWCASE_KEY}/saliency?labels=99`,
  sample: `/jobs/${SHOWCASE_KEY}/samples/18`,
  counterfactual: `/jobs/${OCCLUSION}/counterfactual`,
  'counterfactual on its original': `/jobs/${OCCLUSION}/counterfactual?layer=1&boxes=true`,
  'sample without a counterfactual': `/jobs/${OCCLUSION}/counterfactual?empty=true&sample=${NO_LAYERS}`,
  'no counterfactual': `/jobs/${SHOWCASE_KEY}/counterfactual`,
  evaluation: `/jobs/${SHOWCASE_KEY}/evaluation`,
  'evaluation of a live job': '/jobs/live/evaluation',
  confusion: `/jobs/${SHOWCASE_KEY}/confusion`,
  'samples of a pair': `/jobs/${SHOWCASE_KEY}/saliency?truth=0&predicted=1`,
  'not found': '/nowhere',
};

/** Views that differ only in a narrow window. */
const NARROW = { 'sample with counterfactuals': `/jobs/${OCCLUSION}/samples/0` };

/** Each theme, language and width once; `OPENED` has the other combinations of them. */
const LOOKS = [
  { theme: 'light', language: 'zh', width: 1440 },
  { theme: 'dark', language: 'en', width: 390 },
];
/** Dialogs and popovers differ between languages and themes only in texts and colours: two combinations cover them. */
const OPENED = [
  { theme: 'light', language: 'en', width: 1440 },
  { theme: 'dark', language: 'zh', width: 390 },
];
const NOT_FOUND = /404 \(Not Found\)/;
const MINUTES = 4 * 60_000;

/** Buttons of the saliency view that open a dialog or popover. */
const OPENERS = [
  /^(Labels|标签)/,
  /^(Explainers|解释方法)/,
  /^(Status|状态)/,
  /^(Filter|筛选)$/,
  /^(Display|显示)$/,
  /^(Job menu|任务菜单)/,
  /^(Copy from|从样本)/,
  /^(About this view|关于此视图)/,
  /^(Jump to|跳转)/,
];

const cookiesOf = ({ theme, language }: (typeof LOOKS)[number]) => ({
  'salient-theme': theme,
  'salient-language': language,
});

/** How many parts of the page are still loading. Brings them near, since maps far below the window wait until then. */
async function stillLoading(page: Page): Promise<number> {
  const busy = page.locator('[aria-busy=true]');
  await busy
    .first()
    .scrollIntoViewIfNeeded({ timeout: 100 })
    .catch(() => {}); // it has just been loaded
  return busy.count();
}

describe('axe reports no violations', () => {
  test.for(LOOKS)('in $theme, $language, $width pixels wide', { timeout: MINUTES }, async (look, { visit }) => {
    const viewport = { width: look.width, height: 900 };
    const page = await visit('/', { viewport, cookies: cookiesOf(look), expected: [NOT_FOUND] });
    for (const [view, address] of Object.entries(look.width < 500 ? { ...VIEWS, ...NARROW } : VIEWS)) {
      await page.goto(address);
      if (['saliency', 'sample', 'wall', 'stage'].includes(view)) await mapsDrawn(page, 2);
      await eventually(() => stillLoading(page), 0);
      await page.evaluate(() => scrollTo(0, 0)); // bars that stay in place cover nothing
      expect.soft(await findings(page), view).toEqual([]);
      const widest = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(widest, `${view} does not scroll sideways`).toBe(look.width);
    }
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(look.language === 'zh' ? 'zh-Hans' : 'en');
  });

  test.for(OPENED)(
    'in dialogs and popovers, in $theme, $language, $width pixels wide',
    { timeout: MINUTES },
    async (look, { visit }) => {
      const page = await visit('/', { viewport: { width: look.width, height: 900 }, cookies: cookiesOf(look) });
      for (const opener of OPENERS) {
        await page.goto(VIEWS.saliency);
        await mapsDrawn(page, 2);
        await page.getByRole('button', { name: opener }).first().click();
        await page.getByRole('dialog').or(page.getByRole('menu')).first().waitFor();
        // React Aria renders a hidden dismiss button beside the popover's dialog, outside any landmark.
        expect.soft(await findings(page, ['region']), String(opener)).toEqual([]);
      }
      await page.keyboard.press('Escape');
      await page.goto('/jobs/labels/saliency');
      await mapsDrawn(page, 2);
      await page.getByRole('button', { name: OPENERS[0] }).first().click();
      await page.getByRole('dialog').getByRole('option').first().waitFor();
      expect.soft(await findings(page, ['region']), 'more labels than fit').toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: /^(Keyboard shortcuts|快捷键)$/ }).waitFor();
      expect.soft(await findings(page, ['region']), 'the list of keys').toEqual([]);
    },
  );
});

test('the theme of the system is the default', async ({ visit }) => {
  const light = await visit('/', { colorScheme: 'light' });
  const dark = await visit('/', { colorScheme: 'dark' });
  const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await ground(light)).toBe('rgb(247, 247, 245)');
  expect(await ground(dark)).toBe('rgb(13, 14, 16)');
  expect(await findings(dark)).toEqual([]);
});

test('the selected theme and language persist, from the first paint on', async ({ visit }) => {
  const page = await visit('/');
  for (const theme of ['Light', 'Dark']) {
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.getByRole('button', { name: `Theme: ${theme}` }).waitFor();
  }
  await page.getByRole('button', { name: /Language/ }).click();
  await page.getByRole('heading', { name: '解释任务' }).waitFor({ state: 'attached' });
  const html = await (await page.request.get(VIEWS.saliency)).text();
  expect(html).toMatch(/<html[^>]* lang="zh-Hans"[^>]* data-theme="dark"/);
});
