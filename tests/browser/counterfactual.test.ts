import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { imagePath, Run, simpleSample } from '../support/browser-jobs';
import { makeOcclusion, NO_LAYERS, OCCLUSION, TWO_LABELS, WITH_LAYERS } from '../support/browser-occlusion';
import { addressOf, eventually, jobRow, select } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* From the list to a counterfactual, and its layers. */

/** A sample whose original was not written. */
const NO_ORIGINAL = 7;

/** A job and labels that turn the direction of writing: right-to-left letters, and a control character that is left open. */
const TURNED = 'سفينة';
const TURNED_LABELS = ['قطة (صغيرة)', 'dog\u2067 left open'];
const isolate = (name: string) => `\u2068${name}\u2069`;

const test = testsOf(async (directory) => {
  const { directory: job } = await makeOcclusion(directory);
  await rm(join(job, imagePath(simpleSample(NO_ORIGINAL, 0))));
  const turned = await new Run(join(directory, TURNED), ['خريطة'], TURNED_LABELS).begin();
  const layers = [{ probability: 0.75, boxes: [0, 0, 32, 24] }];
  const counterfactuals = [0, 1].map((label) => ({ label, mask: 'gaussian:4', layers }));
  const labels = [0, 1].map((label) => ({ label, probability: 0.9 - label / 10 }));
  await turned.samples([{ id: 0, truth: labels, counterfactuals }]);
  await turned.end();
  const plain = await new Run(join(directory, 'plain'), ['GradCAM']).begin();
  await (await (await plain.samples([simpleSample(0, 0.75)])).end()).age(90);
});

const view = `/jobs/${OCCLUSION}/counterfactual`;
const MISSING = [/404 \(Not Found\).*images\/(original|thumbnail|outcome)\/7/];

const stage = (page: Page) => page.getByRole('figure').getByRole('img');
const strip = (page: Page) => page.getByRole('list', { name: 'Samples' }).getByRole('link');
const step = (page: Page, name: RegExp) => page.getByRole('button', { name });
const heading = (page: Page) => page.getByRole('heading', { level: 2 }).textContent();

/** The current step: the text of its button, and the visible picture. */
async function shown(page: Page): Promise<(string | null)[]> {
  const current = page.locator('button[aria-current=step]');
  return [await current.textContent(), await stage(page).getAttribute('alt')];
}

const ORIGINAL = ['Original0.950', `Original of sample ${TWO_LABELS}`];
const layer = (number: number, share: string, probability: string, label = 'cat') => [
  `Layer ${number} · ${share}${probability}`,
  `Layer ${number} of the counterfactual for ${label}`,
];
const [FIRST, SECOND, LAST] = [
  layer(1, '50\u202f%', '0.875'),
  layer(2, '13\u202f%', '0.750'),
  layer(3, '3\u202f%', '0.625'),
];

describe('a walk', () => {
  test('from the list to the layers of a sample; back and forward restore each step', async ({ visit }) => {
    const page = await visit('/', { expected: MISSING });
    await jobRow(page, OCCLUSION).getByRole('link', { name: 'Counterfactual' }).click();
    await eventually(() => shown(page), LAST);
    await eventually(() => addressOf(page), view);
    expect(await page.getByRole('link', { name: /^Counterfactual/ }).textContent()).toBe(
      `Counterfactual${WITH_LAYERS}`,
    );

    await step(page, /^Layer 1/).click();
    await eventually(() => shown(page), FIRST);
    await eventually(() => addressOf(page), `${view}?layer=1`);

    await page.getByRole('link', { name: /^Sample 2 cat/ }).click();
    await eventually(() => heading(page), '# 2');
    await eventually(async () => (await shown(page))[0], 'Layer 3 · 3\u202f%0.625');
    await eventually(() => addressOf(page), `${view}?sample=2`);

    await page.goBack();
    await eventually(() => shown(page), FIRST);
    await page.goBack();
    await eventually(() => addressOf(page), '/');
    await page.goForward();
    await eventually(() => shown(page), FIRST);
    await page.goForward();
    await eventually(() => heading(page), '# 2');
  });

  test('its URL can be shared', async ({ visit }) => {
    const page = await visit(`${view}?page=2&sample=${TWO_LABELS}&of=0&layer=2&boxes=true`, { expected: MISSING });
    await eventually(() => shown(page), [SECOND[0], ORIGINAL[1]]);
    await eventually(() => heading(page), `# ${TWO_LABELS}`);
    expect(await strip(page).count()).toBe(WITH_LAYERS - 24);
    expect(await page.locator('svg[data-boxes="2"]').count()).toBe(1);
  });

  test('to the page of the sample, and back by its menu', async ({ visit }) => {
    const page = await visit(view, { expected: MISSING });
    await page.getByRole('link', { name: '# 0', exact: true }).click();
    await eventually(() => addressOf(page), `/jobs/${OCCLUSION}/samples/0`);
    await page.getByRole('button', { name: 'Copy from sample 0' }).first().click();
    await page.getByRole('menuitem', { name: 'Open the counterfactual' }).click();
    await eventually(() => addressOf(page), `${view}?sample=0&of=0`);
  });

  test('starts without JavaScript', async ({ visit }) => {
    const page = await visit(`${view}?sample=2&layer=1`, { javaScriptEnabled: false, expected: MISSING });
    expect(await strip(page).count()).toBe(24);
    expect(await heading(page)).toBe('# 2');
    expect(await stage(page).getAttribute('alt')).toBe(FIRST[1]);
  });
});

describe('the layers', () => {
  test('can be selected by the slider, and by keys anywhere on the page', async ({ visit }) => {
    const page = await visit(view, { expected: MISSING });
    await eventually(() => shown(page), LAST);
    for (const expected of [SECOND, FIRST, ORIGINAL, ORIGINAL]) {
      await page.keyboard.press('ArrowLeft');
      await eventually(() => shown(page), expected);
    }
    await page.keyboard.press('ArrowRight');
    await eventually(() => shown(page), FIRST);
    const slider = page.getByRole('slider', { name: 'Layers, from coarse to fine' });
    await slider.press('ArrowRight');
    await eventually(() => shown(page), SECOND);
    await slider.press('Home');
    await eventually(() => shown(page), ORIGINAL);
    await slider.press('End');
    await eventually(() => shown(page), LAST);
    await eventually(() => addressOf(page), view);
  });

  test('are all preloaded', async ({ visit }) => {
    const page = await visit(view, { expected: MISSING });
    await eventually(() => shown(page), LAST);
    await page.waitForLoadState('networkidle');
    const requested: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    await page.keyboard.press('ArrowLeft');
    await eventually(() => shown(page), SECOND);
    expect(await stage(page).evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(64);
    expect(requested.filter((url) => url.includes('/images/'))).toEqual([]);
  });

  test('are on a curve, each selectable by a click', async ({ visit }) => {
    const page = await visit(view, { expected: MISSING });
    const curve = page.getByRole('img', { name: /of the picture: / });
    const words =
      '100\u202f% of the picture: 0.950; 50\u202f% of the picture: 0.875; 13\u202f% of the picture: 0.750; 3\u202f% of the picture: 0.625';
    await eventually(() => curve.getAttribute('aria-label'), words);
    await curve.locator('circle').first().click();
    await eventually(() => shown(page), ORIGINAL);
    expect(await curve.locator('circle[data-current] title').textContent()).toBe('100\u202f% of the picture: 0.950');
    await page
      .getByText(
        'The smallest part found that is still classified as cat: 3\u202f% of the picture, with a probability of 0.625.',
      )
      .waitFor();
  });

  test('can be drawn as boxes on the original', async ({ visit }) => {
    const page = await visit(view, { expected: MISSING });
    await eventually(() => shown(page), LAST);
    await page.getByRole('button', { name: 'Boxes', exact: true }).click();
    await eventually(() => shown(page), [LAST[0], ORIGINAL[1]]);
    expect(await page.locator('svg[data-boxes="1"]').count()).toBe(1);
    await page.keyboard.press('ArrowLeft');
    await page.locator('svg[data-boxes="2"]').waitFor();
    await eventually(() => addressOf(page), `${view}?boxes=true&layer=2`);
    await page.keyboard.press('b');
    await eventually(() => shown(page), SECOND);
  });

  test('of another label are selected by its probability, or by keys', async ({ visit }) => {
    const page = await visit(view, { expected: MISSING });
    const picker = page.getByRole('combobox', { name: 'Label', exact: true });
    expect(await picker.locator('option').allTextContents()).toEqual(['cat 0.950', 'dog 0.900']);
    await picker.selectOption('dog 0.900');
    const dog = layer(1, '50\u202f%', '0.875', 'dog');
    await eventually(() => shown(page), dog);
    await eventually(() => addressOf(page), `${view}?of=1`);
    await page.goto(view);
    await eventually(() => shown(page), LAST);
    await page.keyboard.press(']');
    await eventually(() => shown(page), dog);
    await page.keyboard.press('[');
    await eventually(() => shown(page), LAST);
  });

  test('can be downloaded as pictures', async ({ visit }) => {
    const page = await visit(view, { expected: MISSING });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the picture' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('sample-0-label-0-layer-3.png');
  });
});

describe('the samples', () => {
  test('can be selected by keys and buttons, which stop at the ends', async ({ visit }) => {
    const page = await visit(`${view}?sample=2`, { expected: MISSING });
    await eventually(() => heading(page), '# 2');
    await page.keyboard.press('j');
    await eventually(() => heading(page), '# 3');
    await page.getByRole('button', { name: 'Previous sample' }).click();
    await eventually(() => heading(page), '# 2');
    for (const id of ['# 1', '# 0', '# 0']) {
      await page.keyboard.press('k');
      await eventually(() => heading(page), id);
    }
    expect(await page.getByRole('button', { name: 'Previous sample' }).isDisabled()).toBe(true);
  });

  test('are on pages of 24; n and p change the page', async ({ visit }) => {
    const page = await visit(view, { expected: MISSING });
    await page.getByText(`1–24 of ${WITH_LAYERS}`).waitFor();
    await page.keyboard.press('n');
    await eventually(() => heading(page), '# 24');
    await eventually(() => strip(page).count(), WITH_LAYERS - 24);
    await eventually(() => addressOf(page), `${view}?page=2`);
    await page.keyboard.press('p');
    await eventually(() => heading(page), '# 0');
  });

  test('of one label', async ({ visit }) => {
    const page = await visit(view, { expected: MISSING });
    const filter = page.getByRole('combobox', { name: 'Filter by label' });
    expect(await filter.locator('option').allTextContents()).toEqual(['All 2', `cat · ${WITH_LAYERS}`, 'dog · 1']);
    await filter.selectOption('dog · 1');
    await eventually(() => strip(page).count(), 1);
    await eventually(() => shown(page), layer(1, '50\u202f%', '0.875', 'dog'));
    await eventually(() => addressOf(page), `${view}?label=1`);
  });

  test('without layers can be shown, each with its labels', async ({ visit }) => {
    const page = await visit(`${view}?page=2`, { expected: MISSING });
    await select(page, 'Without layers', 'Shown');
    await eventually(() => addressOf(page), `${view}?empty=true`);
    await page.keyboard.press('n');
    await page.getByRole('link', { name: `Sample ${NO_LAYERS} no layers` }).click();
    await eventually(() => heading(page), `# ${NO_LAYERS}`);
    await page.getByText('No counterfactual was recorded for this sample').waitFor();
    expect(await stage(page).getAttribute('alt')).toBe(`Original of sample ${NO_LAYERS}`);
    expect(await page.getByRole('slider').count()).toBe(0);
  });

  test('that do not exist have a message, with an action', async ({ visit }) => {
    const page = await visit(`${view}?sample=99`, { expected: [...MISSING, /404 \(Not Found\).*samples\/99/] });
    await page.getByText('Sample 99 not found', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Show the first sample of the page' }).click();
    await eventually(() => heading(page), '# 0');
  });

  test('without an original say that the file is not there, and keep their probabilities', async ({ visit }) => {
    const page = await visit(`${view}?sample=${NO_ORIGINAL}`, { expected: MISSING });
    await page.getByText('The original is missing').waitFor();
    await page.getByText(`The file is not there: ${imagePath(simpleSample(NO_ORIGINAL, 0))}`).waitFor();
    await step(page, /^Layer 2/).click();
    expect(await page.locator('button[aria-current=step]').textContent()).toBe('Layer 20.750');
    await page.getByText('Without the original, the share of the picture').waitFor();
    await step(page, /^Original/).click();
    await page.getByText('The original is missing').waitFor();
    // On a phone the bar has one line for the status, with its problem, and one for the views.
    await page.setViewportSize({ width: 390, height: 900 });
    await page.getByRole('button', { name: /^Status: Complete · 1 problem/ }).waitFor();
    expect((await page.getByRole('banner').boundingBox())?.height ?? 0).toBeLessThan(80);
  });
});

test('names that turn the direction of writing are isolated in sentences, options and titles', async ({ visit }) => {
  // The sentence is on one line.
  const viewport = { width: 2560, height: 1440 };
  const page = await visit('/jobs/!d8!b3!d9!81!d9!8a!d9!86!d8!a9/counterfactual', { viewport });
  const [rtl, open] = [isolate(TURNED_LABELS[0]), isolate(`${TURNED_LABELS[1]}\u2069`)];
  await eventually(() => page.title(), `Counterfactual · ${isolate(TURNED)} · Salient`);
  const sentence = page.getByText(
    `The smallest part found that is still classified as ${rtl}: 25\u202f% of the picture`,
  );
  await sentence.waitFor();
  // What follows the name in the sentence is to its right, as written.
  const [name, share] = await sentence.evaluate(
    (element, texts) => {
      const range = document.createRange();
      const text = element.firstChild as Text;
      return texts.map((part) => {
        range.setStart(text, text.data.indexOf(part));
        range.setEnd(text, text.data.indexOf(part) + part.length);
        const { left, right } = range.getBoundingClientRect();
        return { left, right };
      });
    },
    [rtl, ': 25\u202f%'],
  );
  expect(share.left).toBeGreaterThanOrEqual(name.right - 1);
  const picker = page.getByRole('article').getByRole('combobox', { name: 'Label' });
  await eventually(
    () => picker.getByRole('option').allTextContents(),
    [isolate(`${rtl} 0.900`), isolate(`${open} 0.800`)],
  );
});

describe('nothing to show', () => {
  test('a job without counterfactuals: disabled in the list and in the tabs, with a message in the view', async ({
    visit,
  }) => {
    const page = await visit('/', { expected: MISSING });
    await jobRow(page, 'plain').getByTitle('No counterfactual was recorded').waitFor();
    expect(await jobRow(page, 'plain').getByRole('link', { name: 'Counterfactual' }).count()).toBe(0);
    await page.goto('/jobs/plain/saliency');
    const tab = page.getByRole('link', { name: /^Counterfactual/, disabled: true });
    expect(await tab.getAttribute('title')).toBe('No counterfactual was recorded');
    await page.goto('/jobs/plain/counterfactual');
    await page.getByText('No counterfactuals were recorded.').waitFor();
    await page.getByRole('button', { name: 'Show samples without layers' }).click();
    await eventually(() => heading(page), '# 0');
  });

  test('a label without samples, a page past the end', async ({ visit }) => {
    const page = await visit(`${view}?label=3`, { expected: MISSING });
    await page.getByText('No sample has a counterfactual for #3.').waitFor();
    await page.getByRole('button', { name: 'Show all labels' }).click();
    await eventually(() => heading(page), '# 0');
    await page.goto(`${view}?page=9`);
    await page.getByRole('button', { name: 'Go to the last page' }).click();
    await eventually(() => heading(page), '# 24');
  });
});

test('an active run: a new counterfactual appears in its place, and nothing else moves', async ({ visit, salient }) => {
  const run = await new Run(join(salient.directory, 'growing'), ['GradCAM']).begin();
  await run.samples([simpleSample(0, 0.75)]);
  const page = await visit('/jobs/growing/counterfactual');
  await page.getByText('No counterfactuals have been written yet.').waitFor();
  const layers = [{ probability: 0.625, boxes: [0, 0, 8, 8] }];
  await run.append({ sampleId: 0, hocs: [{ label: 0, mask: 'gaussian:4', layers }] });
  await eventually(() => heading(page), '# 0');
  await eventually(async () => (await shown(page))[0], 'Layer 1 · 2\u202f%0.625');
});

test('on a phone the strip is above the story', async ({ visit }) => {
  const page = await visit(view, { viewport: { width: 390, height: 844 }, expected: MISSING });
  await eventually(() => shown(page), LAST);
  const [list, story] = [page.getByRole('list', { name: 'Samples' }), page.getByRole('article')];
  const [above, below] = [await list.boundingBox(), await story.boundingBox()];
  expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
  expect(above?.height).toBeLessThan(140);
});
