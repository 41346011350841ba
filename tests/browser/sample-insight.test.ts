import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, vi } from 'vitest';
import type { SampleInsightAnswer } from '../../lib/api/insight-answers';
import type { SampleAnswer } from '../../lib/api/sample-answers';
import { fullAgreement, type StoredMap } from '../../lib/sketch/full-resolution';
import { findings } from '../support/browser-axe';
import { copyDemo, shown } from '../support/browser-insight';
import { mapPath, Run, type SampleSpec, simpleSample } from '../support/browser-jobs';
import { addressOf, eventually, mapsDrawn } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* What the page of a sample, the stage and the counterfactual view say about the maps of one sample. */

/** A wrong prediction whose maps have no recorded ranges. */
const WRONG: SampleSpec = {
  id: 1,
  truth: [{ label: 0, probability: 0.3, sd: 0.05 }],
  wrong: [{ label: 1, probability: 0.7, sd: 0.1 }],
  mapFormat: 'png',
};
const CONSTANT: SampleSpec = { ...simpleSample(2, 0.8), mapFormat: 'png' };

const test = testsOf(async (directory) => {
  await copyDemo(directory, 'photos');
  const plain = await new Run(join(directory, 'plain'), ['GradCAM', 'Gradient']).begin();
  await plain.samples([WRONG, CONSTANT]);
  await plain.end();
  const even = sharp({ create: { width: 64, height: 48, channels: 3, background: { r: 90, g: 90, b: 90 } } });
  await writeFile(
    join(directory, 'plain', mapPath(CONSTANT, 'GradCAM', 2)),
    await even.toColourspace('b-w').png().toBuffer(),
  );
  const alone = await new Run(join(directory, 'alone'), ['GradCAM']).begin();
  await alone.samples([simpleSample(1, 0.8)]);
  await alone.image(simpleSample(2, 0.8));
  await alone.inference(simpleSample(2, 0.8));
  await alone.end();
});

/** A dome that was taken for a mosque; with counterfactual boxes, intervals and recorded ranges. */
const PHOTO = 9;
const [DOME, MOSQUE] = [538, 668];
const page9 = `/jobs/photos/samples/${PHOTO}`;

/** The answer about a label of the photo, once the whole job is surveyed. */
const insightOf = (origin: string, label: number): Promise<SampleInsightAnswer> =>
  vi.waitFor(
    async () => {
      const response = await fetch(`${origin}/api/jobs/photos/insight/sample?sample=${PHOTO}&label=${label}`);
      const answer: SampleInsightAnswer = await response.json();
      expect(answer.baseline.surveyed).toBe(answer.baseline.total);
      expect(answer.surveyed).toBeGreaterThan(0);
      return answer;
    },
    { timeout: 30_000, interval: 100 },
  );

const evidence = (page: Page) => page.getByRole('region', { name: 'Evidence in the model’s own boxes' });
const matrix = (page: Page) => page.getByRole('table', { name: 'Agreement of each two explainers' });
const rowOf = (page: Page, explainer: string) => evidence(page).locator(`[data-evidence="${explainer}"]`);
const textOf = async (cells: Locator) => (await cells.allTextContents()).map((text) => text.replaceAll('\u202f', ' '));

/** A map as it is stored. */
async function storedMap(origin: string, directory: string, explainer: number, label: number): Promise<StoredMap> {
  const { sample }: SampleAnswer = await (await fetch(`${origin}/api/jobs/photos/samples/${PHOTO}`)).json();
  const map = sample.maps.find((each) => each.explainer === explainer && each.label === label);
  if (!map) throw new Error('There is no such map.');
  const file = sharp(join(directory, 'photos', map.path))
    .extractChannel(0)
    .raw();
  const { data, info } = await file.toBuffer({ resolveWithObject: true });
  return { levels: data, width: info.width, height: info.height, range: map.range ?? { signed: false } };
}

describe('the page of a sample', () => {
  test('has the evidence of the API, beside that of an even map', async ({ visit, salient }) => {
    const { maps, area } = await insightOf(salient.url, MOSQUE);
    const page = await visit(page9);
    for (const { explainer, inside, lift, border, spread } of maps) {
      const numbers = [lift, border, spread].map((value) => value?.toFixed(2));
      await eventually(
        async () => (await textOf(rowOf(page, explainer).getByRole('cell'))).slice(1),
        [`${Math.round(100 * (inside ?? 0))} %`, `${numbers[0]} ×`, `${numbers[1]}`, `${numbers[2]}`],
      );
    }
    const share = `${Math.round(100 * (area ?? 0))}`;
    await evidence(page)
      .getByText(new RegExp(`inside the 3 boxes .*, ${share}.% of the picture`))
      .waitFor();
    await evidence(page).getByText('6 of 6 maps surveyed').waitFor();
  });

  test('says so where a label has no counterfactual', async ({ visit }) => {
    const page = await visit(`${page9}?pick=${PHOTO}.${DOME}`);
    await evidence(page).getByText('No counterfactual was recorded for', { exact: false }).waitFor();
    expect(await rowOf(page, 'GradCAM').getByRole('cell').count()).toBe(2);
  });

  test('has the lift of each two maps over the job; a cell opens both in swipe', async ({ visit, salient }) => {
    const { pairs } = await insightOf(salient.url, MOSQUE);
    const page = await visit(page9);
    const cellOf = (a: string, b: string) =>
      matrix(page)
        .getByRole('button', { name: new RegExp(`(^|[^\\w])(${a} × ${b}|${b} × ${a}): `) })
        .first();
    for (const { a, b, rho, job } of pairs) {
      const lift = (rho ?? 0) - (job.rho.shuffled ?? 0);
      await eventually(async () => (await cellOf(a, b).textContent())?.includes(shown(lift, true)), true);
    }
    await page.getByRole('radio', { name: 'IoU' }).click();
    await eventually(() => addressOf(page), `${page9}?matrix=iou`);
    await page.reload();
    const [{ a, b, iou, job }] = pairs;
    const lift = (iou ?? 0) - (job.iou.shuffled ?? 0);
    await eventually(async () => (await cellOf(a, b).textContent())?.includes(shown(lift, true)), true);
    // Arrow keys only walk.
    await cellOf(a, b).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: `Sample ${PHOTO}, large` }).waitFor();
    expect(addressOf(page)).toContain('against=');
  });

  test('sets the maps of both labels of a wrong prediction side by side, with their difference', async ({ visit }) => {
    const page = await visit(page9);
    const decided = page.getByRole('region', { name: 'What decided the wrong prediction' });
    await decided.locator('[data-difference="values"]').waitFor();
    await decided.getByText('Red: more for dome; blue: more for mosque.', { exact: false }).waitFor();
    await decided.getByRole('img', { name: 'Difference of the maps of Gradient: dome minus mosque' }).waitFor();
    const truth = decided.locator('[data-decision="truth"]');
    expect(await truth.textContent()).toContain('0.132 below the threshold of 0.2 · 95 % interval 0.059 to 0.360');
    expect(await truth.textContent()).toContain('it crosses the threshold');
    const other = decided.locator('[data-decision="other"]');
    expect(await other.textContent()).toContain('the probability lies outside its own interval');
    await decided.getByText('mosque is 0.843 more probable than dome. Their intervals overlap.').waitFor();
    await decided.getByRole('combobox', { name: 'Explainer' }).selectOption({ label: 'RISE' });
    await eventually(() => addressOf(page), `${page9}?by=5`);
    await decided.getByRole('img', { name: 'Difference of the maps of RISE: dome minus mosque' }).waitFor();
    await page.reload();
    await decided.getByRole('img', { name: 'Difference of the maps of RISE: dome minus mosque' }).waitFor();
    // It goes with the page to the next sample.
    await page.keyboard.press('j');
    await eventually(() => /samples\/\d+\?by=5$/.test(addressOf(page)) && !addressOf(page).startsWith(page9), true);
  });

  test('shows a difference of shares where no ranges were recorded', async ({ visit }) => {
    const page = await visit('/jobs/plain/samples/1');
    const decided = page.getByRole('region', { name: 'What decided the wrong prediction' });
    await decided.locator('[data-difference="shares"]').waitFor();
    await decided
      .getByText('Difference of shares of mass, because no ranges were recorded', { exact: false })
      .waitFor();
    await page.goto('/jobs/plain/samples/2');
    await mapsDrawn(page, 2);
    expect(await decided.count()).toBe(0);
  });

  test('says what it lacks with one explainer, and without maps', async ({ visit }) => {
    const page = await visit('/jobs/alone/samples/1');
    await page.getByText('Agreement takes maps of two explainers; this label has one.').waitFor();
    await page.goto('/jobs/alone/samples/2');
    await page.getByText('No saliency map was recorded for', { exact: false }).waitFor();
    await page.getByText('Agreement takes maps of two explainers; this label has none.').waitFor();
  });

  test('says so if its numbers cannot be loaded', async ({ visit }) => {
    const page = await visit('/', { expected: [/503/] });
    await page.route('**/insight/sample*', (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(page9);
    await evidence(page).getByText('The numbers of this sample could not be loaded.', { exact: false }).waitFor();
    await page.unroute('**/insight/sample*');
    await evidence(page).getByRole('button', { name: 'Try again' }).click();
    await rowOf(page, 'RISE').waitFor();
  });

  test.for([
    { width: 390, colorScheme: 'dark' as const, locale: 'en-GB' },
    { width: 1440, colorScheme: 'light' as const, locale: 'en-GB' },
    { width: 2560, colorScheme: 'dark' as const, locale: 'zh-CN' },
  ])('is accessible at $width px', async ({ width, ...options }, { visit, salient }) => {
    await insightOf(salient.url, MOSQUE);
    const page = await visit(page9, { viewport: { width, height: 900 }, ...options });
    await page.locator('[data-evidence="RISE"]').waitFor();
    await page.locator('[data-difference]').waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});

describe('the stage', () => {
  test('has the agreement of the two maps in swipe at full resolution', async ({ visit, salient }) => {
    const [a, b] = await Promise.all(
      [0, 3].map((explainer) => storedMap(salient.url, salient.directory, explainer, MOSQUE)),
    );
    const { rho, iou, width, height } = fullAgreement(a, b);
    const page = await visit(`/jobs/photos/saliency?stage=${PHOTO}&on=0&against=3`);
    const words = page.getByRole('status', { name: 'Agreement of the two maps at full resolution' });
    await words.getByText(`ρ ${shown(rho)}`).waitFor();
    await words.getByText(`IoU ${shown(iou)}`).waitFor();
    const pixels = (width * height).toLocaleString('en-GB');
    await words.getByText(`${pixels} pixels, ${width} × ${height}`, { exact: false }).waitFor();
    await words.getByText('on the larger grid').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('s');
    await words.waitFor({ state: 'detached' });
  });

  test('says why it is not defined', async ({ visit }) => {
    const page = await visit('/jobs/plain/saliency?stage=2&on=0&against=1');
    const words = page.getByRole('status', { name: 'Agreement of the two maps at full resolution' });
    await words.getByText('Agreement not defined: the map of GradCAM is constant').waitFor();
  });
});

describe('the counterfactual view', () => {
  test('has the mass of each map inside the boxes, beside their area', async ({ visit, salient }) => {
    const { maps } = await insightOf(salient.url, MOSQUE);
    const page = await visit(`/jobs/photos/counterfactual?sample=${PHOTO}`);
    for (const { explainer, inside, lift } of maps)
      await eventually(
        async () => (await textOf(rowOf(page, explainer).getByRole('cell'))).slice(1),
        [`${Math.round(100 * (inside ?? 0))} %`, `${lift?.toFixed(2)} ×`],
      );
    await evidence(page).getByText('an even map', { exact: false }).waitFor();
    expect(await findings(page)).toEqual([]);
  });
});
