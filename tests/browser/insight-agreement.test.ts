import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import type { AgreementAnswer, PairsAnswer } from '../../lib/api/insight-answers';
import type { SamplesAnswer } from '../../lib/api/sample-answers';
import { fullAgreement, type StoredMap } from '../../lib/sketch/full-resolution';
import { findings } from '../support/browser-axe';
import { copyDemo, DIGITS, numbersFinal, shown, surveyed } from '../support/browser-insight';
import { Run, simpleSample } from '../support/browser-jobs';
import { addressOf, eventually } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

const test = testsOf(async (directory) => {
  await copyDemo(directory, DIGITS);
  const one = await new Run(join(directory, 'one'), ['GradCAM']).begin();
  await one.samples([simpleSample(1, 0.8)]);
  await one.end();
});

const agreement = `/jobs/${DIGITS}/insight/agreement`;
const api = `/api/jobs/${DIGITS}/insight`;

/** The cells of two explainers, above the diagonal and below it. */
const cell = (page: Page, a: string, b: string) =>
  page
    .getByRole('table', { name: 'Agreement of each two explainers' })
    .getByRole('button', { name: new RegExp(`\\b(${a} × ${b}|${b} × ${a}): lift`) });

/** The numbers of the first pair: at full resolution, and on 16 × 16 cells. */
async function numbersOf(page: Page, row: 'full' | 'sketch'): Promise<string[]> {
  return page.locator(`[data-${row}]`).first().getByRole('cell').allTextContents();
}

test('the matrix has the lifts of the API, clones stand under one bracket', async ({ visit, salient }) => {
  const { pairs } = await surveyed<AgreementAnswer>(salient.url, `${api}/agreement`);
  const page = await visit(agreement);
  await numbersFinal(page);
  for (const pair of pairs) {
    const [above] = await cell(page, pair.a, pair.b).allTextContents();
    expect(above).toContain(shown(pair.rho.lift, true));
  }
  expect(await page.getByRole('columnheader', { name: 'one vote' }).getAttribute('colspan')).toBe('2');
  const [{ a, b, overlap }] = pairs;
  await page.getByText(new RegExp(`${a}.* and .*${b}.* share ${overlap.mean?.toFixed(2)} of their mass`)).waitFor();
  await page.getByRole('radio', { name: 'Shared mass' }).click();
  await eventually(() => addressOf(page), `${agreement}?measure=overlap`);
  await eventually(
    async () => (await cell(page, a, b).first().textContent())?.includes(shown(overlap.lift, true)),
    true,
  );
});

test('all pairs of the filter are downloaded, not only those of the page', async ({ visit, salient }) => {
  const [a, b] = (await surveyed<AgreementAnswer>(salient.url, `${api}/agreement`)).explainers;
  const query = new URLSearchParams({ a, b, label: '4' });
  const { pairCount } = await surveyed<PairsAnswer>(salient.url, `${api}/pairs?${query}`);
  const page = await visit(`${agreement}?labels=4&a=0&b=1`);
  await numbersFinal(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download as CSV: all ${pairCount} pairs of the filter` }).click();
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(1 + pairCount);
  expect(pairCount).toBeGreaterThan(8);
  expect(new Set(lines).size).toBe(lines.length);
});

test('a cell opens its pairs, and the arrow keys walk through the cells', async ({ visit, salient }) => {
  const { explainers } = await surveyed<AgreementAnswer>(salient.url, `${api}/agreement`);
  const [first, second, third] = explainers;
  const page = await visit(agreement);
  await numbersFinal(page);
  await cell(page, first, third).first().click();
  await eventually(() => addressOf(page), `${agreement}?a=0&b=2`);
  await page.getByRole('heading', { name: `${first} × ${third}` }).waitFor();
  await page.keyboard.press('ArrowDown');
  await eventually(() => addressOf(page), `${agreement}?a=1&b=2`);
  await page.getByRole('heading', { name: `${second} × ${third}` }).waitFor();
});

test('a pair has its agreement at full resolution and the value that it is sorted by', async ({ visit, salient }) => {
  const { explainers } = await surveyed<AgreementAnswer>(salient.url, `${api}/agreement`);
  const [a, b] = [explainers[1], explainers[2]];
  const query = new URLSearchParams({ a, b });
  const { pairs, pairCount } = await surveyed<PairsAnswer>(salient.url, `${api}/pairs?${query}`);
  const [pair] = pairs;
  const response = await fetch(`${salient.url}/api/jobs/${DIGITS}/samples?ids=${pair.sample}`);
  const { samples }: SamplesAnswer = await response.json();
  const mapOf = async (explainer: number): Promise<StoredMap> => {
    const map = samples[0].maps.find((each) => each.explainer === explainer && each.label === pair.label);
    if (!map) throw new Error(`Sample ${pair.sample} has no map of ${explainers[explainer]}.`);
    const file = sharp(join(salient.directory, DIGITS, map.path))
      .extractChannel(0)
      .raw();
    const { data, info } = await file.toBuffer({ resolveWithObject: true });
    return { levels: data, width: info.width, height: info.height, range: map.range ?? { signed: false } };
  };
  const { rho, iou, overlap } = fullAgreement(await mapOf(1), await mapOf(2));

  const page = await visit(`${agreement}?a=1&b=2`);
  await eventually(
    () => numbersOf(page, 'full'),
    [rho, iou, overlap].map((value) => shown(value)),
  );
  expect(await numbersOf(page, 'sketch')).toEqual([pair.rho, pair.iou, pair.overlap].map((value) => shown(value)));
  await page.getByText(`1–8 of ${pairCount}`).waitFor();
  await page.getByRole('link', { name: 'Next page' }).click();
  await eventually(() => addressOf(page), `${agreement}?a=1&b=2&page=2`);
  await page.getByText(`9–16 of ${pairCount}`).waitFor();
  await page.getByRole('link', { name: 'Open stage' }).first().click();
  await page.getByRole('dialog').waitFor();
});

test.for(['light', 'dark'] as const)('it is accessible, %s', async (colorScheme, { visit }) => {
  const page = await visit(agreement, { colorScheme });
  await numbersFinal(page);
  await page.locator('[data-full]').first().waitFor();
  expect(await findings(page)).toEqual([]);
});

test('one explainer has nothing to agree with', async ({ visit }) => {
  const page = await visit('/jobs/one/insight/agreement');
  await page.getByText('Agreement takes two explainers; this job has one.').waitFor();
});
