import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { LABELS, Run, type SampleSpec } from '../support/browser-jobs';
import { addressOf, eventually, samplesShown } from '../support/browser-pages';
import { makeShowcase, SHOWCASE_KEY, SHOWCASE_SAMPLES, typedLabels } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

const MANY = 60;

/** Every label is mistaken for the next one, and half of them are not predicted at all on a second sample. */
const MANY_SAMPLES: readonly SampleSpec[] = Array.from({ length: MANY + MANY / 2 }, (_, id) => ({
  id,
  truth: [{ label: id % MANY, probability: 0.25 }],
  wrong: id < MANY ? [{ label: (id + 1) % MANY, probability: 0.75 }] : [],
}));

const test = testsOf(async (directory) => {
  await makeShowcase(directory);
  const many = await new Run(join(directory, 'many'), ['GradCAM']).begin();
  const names = Array.from({ length: MANY - LABELS.length }, (_, index) => `label ${index + LABELS.length}`);
  await many.append({ metadata: { labels: names, explainers: [], metrics: [] } });
  for (const sample of MANY_SAMPLES) {
    await many.image(sample);
    await many.inference(sample);
  }
  await many.end();
  await (await new Run(join(directory, 'empty')).begin()).end();
});

const confusion = `/jobs/${SHOWCASE_KEY}/confusion`;
const saliency = `/jobs/${SHOWCASE_KEY}/saliency`;
const CAT = 0;
const DOG = 1;

const labels = (page: Page): Locator => page.getByRole('table', { name: 'Labels' });
const pairs = (page: Page): Locator => page.getByRole('region', { name: 'Ground truth × predicted' }).last();

/** The ids of the matching samples of the showcase, ascending. */
const idsOf = (holds: (labels: ReturnType<typeof typedLabels>) => boolean): number[] =>
  SHOWCASE_SAMPLES.filter((sample) => holds(typedLabels(sample))).map(({ id }) => id);

describe('from a count to its samples', () => {
  test('the missed samples of a label', async ({ visit }) => {
    const missed = idsOf((all) => all.some(({ label, type }) => label === CAT && type === 'FN'));
    const page = await visit(confusion);
    const link = labels(page).getByRole('link', { name: `${missed.length} samples on which cat was missed` });
    expect(await link.textContent()).toBe(String(missed.length));
    await link.click();
    await eventually(() => addressOf(page), `${saliency}?labels=0&types=FN`);
    await page.getByText(`of ${missed.length} · ${SHOWCASE_SAMPLES.length} in all`).waitFor();
  });

  test('a ground truth that was mistaken for another, and back', async ({ visit }) => {
    const taken = idsOf(
      (all) =>
        all.some(({ label, type }) => label === CAT && type !== 'FP') &&
        all.some(({ label, type }) => label === DOG && type !== 'FN'),
    );
    expect(taken.length).toBeGreaterThan(0);
    const page = await visit(confusion);
    await pairs(page)
      .getByRole('link', { name: `${taken.length} samples: ground truth cat, predicted dog` })
      .click();
    await eventually(() => addressOf(page), `${saliency}?truth=0&predicted=1`);
    await page.getByText(`of ${taken.length} · ${SHOWCASE_SAMPLES.length} in all`).waitFor();
    for (const id of await samplesShown(page)) expect(taken).toContain(id);
    await page.getByRole('button', { name: 'Predicted dog. Remove the filter' }).click();
    await eventually(() => addressOf(page), `${saliency}?truth=0`);
    await page.getByRole('button', { name: 'Ground truth cat. Remove the filter' }).click();
    await eventually(() => addressOf(page), saliency);
    for (const _ of [1, 2, 3]) await page.goBack();
    await eventually(() => addressOf(page), confusion);
  });

  test('a ground truth without a prediction', async ({ visit }) => {
    const lone = idsOf((all) => all.some(({ label }) => label === DOG) && all.every(({ type }) => type === 'FN'));
    const page = await visit(confusion);
    await pairs(page)
      .getByRole('link', { name: `${lone.length} samples: ground truth dog, predicted nothing above the threshold` })
      .click();
    await eventually(() => addressOf(page), `${saliency}?truth=1&predicted=none`);
    await page.getByRole('button', { name: 'Nothing predicted. Remove the filter' }).waitFor();
    await page.getByText(`of ${lone.length} · ${SHOWCASE_SAMPLES.length} in all`).waitFor();
    for (const id of await samplesShown(page)) expect(lone).toContain(id);
  });
});

test('labels have precision and recall, and can be sorted by them', async ({ visit }) => {
  const page = await visit(`${confusion}?sort=label`);
  const all = SHOWCASE_SAMPLES.flatMap(typedLabels).filter(({ label }) => label === DOG);
  const count = (type: string) => all.filter((one) => one.type === type).length;
  const cells = await labels(page).getByRole('row', { name: /^dog/ }).getByRole('cell').allTextContents();
  const percent = (part: number, whole: number, what: string) =>
    `${part}${Math.round((100 * part) / whole)}\u202f% of ${whole} samples ${what}`;
  const [truths, predictions] = [count('TP') + count('FN'), count('TP') + count('FP')];
  expect(cells).toEqual([
    String(truths),
    percent(count('TP'), truths, 'with dog as ground truth'),
    percent(count('FN'), truths, 'with dog as ground truth'),
    percent(count('FP'), predictions, 'on which dog was predicted'),
    (count('TP') / predictions).toFixed(3),
    (count('TP') / truths).toFixed(3),
  ]);
  // Each heading ends where its numbers end.
  const endOf = async (part: Locator) => {
    const { x, width } = (await part.boundingBox()) ?? { x: 0, width: 0 };
    return x + width;
  };
  const counts = labels(page).getByRole('row', { name: /^dog/ }).getByRole('link');
  for (const [index, type] of ['TP', 'FN', 'FP'].entries())
    expect(await endOf(labels(page).getByText(type, { exact: true }))).toBeCloseTo(await endOf(counts.nth(index)), 0);
  // In a wide window the matrix is beside the labels.
  const below = await pairs(page).boundingBox();
  await page.setViewportSize({ width: 2560, height: 900 });
  await eventually(async () => ((await pairs(page).boundingBox())?.y ?? 0) < (below?.y ?? 0), true);
  await labels(page).getByRole('button', { name: 'Recall' }).click();
  await eventually(() => addressOf(page), `${confusion}?sort=-recall`);
});

test('the pairs are downloaded', async ({ visit }) => {
  const page = await visit('/jobs/many/confusion');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as CSV' }).last().click(),
  ]);
  expect(download.suggestedFilename()).toBe('many-confusion.csv');
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(lines.slice(0, 3)).toEqual([
    'ground truth id,ground truth,predicted id,predicted,samples',
    '0,cat,1,dog,1',
    '0,cat,,,1',
  ]);
  expect(lines).toHaveLength(1 + MANY_SAMPLES.length + 1);
});

test('many labels have a list of pairs instead of a matrix, which says what it omits', async ({ visit }) => {
  const page = await visit('/jobs/many/confusion');
  await page.getByText(/^90 of 90 pairs: the wrong predictions\. Jobs with up to 40 labels have a matrix/).waitFor();
  const list = page.getByRole('table', { name: 'Ground truth × predicted' });
  await list.getByRole('button', { name: 'Predicted' }).click();
  await eventually(() => addressOf(page), '/jobs/many/confusion?pairs=predicted');
  await list.getByRole('link', { name: '1 sample: ground truth label 59, predicted cat' }).click();
  await eventually(() => samplesShown(page), [59]);
});

test('a job without samples says so', async ({ visit }) => {
  const page = await visit('/jobs/empty/confusion');
  await page.getByRole('heading', { name: 'No sample has both ground truth and a prediction.' }).waitFor();
});
