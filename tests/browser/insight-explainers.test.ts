import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { AgreementAnswer, ExplainersAnswer } from '../../lib/api/insight-answers';
import { findings } from '../support/browser-axe';
import { copyDemo, DIGITS, numbersFinal, shown, surveyed } from '../support/browser-insight';
import { Run, simpleSample } from '../support/browser-jobs';
import { addressOf, chooseLabels, eventually } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

const test = testsOf(async (directory) => {
  await copyDemo(directory, DIGITS);
  const one = await new Run(join(directory, 'one'), ['GradCAM']).begin();
  await one.samples([simpleSample(1, 0.8)]);
  await one.end();
  const single = await new Run(join(directory, 'single'), ['GradCAM', 'RISE']).begin();
  await single.samples([simpleSample(1, 0.8)]);
  await single.end();
  const none = await new Run(join(directory, 'none')).begin();
  await none.image(simpleSample(1, 0.8));
  await none.inference(simpleSample(1, 0.8));
  await none.end();
});

const explainers = `/jobs/${DIGITS}/insight/explainers`;
const api = `/api/jobs/${DIGITS}/insight`;

describe('the explainers', () => {
  test('show numbers of fewer samples, which are marked, until all are counted', async ({ visit, salient }) => {
    const answer = await surveyed<ExplainersAnswer>(salient.url, `${api}/explainers`);
    let count = () => {};
    const counted = new Promise<void>((resolve) => {
      count = resolve;
    });
    const page = await visit('/');
    await page.route(`**${api}/explainers*`, async (route) => {
      const isQuick = route.request().url().includes('quick=true');
      if (!isQuick) await counted;
      await route.fulfill({ json: { ...answer, isDraft: isQuick } });
    });
    await page.goto(explainers);
    const note = page.getByText('First numbers, of fewer samples; all are being counted');
    await note.waitFor();
    expect(await page.locator('[data-draft]').count()).toBe(1);
    count();
    await note.waitFor({ state: 'detached' });
    await numbersFinal(page);
  });

  test('stand in the order of the job with the numbers of the API', async ({ visit, salient }) => {
    const answer = await surveyed<ExplainersAnswer>(salient.url, `${api}/explainers`);
    const page = await visit(`/jobs/${DIGITS}/saliency`);
    await page.getByRole('link', { name: 'Insight' }).click();
    await eventually(() => addressOf(page), explainers);
    await numbersFinal(page);
    const rows = page.getByRole('table', { name: 'Explainers and their numbers' }).getByRole('row');
    await eventually(() => rows.count(), 1 + answer.explainers.length);
    for (const [index, explainer] of answer.explainers.entries()) {
      const row = rows.nth(index + 1);
      expect(await row.getByRole('rowheader').textContent()).toContain(explainer.name);
      expect(await row.getByRole('link').allTextContents()).toEqual([
        shown(explainer.agreement.rho.lift, true),
        shown(explainer.contrast.rho.mean),
        `${shown(explainer.evidence.liftMean)} ×`,
        shown(explainer.spread.mean),
        shown(explainer.border.mean),
      ]);
      for (const { metric, score } of explainer.scores)
        expect(await row.textContent()).toContain(`${metric}${shown(score)}`);
    }
  });

  test('that are clones are said to be, with the numbers of the matrix', async ({ visit, salient }) => {
    const { pairs } = await surveyed<AgreementAnswer>(salient.url, `${api}/agreement`);
    const { overlap } = pairs[0];
    const page = await visit(explainers);
    const [mean, shuffled] = [overlap.mean?.toFixed(2), overlap.shuffled?.toFixed(2)];
    await page
      .getByText(`Same vote as ${pairs[0].b}: they share ${mean} of their mass, shuffled ${shuffled}.`)
      .waitFor();
  });

  test('have numbers that open their samples, with the filter', async ({ visit }) => {
    const page = await visit(explainers);
    await chooseLabels(page, '4');
    await eventually(() => addressOf(page), `${explainers}?labels=4`);
    await page.getByText(/^\d+ of 300 samples/).waitFor();
    await page
      .getByRole('row', { name: /^GradCAM/ })
      .getByRole('link', { name: /^.*Agreement lift of GradCAM/ })
      .click();
    await eventually(
      () => addressOf(page),
      `/jobs/${DIGITS}/saliency?labels=4&sort=agreement&order=asc&mapsOf=GradCAM`,
    );
    // The tabs take the filter along in both directions.
    await page.getByRole('link', { name: 'Insight' }).click();
    await eventually(() => addressOf(page), `${explainers}?labels=4`);
    await page.getByRole('link', { name: 'Agreement', exact: true }).click();
    await eventually(() => addressOf(page), `/jobs/${DIGITS}/insight/agreement?labels=4`);
  });

  test.for(['light', 'dark'] as const)('are accessible, %s', async (colorScheme, { visit }) => {
    const page = await visit(explainers, { colorScheme });
    await numbersFinal(page);
    expect(await findings(page)).toEqual([]);
  });
});

describe('what a job lacks is said', () => {
  test('one explainer agrees with no other', async ({ visit }) => {
    const page = await visit('/jobs/one/insight/explainers');
    await page
      .getByRole('row', { name: /^GradCAM/ })
      .getByText('only one explainer')
      .waitFor();
    await page.getByText('no counterfactual boxes').waitFor();
  });

  test('one sample has nothing to shuffle with', async ({ visit }) => {
    const page = await visit('/jobs/single/insight/explainers');
    await page
      .getByRole('row', { name: /^GradCAM/ })
      .getByText('one sample: nothing to shuffle with')
      .waitFor();
    await page.goto('/jobs/single/insight/agreement');
    await page.getByRole('heading', { name: 'GradCAM × RISE' }).waitFor();
    await page.getByText('1–1 of 1').waitFor();
    await page.getByText(/no lift: shuffling takes maps of two samples · ρ .* raw, 1 pair$/).waitFor();
    await page.getByText('Lift is not defined: shuffling takes maps of two samples.').waitFor();
    expect(await page.getByRole('button', { name: /GradCAM × RISE: .* raw, 1 pair; no lift/ }).count()).toBe(2);
  });

  test('a job without maps has no insight', async ({ visit }) => {
    const page = await visit('/jobs/none/saliency');
    await page.getByTitle('No saliency map was recorded').waitFor();
    await page.goto('/jobs/none/insight/explainers');
    await page.getByText('This job has no saliency map.').waitFor();
  });
});

test('numbers that are not final are marked, and unreadable maps are named', async ({ visit, salient }) => {
  const answer = await surveyed<ExplainersAnswer>(salient.url, `${api}/explainers`);
  const page = await visit('/');
  const failures = [{ sample: 7, label: 3, explainer: 'GradCAM', message: 'the file ends early' }];
  await page.route(`**${api}/explainers*`, (route) =>
    route.fulfill({
      json: {
        ...answer,
        surveyed: 240,
        unreadable: 1,
        survey: { ...answer.survey, isRunning: true, secondsLeft: 11.2, lossy: 5, failures },
      },
    }),
  );
  await page.goto(explainers);
  await page.getByText('Not final').waitFor();
  await page.getByText(`240 of ${answer.total.toLocaleString('en')} maps surveyed · about 12 s left`).waitFor();
  await page.getByText('5 JPEG or WebP maps').first().waitFor();
  await page.getByRole('button', { name: '1 unreadable' }).click();
  await page.getByRole('dialog').getByText('the file ends early').waitFor();
});

test('a failure is shown, not emptiness', async ({ visit }) => {
  const page = await visit('/', { expected: [/503/] });
  const problem = { type: 'about:blank', title: 'x', status: 503, detail: 'The worker was lost.', code: 'worker-lost' };
  await page.route(`**${api}/explainers*`, (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  );
  await page.goto(explainers);
  await page.getByRole('alert').getByText('Insight could not be loaded.').waitFor();
  await page.unroute(`**${api}/explainers*`);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('table', { name: 'Explainers and their numbers' }).waitFor();
});

test('numbers of an earlier filter are not passed off as those of the next', async ({ visit }) => {
  const page = await visit(explainers, { expected: [/503/] });
  await numbersFinal(page);
  const problem = { type: 'about:blank', title: 'x', status: 503, detail: 'The worker was lost.', code: 'worker-lost' };
  await page.route(`**${api}/explainers?label=4*`, (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  );
  await chooseLabels(page, '4');
  await page
    .getByRole('alert')
    .getByText(/^These numbers may be of an earlier filter/)
    .waitFor();
});
