import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findings } from '../support/browser-axe';
import { Run, type SampleSpec } from '../support/browser-jobs';
import { addressOf, eventually, mapsDrawn, sampleRow } from '../support/browser-pages';
import { makeShowcase, SHOWCASE_KEY, SHOWCASE_SAMPLES } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* The live threshold: a bar in the frame of a job. */

/** By sample: a ground truth, and runners-up of which the first has maps; label 3 is recorded nowhere. */
const RANKED: readonly SampleSpec[] = [0.9, 0.7, 0.45, 0.2].map((probability, id) => ({
  id,
  truth: [{ label: 0, probability }],
  runnersUp: [
    { label: 1, probability: 0.4 - id / 10, hasMaps: true },
    { label: 2, probability: 0.08 },
  ],
}));

const test = testsOf(async (directory) => {
  await makeShowcase(directory);
  await (await (await new Run(join(directory, 'ranked')).begin()).samples(RANKED)).end();
});

const RANKED_VIEW = '/jobs/ranked/saliency';
const SHOWCASE_VIEW = `/jobs/${SHOWCASE_KEY}/saliency`;

const bar = (page: Page) => page.getByRole('region', { name: 'Threshold' });
const slider = (page: Page) => bar(page).getByRole('slider');
const field = (page: Page) => bar(page).getByRole('textbox', { name: 'Threshold' });

/** The counts in the bar: TP, FN, FP. */
const counts = (page: Page) => bar(page).locator('[data-count]').allTextContents();

describe('the live threshold', () => {
  test('is off at first; a key switches it on at the recorded threshold and off again', async ({ visit }) => {
    const page = await visit(RANKED_VIEW);
    await mapsDrawn(page);
    expect(await bar(page).count()).toBe(0);
    await page.keyboard.press('t');
    await eventually(() => addressOf(page), `${RANKED_VIEW}?threshold=.5`);
    await eventually(() => counts(page), ['2', '2', '0']);
    await bar(page).getByText('All counts are exact here.').waitFor();
    await eventually(() => slider(page).evaluate((thumb) => thumb === document.activeElement), true);
    await page.keyboard.press('t');
    await eventually(() => addressOf(page), RANKED_VIEW);
    expect(await bar(page).count()).toBe(0);
  });

  test('counts follow at once, the address and the rows when it rests', async ({ visit }) => {
    const page = await visit(`${RANKED_VIEW}?threshold=.5`);
    await field(page).fill('.35');
    await eventually(() => counts(page), ['3', '1', '1']);
    await eventually(() => addressOf(page), `${RANKED_VIEW}?threshold=.35`);
    await sampleRow(page, 0).getByRole('button', { name: /dog/ }).getByText('FP').waitFor();
    await slider(page).focus();
    await page.keyboard.press('Home');
    await eventually(() => counts(page), ['4', '0', '≥ 8']);
    await page.keyboard.press('ArrowRight');
    await eventually(() => addressOf(page), `${RANKED_VIEW}?threshold=.001`);
  });

  test('a reload and the other views keep it', async ({ visit }) => {
    const page = await visit(`${RANKED_VIEW}?threshold=.35`);
    await eventually(() => counts(page), ['3', '1', '1']);
    await page.reload();
    await eventually(() => counts(page), ['3', '1', '1']);
    for (const [view, path] of [
      ['Confusion', 'confusion'],
      ['Insight', 'insight/explainers'],
      ['Evaluation', 'evaluation'],
      ['Saliency', 'saliency'],
    ]) {
      await page.getByRole('navigation', { name: 'Views of the job' }).getByRole('link', { name: view }).click();
      await eventually(() => addressOf(page), `/jobs/ranked/${path}?threshold=.35`);
      await eventually(() => counts(page), ['3', '1', '1']);
    }
    await page.getByRole('link', { name: '# 0', exact: true }).click();
    await eventually(() => new URL(page.url()).searchParams.get('threshold'), '.35');
    await page
      .getByText('FP only')
      .or(page.getByTitle(/FP only under the live threshold/))
      .first()
      .waitFor();
  });

  test('a count that may be too low says so, and why', async ({ visit }) => {
    const truths = SHOWCASE_SAMPLES.length;
    const page = await visit(`${SHOWCASE_VIEW}?threshold=.3`);
    const FP = SHOWCASE_SAMPLES.flatMap(({ wrong = [] }) => wrong).length;
    await eventually(async () => (await counts(page))[2], `≥ ${FP}`);
    await bar(page)
      .getByText(`labels without a recorded probability may reach .3 in ${truths} of ${truths} samples`)
      .waitFor();
    // At 1440 pixels the whole reason is in view: it is not what is cut.
    const words = bar(page).getByText('FP is a lower bound', { exact: false });
    expect(await words.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0);
    await field(page).fill('.6');
    await bar(page).getByText('All counts are exact here.').waitFor();
    const exact = SHOWCASE_SAMPLES.flatMap(({ wrong = [] }) => wrong).filter(({ probability }) => probability >= 0.6);
    await eventually(async () => (await counts(page))[2], String(exact.length));
    await bar(page)
      .getByRole('button', { name: /Back to the recorded threshold/ })
      .click();
    await eventually(() => addressOf(page), `${SHOWCASE_VIEW}?threshold=.5`);
  });

  test('a label that becomes FP without a map says that it has none', async ({ visit }) => {
    const page = await visit(`${RANKED_VIEW}?threshold=.05&types=FP&labels=2`);
    const row = sampleRow(page, 0);
    const lamp = row.getByRole('button', { name: /lamp/ });
    expect(await lamp.getAttribute('title')).toContain('FP only under the live threshold: the run did not predict it');
    expect(await lamp.getAttribute('title')).toContain('no maps recorded');
    await row.getByText('Not recorded').first().waitFor();
  });

  test('confusion marks what it bounds', async ({ visit }) => {
    const page = await visit('/jobs/ranked/confusion?threshold=.05');
    const table = page.getByRole('table', { name: 'Labels' });
    await table.getByRole('row', { name: /dog/ }).getByText('≥').first().waitFor();
    await table.getByRole('row', { name: /cat/ }).getByText('≤').first().waitFor();
    await page.getByText('≥ lower bound, ≤ upper bound', { exact: false }).waitFor();
    const share = table.getByRole('row', { name: /dog/ }).getByTitle(/of at least \d+ samples? on which dog/);
    expect(await share.textContent()).toMatch(/^≥\s\d/);
  });

  test('triage marks its counts of mistakes', async ({ visit }) => {
    const page = await visit('/jobs/ranked/insight/triage?threshold=.05');
    const card = page.getByRole('article', { name: 'Confident and wrong' });
    await card.getByText(/^of ≥\s8 mistakes/).waitFor();
    await page.getByText(/counts of mistakes are lower bounds \(≥\)\.$/).waitFor();
  });

  test('a number that is none is marked, and has no effect', async ({ visit }) => {
    const page = await visit(`${RANKED_VIEW}?threshold=.35`);
    await field(page).fill('1.5');
    expect(await field(page).getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Escape');
    expect(await field(page).inputValue()).toBe('.35');
    expect(addressOf(page)).toBe(`${RANKED_VIEW}?threshold=.35`);
  });

  test('something else in the address is named, and can be removed', async ({ visit }) => {
    const page = await visit(`${RANKED_VIEW}?threshold=half&size=2`);
    const note = page.getByRole('alert').filter({ hasText: 'threshold=half' });
    await note.getByText('no number from 0 to 1', { exact: false }).waitFor();
    await note.getByRole('button', { name: 'Remove it from the address' }).click();
    await eventually(() => addressOf(page), `${RANKED_VIEW}?size=2`);
    await eventually(() => note.count(), 0);
  });

  test('the first page of what matches is shown when the filter depends on it', async ({ visit }) => {
    const page = await visit(`${SHOWCASE_VIEW}?threshold=.5&types=TP&page=2`);
    await eventually(async () => (await counts(page)).includes('–'), false);
    await field(page).fill('.6');
    await eventually(() => addressOf(page), `${SHOWCASE_VIEW}?threshold=.6&types=TP`);
  });

  test.for([
    { width: 1440, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
  ] as const)('has no findings of axe at $width px, $colorScheme', async ({ width, colorScheme }, { visit }) => {
    const page = await visit(`${RANKED_VIEW}?threshold=.05`, { viewport: { width, height: 900 }, colorScheme });
    await eventually(() => counts(page), ['4', '0', '≥ 8']);
    expect(await findings(page)).toEqual([]);
    const { scrollWidth } = await bar(page).evaluate(({ scrollWidth, clientWidth }) => ({
      scrollWidth: scrollWidth - clientWidth,
    }));
    expect(scrollWidth).toBeLessThanOrEqual(0);
  });
});
