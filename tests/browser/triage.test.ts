import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { TriageAnswer } from '../../lib/api/insight-answers';
import { findings } from '../support/browser-axe';
import { copyDemo, DIGITS, numbersFinal, surveyed } from '../support/browser-insight';
import { Run, simpleSample } from '../support/browser-jobs';
import { addressOf, chooseLabels, eventually } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';
import { copyPhotos } from '../support/photos-job';

/* Triage, the ranges of numbers of the maps, and the filter on its way between the views. */

const test = testsOf(async (directory) => {
  await copyDemo(directory, DIGITS);
  await copyPhotos(directory);
  const one = await new Run(join(directory, 'one'), ['GradCAM']).begin();
  await one.samples([simpleSample(1, 0.8), simpleSample(2, 0.2)]);
  await one.end();
  const none = await new Run(join(directory, 'none')).begin();
  await none.image(simpleSample(1, 0.8));
  await none.inference(simpleSample(1, 0.8));
  await none.end();
});

const triage = `/jobs/${DIGITS}/insight/triage`;
const saliency = `/jobs/${DIGITS}/saliency`;

describe('triage', () => {
  test('counts what its links list, and shows the first samples', async ({ visit, salient }) => {
    const { presets } = await surveyed<TriageAnswer>(salient.url, `/api${triage}`);
    const page = await visit(`/jobs/${DIGITS}/insight/explainers`);
    await page.getByRole('link', { name: 'Triage' }).click();
    await eventually(() => addressOf(page), triage);
    await numbersFinal(page);
    const crosses = presets.find(({ preset }) => preset === 'crosses');
    const card = page.getByRole('article', { name: 'Interval crosses the threshold' });
    const { pairs, samples, of, wrong } = crosses ?? { pairs: 0, samples: 0, of: 0, wrong: { n: 0, of: 0 } };
    await card.getByText(`of ${of} sample labels with an interval, in ${samples} samples`).waitFor();
    await card.getByText(String(pairs), { exact: true }).waitFor();
    await card.getByText(`(${wrong.n} of ${wrong.of})`).waitFor();
    const tiles = card.getByRole('list').getByRole('link');
    expect(await tiles.allTextContents()).toEqual(crosses?.first.map(({ sample }) => `# ${sample}`));
    // Each tile names the explainer of its map.
    expect(await card.getByText(/^map: /).count()).toBe(crosses?.first.length);
    await card.getByRole('link', { name: `Open ${samples} samples in Saliency` }).click();
    await eventually(() => addressOf(page), `${saliency}?sort=margin&order=asc&interval=crosses`);
    await page.getByText(`1–5 of ${samples}`).waitFor();
    // The label of the row is the one whose interval crosses, not the most probable one.
    const second = page.locator(`[data-sample="${crosses?.first[1].sample}"]`);
    await second.getByRole('button', { name: crosses?.first[1].name, pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Crosses the threshold. Remove the filter' }).click();
    await eventually(() => addressOf(page), `${saliency}?sort=margin&order=asc`);
  });

  test('says where intervals count that they are not those of the probabilities', async ({ visit }) => {
    const page = await visit('/jobs/photos/insight/triage');
    await page
      .getByRole('article', { name: 'Interval crosses the threshold' })
      .getByText(/\(9 of 11\) lie outside/)
      .waitFor();
    await page
      .getByRole('article', { name: 'Probability outside its own interval' })
      .getByText('9', { exact: true })
      .waitFor();
  });

  test('says that no sample matches, and not that something was not recorded', async ({ visit }) => {
    const page = await visit(`${triage}?labels=0&types=FP&truth=4`);
    await page.getByText('No sample matches the filter.').waitFor();
    expect(await page.getByRole('article').count()).toBe(0);
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByRole('article', { name: 'Explainers disagree' }).waitFor();
  });

  test('follows the filter and keeps it in its links', async ({ visit }) => {
    const page = await visit(triage);
    await numbersFinal(page);
    await chooseLabels(page, '4');
    await eventually(() => addressOf(page), `${triage}?labels=4`);
    const card = page.getByRole('article', { name: 'Explainers disagree' });
    await card.getByRole('link', { name: /^Open \d+ samples?/ }).click();
    await eventually(() => /\?labels=4&sort=agreement&order=asc&agreement=-1~0\.\d+$/.test(page.url()), true);
  });

  test('says what a job lacks', async ({ visit }) => {
    const page = await visit('/jobs/one/insight/triage');
    const card = (name: string) => page.getByRole('article', { name });
    await card('Interval crosses the threshold').getByText('No 95 % interval is recorded for what matches.').waitFor();
    await card('Explainers disagree').getByText('Agreement takes two explainers; this job has one.').waitFor();
    await card('Evidence outside the boxes').getByText('No counterfactual with boxes for what matches.').waitFor();
    await page.goto('/jobs/none/insight/triage');
    await card('Explainers disagree').getByText('No saliency maps to compare.').waitFor();
    await card('Confident and wrong').getByText('of 0 mistakes').waitFor();
  });

  test('marks numbers that are not final', async ({ visit, salient }) => {
    const answer = await surveyed<TriageAnswer>(salient.url, `/api${triage}`);
    const page = await visit('/');
    await page.route(`**/api${triage}*`, (route) =>
      route.fulfill({
        json: {
          ...answer,
          surveyed: 10,
          presets: answer.presets.map((one) =>
            one.preset === 'beside' ? { ...one, of: 0, pairs: 0, first: [] } : one,
          ),
        },
      }),
    );
    await page.goto(triage);
    await page.getByText('Not final').waitFor();
    await page.getByText('Counted once maps have been surveyed.').waitFor();
  });

  test.for(['light', 'dark'] as const)('is accessible, %s', async (colorScheme, { visit }) => {
    const page = await visit(triage, { colorScheme });
    await numbersFinal(page);
    expect(await findings(page)).toEqual([]);
  });

  test('is readable on a phone', async ({ visit }) => {
    const page = await visit(triage, { viewport: { width: 390, height: 844 } });
    await numbersFinal(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const { x = 0, width = 0 } = (await page.getByRole('link', { name: 'Triage' }).boundingBox()) ?? {};
    expect(x + width).toBeLessThanOrEqual(390);
    expect(await findings(page)).toEqual([]);
  });
});

describe('what samples are sorted by', () => {
  interface Sorted {
    samples: { id: number; sortValue: number | null }[];
  }
  const sorted = async (origin: string, query: string): Promise<Sorted> =>
    (await fetch(`${origin}/api/jobs/${DIGITS}/samples?${query}`)).json();

  test('is shown in each row, and a line divides those without', async ({ visit, salient }) => {
    await surveyed<TriageAnswer>(salient.url, `/api${triage}`);
    const { samples } = await sorted(salient.url, 'sort=evidence&order=asc&explainer=GradCAM&limit=5');
    const page = await visit(`${saliency}?sort=evidence&order=asc&mapsOf=GradCAM`);
    for (const { id, sortValue } of samples)
      await page
        .locator(`[data-sample="${id}"]`)
        .getByText(`evidence ${sortValue?.toFixed(2)} ×`)
        .waitFor();
    expect(await page.getByText('Sorted by: Evidence lift, GradCAM').count()).toBe(0);
    await page.locator(`[data-sample="${samples[0].id}"]`).getByTitle('Sorted by: Evidence lift, GradCAM').waitFor();
    expect(await page.getByText('Without a value').count()).toBe(0);

    const last = await sorted(salient.url, 'sort=evidence&order=asc&explainer=GradCAM&limit=5&page=60');
    const without = last.samples.filter(({ sortValue }) => sortValue === null);
    expect(without.length).toBeGreaterThan(0);
    expect(without.length).toBeLessThan(5);
    await page.goto(`${saliency}?sort=evidence&order=asc&mapsOf=GradCAM&page=60`);
    await page.getByText('Without a value (Evidence lift), in the order of their ids.', { exact: false }).waitFor();
    const places = await page
      .locator('li[data-sample], li:has-text("Without a value")')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.sample ?? 'divider'));
    expect(places.indexOf('divider')).toBe(5 - without.length);
    expect(await findings(page)).toEqual([]);
  });

  test('is shown on the wall, of the explainer whose maps it shows', async ({ visit, salient }) => {
    await surveyed<TriageAnswer>(salient.url, `/api${triage}`);
    const { samples } = await sorted(salient.url, 'sort=border&order=desc&explainer=GradCAM&limit=3');
    const page = await visit(`${saliency}?layout=wall&sort=border&mapsOf=GradCAM`);
    for (const { id, sortValue } of samples)
      await page
        .locator(`[data-sample="${id}"]`)
        .getByText(`border ${sortValue?.toFixed(2)}`)
        .waitFor();
    const chosen = () =>
      page.getByRole('combobox', { name: 'Explainer' }).evaluate((select) => (select as HTMLSelectElement).value);
    await eventually(chosen, '2');
    await page.getByRole('combobox', { name: 'Explainer' }).selectOption('0');
    await eventually(() => addressOf(page), `${saliency}?layout=wall&sort=border&mapsOf=GradCAM&wall=0`);
    // The numbers of another explainer bring its maps.
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('combobox', { name: 'Of' }).selectOption({ index: 2 });
    await eventually(chosen, '1');
  });
});

describe('numbers of the maps', () => {
  test('are filtered by brushes, by keyboard, of all explainers or of one', async ({ visit, salient }) => {
    await surveyed<TriageAnswer>(salient.url, `/api${triage}`);
    const page = await visit(saliency);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'More filters' });
    const border = dialog.getByRole('slider', { name: 'Maximum Border' });
    await dialog.getByText('305 of 305 sample labels').first().waitFor();
    await border.focus();
    await border.press('Home');
    for (const edge of [0.025, 0.05, 0.075, 0.1]) {
      await border.press('ArrowRight');
      await eventually(() => addressOf(page), `${saliency}?border=0~${edge}`);
    }
    await dialog
      .getByText(/^\d+ of 305 sample labels$/)
      .first()
      .waitFor();
    expect(await findings(page, ['region'])).toEqual([]);

    await dialog.getByRole('combobox', { name: 'Of' }).selectOption('GradCAM');
    await eventually(() => addressOf(page), `${saliency}?border=0~0.1&mapsOf=GradCAM`);
    await dialog.getByRole('combobox', { name: 'Agreement as' }).selectOption('Top-decile IoU');
    await eventually(() => addressOf(page), `${saliency}?border=0~0.1&mapsOf=GradCAM&measure=iou`);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Border 0.00–0.10. Remove the filter' }).click();
    await eventually(() => addressOf(page), `${saliency}?mapsOf=GradCAM&measure=iou`);
  });

  test('restore from the address, on the wall too', async ({ visit, salient }) => {
    await surveyed<TriageAnswer>(salient.url, `/api${triage}`);
    const query = 'minAgreement=-1&maxAgreement=0.3&explainer=GradCAM';
    const { total } = await (await fetch(`${salient.url}/api/jobs/${DIGITS}/samples?${query}`)).json();
    const page = await visit(`${saliency}?layout=wall&agreement=-1~0.3&mapsOf=GradCAM&sort=spread`);
    await page.getByText(`${total} of 300 samples`).waitFor();
    await page.getByRole('button', { name: 'Agreement ρ −1.00–0.30. Remove the filter' }).waitFor();
    await page.getByRole('button', { name: 'Numbers of GradCAM. Remove the filter' }).waitFor();
  });

  test('that nothing matches can be cleared', async ({ visit }) => {
    const page = await visit(`${saliency}?border=0.99~1&interval=crosses`);
    await page.getByText(/^No samples match Crosses the threshold · Border 0.99–1.00/).waitFor();
    await page.getByRole('button', { name: 'Clear: Border 0.99–1.00' }).click();
    await page.getByText(/^1–5 of \d+/).waitFor();
  });

  test('of an explainer that the job does not have are refused in words', async ({ visit }) => {
    const page = await visit(`${saliency}?border=0~0.5&mapsOf=nobody`, { expected: [/400/] });
    await page
      .getByText(/explainer is "nobody"; explainers of the job:/)
      .first()
      .waitFor();
  });
});

test('the filter travels from Saliency through the insight views and back', async ({ visit }) => {
  const filter = 'labels=4&samples=1-200&region=2~0~8~16~16&border=0~0.9';
  const page = await visit(`${saliency}?${filter}`);
  await page.getByRole('link', { name: 'Insight' }).click();
  await eventually(() => addressOf(page), `/jobs/${DIGITS}/insight/explainers?${filter}`);
  for (const view of ['Agreement', 'Classes', 'Shortcuts', 'Triage']) {
    await page.getByRole('link', { name: view, exact: true }).click();
    await eventually(() => addressOf(page), `/jobs/${DIGITS}/insight/${view.toLowerCase()}?${filter}`);
  }
  await page.getByRole('link', { name: /^Saliency/ }).click();
  await eventually(() => addressOf(page), `${saliency}?${filter}`);
});

describe('the numbers of an explainer', () => {
  test('open their samples in the order of that explainer', async ({ visit }) => {
    const page = await visit(`/jobs/${DIGITS}/insight/explainers`);
    await numbersFinal(page);
    const link = (name: RegExp) => page.getByRole('row', { name: /^GradCAM/ }).getByRole('link', { name });
    const hrefs = await Promise.all(
      [/Label contrast/, /Evidence lift/, /Border/].map((name) => link(name).getAttribute('href')),
    );
    expect(hrefs).toEqual([
      `${saliency}?layout=wall&wall=2&sort=contrast&mapsOf=GradCAM`,
      `${saliency}?layout=wall&wall=2&sort=evidence&order=asc&mapsOf=GradCAM`,
      `${saliency}?layout=wall&wall=2&sort=border&mapsOf=GradCAM`,
    ]);
  });

  test('show their distribution under the pointer and with the focus', async ({ visit }) => {
    const page = await visit(`/jobs/${DIGITS}/insight/explainers`);
    await numbersFinal(page);
    const strip = page.getByRole('button', { name: 'Distribution: Spread of GradCAM' });
    await page.getByRole('link', { name: /Spread of GradCAM, counted/ }).hover();
    await page.getByRole('tooltip').waitFor();
    await strip.hover();
    await page
      .getByRole('tooltip')
      .getByText(/^305 values: least /)
      .waitFor();
    await page.mouse.move(5, 5);
    await page.getByRole('tooltip').waitFor({ state: 'detached' });
    await strip.focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await page.getByRole('tooltip').waitFor();
    expect(await findings(page, ['region'])).toEqual([]);
  });
});
