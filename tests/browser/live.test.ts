import { statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { DATA, EXPLAINERS, LABELS, Run, type SampleSpec, SECONDS, simpleSample } from '../support/browser-jobs';
import {
  eventually,
  jobRow,
  jobsShown,
  maps,
  mapsDrawn,
  mapsShown,
  sampleRow,
  samplesShown,
} from '../support/browser-pages';
import { makeSmallJobs, smallJob } from '../support/browser-showcase';
import { beginWatch, rememberShifts, removalsOf, shiftsOf } from '../support/browser-stillness';
import { testsOf } from '../support/browser-test';

/*
 * An open page of a job while a run writes it. Salient checks the files every half second, the page polls every
 * two seconds while a job is live; each append is waited for, so four of them take about ten seconds.
 */

const test = testsOf((directory) => makeSmallJobs(directory, 3));
const APPENDS = 4;
const MINUTES = 3 * 60_000;

/** Samples with confidences that increase with their ids, from just over one half. */
const rising = (from: number, count: number): SampleSpec[] =>
  Array.from({ length: count }, (_, index) => simpleSample(from + index, 0.51 + (from + index) / 100));

const ids = (samples: readonly SampleSpec[]): number[] => samples.map(({ id }) => id);

/** Waits until the page shows the expected total. */
const totalIs = (page: Page, total: number) => page.getByText(new RegExp(`\\d+–\\d+ of ${total}$`)).waitFor();

/** Waits until the top bar shows a state of the job. */
const stateIs = (page: Page, state: string) =>
  page.getByRole('button', { name: new RegExp(`^Status:\\s*${state}`) }).waitFor();

/** Number of loaded previews in a row of the list. */
const previewsDrawn = (row: Locator): Promise<number> =>
  row
    .locator('img')
    .evaluateAll((images) => images.filter((image) => image instanceof HTMLImageElement && image.complete).length);

describe.concurrent('samples are appended one after the other to the job of an open page, sorted by confidence', () => {
  test('a full page stays unchanged, and shows a notice', { timeout: MINUTES }, async ({ visit, salient, expect }) => {
    const begun = rising(0, 7);
    const run = await new Run(join(salient.directory, 'full')).begin();
    await run.samples(begun);
    const page = await visit('/jobs/full/saliency', { before: rememberShifts });
    const shown = ids(begun).reverse().slice(0, 5);
    await eventually(() => samplesShown(page), shown);
    await mapsDrawn(page, 3);
    await beginWatch(page);

    const appended = rising(begun.length, APPENDS);
    for (const sample of appended) {
      await run.samples([sample]);
      await totalIs(page, sample.id + 1);
      expect(await samplesShown(page)).toEqual(shown);
    }
    // How far it was told the job is read, for other replicas.
    expect(await page.evaluate(() => document.cookie)).toMatch(/salient-floor=full:[0-9a-f]{8}:\d{3,}/);
    const chip = page.getByRole('button', { name: `${APPENDS} new samples · show` });
    await chip.waitFor();
    expect.soft(await removalsOf(page)).toEqual([]);
    expect.soft(await shiftsOf(page)).toEqual([]);

    await chip.click();
    await eventually(
      () => samplesShown(page),
      ids([...begun, ...appended])
        .reverse()
        .slice(0, 5),
    );
    await chip.waitFor({ state: 'detached' });
  });

  test('a page with room shows them automatically', { timeout: MINUTES }, async ({ visit, salient, expect }) => {
    const begun = rising(0, 3);
    const run = await new Run(join(salient.directory, 'unfilled')).begin();
    await run.samples(begun);
    const page = await visit('/jobs/unfilled/saliency?size=25', { before: rememberShifts });
    const shown = ids(begun).reverse();
    await eventually(() => samplesShown(page), shown);
    await mapsDrawn(page, 3);
    await beginWatch(page);

    for (const sample of rising(begun.length, APPENDS)) {
      await run.samples([sample]);
      await totalIs(page, sample.id + 1);
      shown.push(sample.id);
      expect(await samplesShown(page)).toEqual(shown);
      await sampleRow(page, sample.id).getByRole('button', { pressed: true }).waitFor();
    }
    expect.soft(await removalsOf(page)).toEqual([]);
    expect.soft(await shiftsOf(page)).toEqual([]);

    await page.getByRole('button', { name: 'Order changed · show' }).click();
    await eventually(
      () => samplesShown(page),
      [...shown].sort((a, b) => b - a),
    );
  });

  test('a half-written sample is completed automatically, in place', async ({ visit, salient, expect }) => {
    const [whole, half] = rising(0, 2);
    const run = await new Run(join(salient.directory, 'half')).begin();
    await run.samples([whole]);
    const page = await visit('/jobs/half/saliency', { before: rememberShifts });
    await mapsDrawn(page, 3);
    await beginWatch(page);
    const row = sampleRow(page, half.id);

    await run.image(half);
    await row.getByText('Labels not written yet').waitFor();
    await eventually(() => row.getByText('Not written yet', { exact: true }).count(), 3);
    const node = await row.elementHandle();

    await run.inference(half);
    await row.getByRole('button', { name: 'TP dog 0.520' }).waitFor();
    expect(await row.getByText('Not written yet', { exact: true }).count()).toBe(3);

    await run.maps(half, ['GradCAM']);
    await eventually(() => mapsShown(row), ['GradCAM dog']);
    await run.maps(half, ['Gradient', 'RISE']);
    await eventually(() => mapsShown(row), ['GradCAM dog', 'Gradient dog', 'RISE dog']);
    await eventually(() => row.locator('canvas[data-state=ready]').count(), 3);

    expect(await samplesShown(page)).toEqual([whole.id, half.id]);
    expect(await node?.evaluate((element) => element.isConnected)).toBe(true);
    expect.soft(await shiftsOf(page)).toEqual([]);
  });

  test('samples appear automatically if there were none', async ({ visit, salient }) => {
    const run = await new Run(join(salient.directory, 'young')).begin();
    const page = await visit('/jobs/young/saliency');
    await page.getByText('This job has no samples yet.').waitFor();
    await page.getByText('Samples appear here automatically as the run writes them.').waitFor();
    await run.samples(rising(0, 2));
    await eventually(() => samplesShown(page), [1, 0]);
    await eventually(() => maps(page).count(), 6);
  });
});

test('a job of two writers grows, is complete once its manifest is there, and live again when a run continues it', {
  timeout: MINUTES,
}, async ({ visit, salient, expect }) => {
  const directory = join(salient.directory, 'parts');
  const first = await new Run(directory).begin();
  const samples = rising(0, 6);
  await first.samples(samples.slice(0, 2));
  const page = await visit('/jobs/parts/saliency?size=25');
  await totalIs(page, 2);
  await stateIs(page, 'Live');

  const second = new Run(directory, EXPLAINERS, LABELS, `events.part.${SECONDS}.0001.000000`);
  await second.begin();
  await second.samples(samples.slice(2, 3));
  await totalIs(page, 3);
  await first.samples(samples.slice(3, 4));
  await second.samples(samples.slice(4, 5));
  await totalIs(page, 5);
  expect(new Set(await samplesShown(page))).toEqual(new Set([0, 1, 2, 3, 4]));

  const parts = [first, second].map(({ file }) => ({ name: basename(file), bytes: statSync(file).size }));
  const manifest = join(directory, DATA, 'manifest.json');
  await writeFile(manifest, JSON.stringify({ saliency_map: true, parts }));
  await stateIs(page, 'Complete');

  await rm(manifest);
  await second.samples(samples.slice(5));
  await page.reload();
  await totalIs(page, 6);
  await stateIs(page, 'Live');
});

test('a new job appears in the open list, a deleted one disappears, and no other row is replaced', async ({
  visit,
  salient,
}) => {
  const page = await visit('/?q=run', { before: rememberShifts });
  const jobs = [smallJob(1), smallJob(2), smallJob(3)];
  await eventually(() => jobsShown(page), jobs);
  const rows = await Promise.all(jobs.map((job) => jobRow(page, job).elementHandle()));
  const areThere = () =>
    Promise.all(rows.map((row) => row?.evaluate((element) => element.isConnected && element.textContent)));

  const directory = join(salient.directory, 'run_new');
  const run = await new Run(directory).begin();
  await run.samples(rising(0, 2));
  await eventually(() => jobsShown(page), ['run_new', ...jobs]);
  expect(await areThere()).toEqual(jobs.map((job) => expect.stringContaining(job)));

  // Requests after the directory was removed return 404.
  await eventually(() => previewsDrawn(jobRow(page, 'run_new')), 2);
  await rm(directory, { recursive: true });
  await eventually(() => jobsShown(page), jobs);
  expect(await areThere()).toEqual(jobs.map((job) => expect.stringContaining(job)));
});
