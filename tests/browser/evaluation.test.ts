import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { Run, simpleSample } from '../support/browser-jobs';
import { addressOf, eventually, select } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

const EXPLAINERS = ['GradCAM', 'Gradient', 'RISE'];
const MANY = 1000;

/** By explainer: Faithfulness, Localization, Robustness, and Alike, which does not depend on the label. */
const TOTALS = [
  [0.75, 0.5, 0.25, 0.5],
  [0.5, 0.625, 0.5, 0.5],
  [0.25, 0.25, Number.NaN, 0.123456],
];
const METRICS = ['Faithfulness', 'Localization', 'Robustness', 'Alike'];
const BY_LABEL = [0.5, 0.75, Number.NaN, 0.25];

async function scoredRun(directory: string, labels: readonly string[] = []): Promise<Run> {
  const run = await new Run(directory, EXPLAINERS).begin();
  await run.append({ metadata: { labels: [...labels], explainers: [], metrics: METRICS } });
  await run.samples([simpleSample(0, 0.75), simpleSample(1, 0.75), simpleSample(2, 0.75)]);
  return run;
}

/** The scores of an explainer, by label as in the pattern, slightly lower for each further explainer. */
const scoresOf = (explainer: number, labels: readonly number[]) => ({
  benchmarks: METRICS.map((metric, index) => ({
    metric,
    explainer: EXPLAINERS[explainer],
    total: TOTALS[explainer][index],
    labelScores: metric === 'Alike' ? [] : labels.map((score) => score - explainer / 16),
  })),
});

const test = testsOf(async (directory) => {
  const scored = await scoredRun(join(directory, 'scored'));
  await scored.append(scoresOf(0, BY_LABEL), scoresOf(1, BY_LABEL), scoresOf(2, BY_LABEL));
  await scored.end();
  const names = Array.from({ length: MANY - 4 }, (_, index) => `label ${index + 4}`);
  const many = await scoredRun(join(directory, 'many'), names);
  const steps = Array.from({ length: MANY }, (_, label) => 1 - label / MANY);
  await many.append(scoresOf(0, steps), scoresOf(1, steps), scoresOf(2, steps));
  await many.end();
  await (await scoredRun(join(directory, 'growing'), names)).append(scoresOf(0, steps));
});

const scores = (page: Page): Locator => page.getByRole('region', { name: 'Scores of the explainers' });
const labels = (page: Page): Locator => page.getByRole('table', { name: 'Per label' });

/** The text of a row of the score table, without its weight. */
async function rowOf(page: Page, name: RegExp): Promise<string[]> {
  const cells = await scores(page).getByRole('row', { name }).getByRole('cell').allTextContents();
  return cells.slice(1);
}

const headersOf = async (table: Locator): Promise<string[]> =>
  (await table.getByRole('columnheader').allTextContents()).map((text) => text.trim());

const weight = (page: Page, metric: string): Locator =>
  page.getByRole('textbox', { name: `Weight of ${metric}, percent` });

/** The names in the first column of the table per label, from top to bottom. */
const labelsShown = (page: Page): Promise<string[]> => labels(page).getByRole('rowheader').allTextContents();

describe('the table of scores', () => {
  test('has four decimals, full precision in tooltips, and no 0 for missing scores', async ({ visit }) => {
    const page = await visit('/jobs/scored/evaluation');
    await eventually(() => rowOf(page, /^Alike/), ['best0.5000', 'best0.5000', '0.1235']);
    expect(await page.getByText('0.1235').getAttribute('title')).toBe('0.123456');
    expect(await rowOf(page, /^Robustness/)).toEqual(['0.2500', 'best0.5000', 'not scored']);
    expect(await rowOf(page, /^Composite/)).toEqual([
      '0.5000rank 2',
      '0.5313rank 1',
      '0.2078not rankedover 3 of 4 metrics',
    ]);
  });

  test('sorts metrics by an explainer and explainers by a metric, in the URL', async ({ visit }) => {
    const page = await visit('/jobs/scored/evaluation');
    await scores(page).getByRole('button', { name: 'Faithfulness', exact: true }).click();
    await eventually(() => addressOf(page), '/jobs/scored/evaluation?cols=-0');
    await scores(page).getByRole('button', { name: 'Faithfulness', exact: true }).click();
    await eventually(() => headersOf(scores(page)), ['Metric', 'Weight', 'RISE', 'Gradient', 'GradCAM']);
    await scores(page).getByRole('button', { name: 'RISE' }).click();
    await eventually(() => addressOf(page), '/jobs/scored/evaluation?cols=0&rows=-2');
    await eventually(
      () =>
        scores(page)
          .getByRole('rowheader')
          .getByRole('button', { name: /^[A-Z]\w+$/ })
          .allTextContents(),
      ['Faithfulness', 'Localization', 'Alike', 'Robustness', 'Composite'],
    );
  });
});

describe('weights', () => {
  test('are entered exactly: the others share the rest, and the URL stores it', async ({ visit }) => {
    const page = await visit('/jobs/scored/evaluation');
    expect(await weight(page, 'Alike').inputValue()).toBe('25');
    await weight(page, 'Faithfulness').fill('70');
    await weight(page, 'Faithfulness').press('Enter');
    await eventually(() => addressOf(page), '/jobs/scored/evaluation?w=0.7,0.1,0.1,0.1');
    await eventually(() => rowOf(page, /^Composite/).then(([first]) => first), '0.6500rank 1');
    await page.reload();
    expect(await weight(page, 'Localization').inputValue()).toBe('10');
    await page.getByRole('button', { name: 'Equal weights' }).click();
    await eventually(() => addressOf(page), '/jobs/scored/evaluation');
  });

  test('are not changed by an invalid percentage', async ({ visit }) => {
    const page = await visit('/jobs/scored/evaluation');
    await weight(page, 'Alike').fill('101');
    await eventually(() => weight(page, 'Alike').getAttribute('aria-invalid'), 'true');
    await weight(page, 'Alike').press('Enter');
    await eventually(() => weight(page, 'Alike').inputValue(), '25');
    expect(addressOf(page)).toBe('/jobs/scored/evaluation');
  });

  test('are set by the keys of a slider, up to 100 %', async ({ visit }) => {
    const page = await visit('/jobs/scored/evaluation');
    await page.getByRole('slider', { name: 'Weight of Robustness' }).press('End');
    await eventually(() => addressOf(page), '/jobs/scored/evaluation?w=0,0,1,0');
    await eventually(() => rowOf(page, /^Composite/), ['0.2500rank 2', '0.5000rank 1', 'not ranked']);
  });

  test('are changed by the smallest change that changes the winner', async ({ visit }) => {
    const page = await visit('/jobs/scored/evaluation');
    await page.getByText('Gradient leads').waitFor();
    await page
      .getByText(
        /^The smallest change of weights that changes the winner: move 6.25 percentage points from Robustness to Faithfulness\. Then GradCAM/,
      )
      .waitFor();
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('GradCAM leads').waitFor();
    // Its lead is visible: the displayed composites differ.
    const composites = await rowOf(page, /^Composite/);
    const [gradCam, gradient] = composites.map((text) => Number.parseFloat(text));
    expect(gradCam).toBeGreaterThan(gradient);
    expect(Number(await weight(page, 'Robustness').inputValue())).toBeGreaterThan(18);
  });
});

test('hovering over an explainer in the radar chart highlights its column, and vice versa', async ({ visit }) => {
  const page = await visit('/jobs/scored/evaluation');
  const legend = page.getByRole('list', { name: 'Explainers in the radar chart' });
  const column = scores(page).getByRole('columnheader', { name: 'Gradient', exact: true });
  const ground = () => column.evaluate((element) => getComputedStyle(element).backgroundColor);
  const plain = await ground();
  await legend.getByRole('button', { name: 'Gradient', exact: true }).hover();
  await eventually(async () => (await ground()) !== plain, true);
  await column.hover();
  const entry = legend.getByRole('button', { name: 'Gradient', exact: true });
  await eventually(() => entry.getAttribute('aria-pressed'), 'true');
});

describe('the scores per label', () => {
  test('of one metric or one explainer; a metric that does not depend on the label cannot be selected', async ({
    visit,
  }) => {
    const page = await visit('/jobs/scored/evaluation');
    expect(await headersOf(labels(page))).toEqual(['Label', 'Samples', 'GradCAM', 'Gradient', 'RISE']);
    expect(await page.getByRole('option', { name: /^Alike/ }).getAttribute('disabled')).toBe('');
    await page.getByText('Alike has one score for all labels.').waitFor();
    await select(page, 'Scores shown per label', 'RISE');
    await eventually(() => addressOf(page), '/jobs/scored/evaluation?explainer=2');
    expect(await headersOf(labels(page))).toEqual(['Label', 'Samples', 'Faithfulness', 'Localization', 'Robustness']);
    const lamp = labels(page).getByRole('row', { name: /^lamp/ });
    expect(await lamp.getByRole('cell').allTextContents()).toEqual(['1', 'not scored', 'not scored', 'not scored']);
  });

  test('can be sorted by any column, with missing scores last in both directions', async ({ visit }) => {
    const page = await visit('/jobs/scored/evaluation');
    const header = labels(page).getByRole('button', { name: 'GradCAM' });
    await header.click();
    await eventually(() => labelsShown(page), ['dog', 'cat', 'ship', 'lamp']);
    await header.click();
    await eventually(() => labelsShown(page), ['ship', 'cat', 'dog', 'lamp']);
    await eventually(() => addressOf(page), '/jobs/scored/evaluation?sort=0');
    await page.getByRole('searchbox', { name: 'Find a label…' }).fill('D');
    await eventually(() => labelsShown(page), ['dog']);
  });

  test('are downloaded as shown', async ({ visit }) => {
    const page = await visit('/jobs/scored/evaluation?sort=label');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).last().click(),
    ]);
    expect(download.suggestedFilename()).toBe('scored-Faithfulness-by-label.csv');
    expect(await readFile(await download.path(), 'utf8')).toBe(
      'label id,label,samples,GradCAM,Gradient,RISE\r\n' +
        '0,cat,1,0.5,0.4375,0.375\r\n1,dog,1,0.75,0.6875,0.625\r\n2,lamp,1,,,\r\n3,ship,0,0.25,0.1875,0.125\r\n',
    );
  });

  test('of a thousand labels: only the visible ones are rendered, the last one is reachable', async ({ visit }) => {
    const page = await visit('/jobs/many/evaluation?sort=-0');
    await page.getByText('1,000 of 1,000 labels scored').waitFor();
    expect(await labels(page).getByRole('row').count()).toBeLessThan(60);
    expect(await labels(page).getAttribute('aria-rowcount')).toBe('1001');
    await page.getByRole('region', { name: 'Per label' }).last().press('End');
    await labels(page)
      .getByRole('row', { name: /^label 999/ })
      .waitFor();
    expect(await labels(page).getByRole('row').count()).toBeLessThan(60);
  });
});

test('while a job grows, scroll position, order and typed text are kept', async ({ visit, salient }) => {
  const page = await visit('/jobs/growing/evaluation?sort=-0');
  const frame = page.getByRole('region', { name: 'Per label' }).last();
  await frame.evaluate((element) => element.scrollTo(0, 5000));
  const middle = labels(page).getByRole('row', { name: /^label 140/ });
  await middle.waitFor();
  await weight(page, 'Alike').fill('1');
  const steps = Array.from({ length: MANY }, (_, label) => 1 - label / MANY);
  await new Run(join(salient.directory, 'growing'), EXPLAINERS).append(scoresOf(1, steps));
  await eventually(() => rowOf(page, /^Faithfulness/), ['best0.7500', '0.5000', 'not scored']);
  expect(await frame.evaluate((element) => element.scrollTop)).toBe(5000);
  expect(await middle.isVisible()).toBe(true);
  expect(await weight(page, 'Alike').inputValue()).toBe('1');
});

test('the help explains a metric, with a source', async ({ visit }) => {
  const page = await visit('/jobs/scored/evaluation');
  await page.getByRole('button', { name: 'Help: Faithfulness' }).click();
  const help = page.getByRole('dialog', { name: 'Faithfulness' });
  await help.getByText(/DeletionAUC: 1 minus the area/).waitFor();
  expect(await help.getByRole('link').getAttribute('href')).toMatch(/^https:\/\/www\.mindspore\.cn\/xai\//);
});
